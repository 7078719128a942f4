import type { ClusterInfo } from '../kinds/cluster-info';
import type { TenantPlan } from '../kinds/tenant-plan';
import { startsWith, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { uniqueProblems } from './duplicates';
import { listTenantPlans } from './tenant-plans';

/**
 * Check of the objects that are generated of a tenant: what the API server would refuse, and names that occur twice. Paths
 * of its problems begin with `tenants`.
 */
export type TenantCheck = (tenant: TenantPlan, cluster: ClusterInfo) => readonly Problem[];

/**
 * Checks the objects of all tenants. Only entries without other problems are reported, since problems of generated objects
 * may follow from these: no entry of a tenant whose own options have problems, and nothing on clusters with invalid
 * components.
 * @param problems problems that other checks have found
 */
export function checkTenantObjects(
  { platform, resolvedClusters }: CheckContext,
  checkTenant: TenantCheck,
  problems: readonly Problem[],
): readonly Problem[] {
  const refusedPaths = problems.filter(({ severity }) => severity === 'error').map(({ path }) => path);
  const isRefused = (path: readonly PathSegment[]) =>
    refusedPaths.some((refused) => startsWith(refused, path) || startsWith(path, refused));
  const hasRefusedOptions = (tenant: string) =>
    refusedPaths.some(
      ([root, name, option = '']) => root === 'tenants' && name === tenant && !entries.includes(option),
    );
  const found = resolvedClusters.flatMap((cluster) =>
    listTenantPlans(cluster, platform)
      .filter(({ name }) => !hasRefusedOptions(name))
      .flatMap((tenant) => checkTenant(withoutRefused(tenant, isRefused), cluster.clusterInfo)),
  );
  // Several clusters refuse an object for the same reason.
  return uniqueProblems(found.filter(({ path }) => !isRefused(path)));
}

/** Options of a tenant whose entries are checked one by one. */
const entries: readonly PathSegment[] = ['applications', 'objects', 'products'];

/** Returns the plan of a tenant without workloads that have problems. Its objects keep their indexes. */
function withoutRefused(tenant: TenantPlan, isRefused: (path: readonly PathSegment[]) => boolean): TenantPlan {
  const isAccepted = ({ name }: { readonly name: string }) =>
    !isRefused(['tenants', tenant.name, 'applications', name]);
  return { ...tenant, applications: tenant.applications.filter(isAccepted), jobs: tenant.jobs.filter(isAccepted) };
}
