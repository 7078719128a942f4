import type { ClusterPlan } from '../kinds/cluster-plan';
import type { TenantPlan } from '../kinds/tenant-plan';
import type { Platform } from '../definition/platform';
import type { ClusterInfo } from '../kinds/cluster-info';
import { resolveTenantPlans } from './tenant';

/** Kustomize base of a tenant: what is the same on all its clusters. */
export interface TenantKustomizeBase {
  /** Plan without the options of any environment. */
  readonly tenant: TenantPlan;
  /** Info of the tenant's first cluster. The overlays of other clusters patch what differs. */
  readonly clusterInfo: ClusterInfo;
}

/**
 * Resolves the kustomize base of each tenant. Options of `perEnvironment` are not part of it, so that a change of one
 * environment changes only the overlays of its clusters.
 */
export function resolveKustomizeBases(
  clusters: readonly ClusterPlan[],
  platform: Platform,
): readonly TenantKustomizeBase[] {
  const presentClusters = new Map(
    clusters.filter(({ removed }) => !removed).map((cluster) => [cluster.name, cluster.clusterInfo]),
  );
  const tenantPlans = new Map(
    [...presentClusters].map(([name, { capabilities }]) => [name, resolveTenantPlans(name, platform, capabilities)]),
  );
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => {
    const tenantClusters = tenant.clusters.filter((cluster) => presentClusters.has(cluster));
    const [firstCluster = ''] = tenantClusters;
    const clusterInfo = presentClusters.get(firstCluster);
    const plan = tenantPlans.get(firstCluster)?.find((candidate) => candidate.name === name);
    if (!clusterInfo || !plan) return [];
    const runsOnAll = (clusters: readonly string[] = tenant.clusters) =>
      tenantClusters.every((cluster) => clusters.includes(cluster));
    const workloadRunsOnAll = (workload: { readonly name: string }) =>
      runsOnAll(tenant.applications?.[workload.name]?.clusters);
    return [
      {
        tenant: {
          ...plan,
          applications: plan.applications.filter(workloadRunsOnAll),
          jobs: plan.jobs.filter(workloadRunsOnAll),
          products: plan.products.filter((product) => runsOnAll(tenant.products?.[product.name]?.clusters)),
        },
        clusterInfo,
      },
    ];
  });
}
