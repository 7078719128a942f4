import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import type { Difference } from './real-file';

/** An inventory or a file of chart values that is described as a cluster, with the facts and figures in it. */
export interface PlatformFile {
  readonly source: string;
  /** Options of the cluster. */
  readonly cluster: object;
  /** Reads the facts of the file out of the plan of the cluster. */
  readonly read: (plan: ClusterPlan) => unknown;
  readonly facts: unknown;
  readonly differences?: readonly Difference[];
  readonly warnings?: readonly string[];
}
