import { listTenantAdditions } from '../kinds/tenant-additions';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findTenantPlan } from './tenant-plans';

/** Resource of a tenant in a cloud. */
interface NamedResource {
  /** Service and name, such as `bucket acme-prod-shop-photos`. */
  readonly name: string;
  /** Cloud and account: names of others may be equal. */
  readonly account: string;
  readonly tenant: string;
  readonly environment: string;
}

/**
 * Checks that resources of different tenants, or environments, have different names in an account. Their names are joined by
 * hyphens, which names of tenants contain, too: one of the tenants would read and delete the data of the other.
 */
export function checkCloudNames(context: CheckContext): readonly Problem[] {
  const owners = new Map<string, NamedResource>();
  const reported = new Set<string>();
  return context.resolvedClusters
    .flatMap((cluster) => listResources(cluster, context))
    .flatMap((resource) => {
      const { name, account, tenant, environment } = resource;
      const key = `${account}/${name}`;
      const owner = owners.get(key) ?? resource;
      owners.set(key, owner);
      if ((owner.tenant === tenant && owner.environment === environment) || reported.has(`${key}/${tenant}`)) return [];
      reported.add(`${key}/${tenant}`);
      return [
        error(
          ['tenants', tenant],
          name,
          `is also a resource of tenant '${owner.tenant}' in environment '${owner.environment}': both would use the same data`,
          'write another `name` of the use, or another name of the tenant',
        ),
      ];
    });
}

function listResources(cluster: ResolvedCluster, context: CheckContext): readonly NamedResource[] {
  const { cloud, environment } = cluster.clusterInfo;
  if (!cloud) return [];
  const account = `${cloud.provider}/${cloud.account ?? ''}`;
  return Object.keys(context.platform.tenants).flatMap((tenant) => {
    const plan = findTenantPlan(tenant, cluster, context);
    if (!plan) return [];
    return listTenantAdditions(plan)
      .flatMap(({ terraformReleases = [] }) => terraformReleases)
      .flatMap(({ cloudNames }) => cloudNames?.() ?? [])
      .map((name) => ({ name, account, tenant, environment }));
  });
}
