import type { Platform } from '../definition/platform';
import type { ClusterPlan } from '../kinds/cluster-plan';
import type { PathSegment, Problem } from '../schema/problem';

/** Difference between the previous and the current definition, with its consequence for the running platform. */
export interface Change {
  /**
   * `join` and `drain` are for machines, `upgrade` for Kubernetes and charts, `move` for a tenant on other clusters,
   * and `migrate-delivery` for a cluster whose `delivery` changes between Terraform and Argo CD.
   */
  readonly action: 'add' | 'change' | 'remove' | 'move' | 'join' | 'drain' | 'upgrade' | 'migrate-delivery';
  /** Path in the current definition; of a removed entry, in the previous one. */
  readonly path: readonly PathSegment[];
  readonly from?: string;
  readonly to?: string;
  /**
   * What the change may interrupt or delete.
   * @default no risk
   */
  readonly risk?: string;
}

/** Platform definition and the plans of its clusters. */
export interface PlannedPlatform {
  readonly platform: Platform;
  readonly clusters: readonly ClusterPlan[];
}

/** Changes between two definitions, and the errors that rule the transition out. */
export interface Comparison {
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
}
