import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Checks that no tenant is on a cluster with `state: 'removed'`. */
export function checkRemovedClusters({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  const removedClusters = resolvedClusters.filter(({ options }) => options.state === 'removed').map(({ name }) => name);
  return Object.entries(platform.tenants).flatMap(([tenantName, { clusters }]) =>
    clusters.flatMap((cluster, index) =>
      removedClusters.includes(cluster)
        ? [
            error(
              ['tenants', tenantName, 'clusters', index],
              cluster,
              "has state: 'removed', but this tenant still runs on it",
              'remove it here in the same change',
            ),
          ]
        : [],
    ),
  );
}
