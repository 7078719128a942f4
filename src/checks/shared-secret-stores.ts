import type { Platform } from '../definition/platform';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Warns of a secret store that a tenant reads in several environments: keys contain the name of the tenant and not the
 * environment, so its workloads in one environment could read the secrets of the other.
 */
export function checkSharedSecretStores({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((cluster, index) =>
    Object.entries(cluster.clusterInfo.capabilities.secrets?.storeLocations ?? {}).flatMap(([store, location]) => {
      const { environment } = cluster.clusterInfo;
      const other = resolvedClusters
        .slice(0, index)
        .find(
          (candidate) =>
            candidate.clusterInfo.environment !== environment &&
            candidate.clusterInfo.capabilities.secrets?.storeLocations?.[store] === location &&
            shareTenant(platform, store, [candidate, cluster]),
        );
      if (!other) return [];
      return [
        warning(
          ['clusters', cluster.name],
          location,
          `secret store '${store}' is also that of cluster '${other.name}' of environment '${other.clusterInfo.environment}': tenants of both read the same secrets`,
          'give each environment a path of its own in the store',
        ),
      ];
    }),
  );
}

/** Returns whether a tenant with this secret store runs on all of the clusters. */
function shareTenant({ tenants }: Platform, store: string, clusters: readonly ResolvedCluster[]): boolean {
  return Object.values(tenants).some(
    (tenant) => tenant.secretStore === store && clusters.every(({ name }) => tenant.clusters.includes(name)),
  );
}
