import { resolveForEnvironment } from '../definition/references';
import { listUses } from '../definition/uses';
import type { TenantPlan } from '../kinds/tenant-plan';
import { planTenants } from '../planning/plan-cluster';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import type { CheckContext } from './context';

const tenantsByCluster = new WeakMap<ResolvedCluster, readonly TenantPlan[]>();

/**
 * Finds the plan of a tenant that uses something of the platform, on a cluster with valid components; undefined for other
 * tenants, so that they are planned once.
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
  if (!usesPlatform || cluster.hasInvalidComponents || cluster.options.state === 'removed') return undefined;
  let tenants = tenantsByCluster.get(cluster);
  if (!tenants) {
    tenants = planTenants(cluster, platform);
    tenantsByCluster.set(cluster, tenants);
  }
  return tenants.find(({ name }) => name === tenantName);
}
