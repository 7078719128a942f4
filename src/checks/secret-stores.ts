import type { Tenant } from '../definition/tenant';
import { suggest } from '../schema/parse';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that the clusters of a tenant have the ClusterSecretStore of its `secretStore`. The store `default`, which a
 * tenant has without declaring it, is required only for workloads that use stored secrets.
 * @see https://external-secrets.io/latest/api/clustersecretstore/
 */
export function checkSecretStores({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([tenantName, tenant]) => {
    const { clusters, secretStore } = tenant;
    const path = findSecretStoreUse(tenant);
    if (!path) return [];
    return resolvedClusters.flatMap(({ name, clusterInfo }) => {
      const stores = clusterInfo.capabilities.secrets?.stores;
      if (!clusters.includes(name) || stores === undefined || stores.includes(secretStore)) return [];
      return [
        error(
          ['tenants', tenantName, ...path],
          secretStore,
          `cluster '${name}' has no ClusterSecretStore of this name`,
          stores.length > 0 ? suggest(secretStore, stores) : 'create it with externalSecrets({ store })',
        ),
      ];
    });
  });
}

/** Returns the path within the tenant that requires its secret store, or undefined if nothing does. */
function findSecretStoreUse({ secretStore, applications = {} }: Tenant): readonly PathSegment[] | undefined {
  if (secretStore !== 'default') return ['secretStore'];
  const workload = Object.keys(applications).find((name) => applications[name]?.uses?.secret !== undefined);
  return workload === undefined ? undefined : ['applications', workload, 'uses', 'secret'];
}
