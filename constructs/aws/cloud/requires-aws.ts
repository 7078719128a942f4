import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';
import { tryGetAwsCloud } from './aws-cloud';

/** Checks that a component of this folder is on a cluster in AWS. */
export function checkRequiresAws(kind: string, cluster: ClusterInfo): readonly Problem[] {
  if (tryGetAwsCloud(cluster)) return [];
  return [
    error(
      [],
      kind,
      'requires a cluster in AWS',
      'use a component for this cluster, or define the cluster with eks() or existingEks()',
    ),
  ];
}
