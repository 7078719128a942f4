import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';
import { tryGetGoogleCloud } from './google-cloud';

/** Checks that a component of this folder is on a cluster in Google Cloud. */
export function checkRequiresGoogle(kind: string, cluster: ClusterInfo): readonly Problem[] {
  if (tryGetGoogleCloud(cluster)) return [];
  return [
    error(
      [],
      kind,
      'requires a cluster in Google Cloud',
      'use a component for this cluster, or define the cluster with gke() or existingGke()',
    ),
  ];
}
