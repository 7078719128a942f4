import type { Platform } from '../definition/platform';
import { resolveForEnvironment } from '../definition/references';
import { listUses } from '../definition/uses';
import type { TenantPlan } from '../kinds/tenant-plan';
import { planTenants } from '../planning/plan-cluster';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import type { CheckContext } from './context';

/**
 * Finds the plan of a tenant that uses something of the platform, on a cluster with valid components; undefined for other
 * tenants.
 */
export function findTenantPlan(
  tenantName: string,
  cluster: ResolvedCluster,
  { platform }: CheckContext,
): TenantPlan | undefined {
  const workloads = Object.values(platform.tenants[tenantName]?.applications ?? {});
  const usesPlatform = workloads.some((workload) =>
    listUses(resolveForEnvironment(workload, cluster.options.environment)).some(
      ({ options }) => options.server === undefined,
    ),
  );
  return usesPlatform ? listTenantPlans(cluster, platform).find(({ name }) => name === tenantName) : undefined;
}

/** Lists the plans of the tenants of a cluster; none for a cluster with invalid components or without workloads. */
export function listTenantPlans(cluster: ResolvedCluster, platform: Platform): readonly TenantPlan[] {
  return cluster.hasInvalidComponents || cluster.options.state === 'removed' ? [] : planTenants(cluster, platform);
}
