import type { ClusterPlan, TenantPlan } from '../kinds/cluster-plan';
import type { Platform } from '../definition/platform';
import type { ClusterInfo } from '../kinds/cluster-info';
import { resolveTenantPlans } from './tenant';

/** What a tenant is everywhere: what is said of it without any environment's differences. */
export interface TenantKustomizeBase {
  readonly tenant: TenantPlan;
  /** Facts of the first of its clusters, which the others differ from. */
  readonly clusterInfo: ClusterInfo;
}

/**
 * The base of each tenant. What is said for one environment is not in it, so that a change there changes the overlays
 * of that environment alone.
 */
export function resolveKustomizeBases(
  clusters: readonly ClusterPlan[],
  platform: Platform,
): readonly TenantKustomizeBase[] {
  const standing = new Map(clusters.filter(({ removed }) => !removed).map((cluster) => [cluster.name, cluster]));
  const made = new Map(
    [...standing].map(([name, { clusterInfo }]) => [
      name,
      resolveTenantPlans(name, platform, clusterInfo.capabilities),
    ]),
  );
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => {
    const own = tenant.clusters.filter((cluster) => standing.has(cluster));
    const [first = ''] = own;
    const clusterInfo = standing.get(first)?.clusterInfo;
    const everywhere = made.get(first)?.find((one) => one.name === name);
    if (!clusterInfo || !everywhere) return [];
    const { applications, jobs, products } = everywhere;
    const onAll = (clusters: readonly string[] = tenant.clusters) => own.every((cluster) => clusters.includes(cluster));
    const runsOnAll = (workload: { readonly name: string }) => onAll(tenant.applications?.[workload.name]?.clusters);
    return [
      {
        tenant: {
          ...everywhere,
          applications: applications.filter(runsOnAll),
          jobs: jobs.filter(runsOnAll),
          products: products.filter((product) => onAll(tenant.products?.[product.name]?.clusters)),
        },
        clusterInfo,
      },
    ];
  });
}
