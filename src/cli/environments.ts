import type { Platform } from '../definition/platform';
import { workloadClusters } from '../definition/references';
import type { Tenant, TenantWorkload } from '../definition/tenant';

/** Lists the environments that a tenant, or one of its workloads, runs in, in the order of the platform. */
export function listEnvironments(
  { environments, clusters }: Platform,
  tenant: Tenant,
  workload?: TenantWorkload,
): readonly string[] {
  const clusterNames = workload ? workloadClusters(tenant, workload) : tenant.clusters;
  return environments.filter((environment) => clusterNames.some((name) => clusters[name]?.environment === environment));
}
