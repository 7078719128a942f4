import type { ClusterInfo } from '../kinds/cluster-info';
import type { TenantPlan } from '../kinds/tenant-plan';
import { independentTenantOptions } from '../schema/parse';
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
 * Checks the objects of all tenants. Only entries without other problems are checked, since problems of generated objects
 * may follow from these: no entry of a tenant whose own options have problems, and nothing on clusters that have problems.
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
  const isIndependent = (option?: PathSegment) =>
    option === 'applications' || independentTenantOptions.includes(option);
  const hasRefusedOptions = (tenant: string) =>
    refusedPaths.some(([root, name, option]) => root === 'tenants' && name === tenant && !isIndependent(option));
  const acceptedClusters = resolvedClusters.filter(({ name }) => !isRefused(['clusters', name]));
  const found = acceptedClusters.flatMap((cluster) =>
    listTenantPlans(cluster, platform)
      .filter(({ name }) => !hasRefusedOptions(name))
      .flatMap((tenant) => {
        const checked = omitRefused(tenant, isRefused);
        return checkTenant(checked.tenant, cluster.clusterInfo).map((problem) => ({
          ...problem,
          path: restoreIndex(problem.path, checked.objectIndexes),
        }));
      }),
  );
  // Several clusters refuse an object for the same reason.
  return uniqueProblems(found.filter(({ path }) => !isRefused(path)));
}

/** Returns the plan of a tenant without the workloads and objects that have problems, and the indexes of the other objects. */
function omitRefused(
  tenant: TenantPlan,
  isRefused: (path: readonly PathSegment[]) => boolean,
): { readonly tenant: TenantPlan; readonly objectIndexes: readonly number[] } {
  const { name, applications, jobs, objects } = tenant;
  const isAccepted = (workload: { readonly name: string }) =>
    !isRefused(['tenants', name, 'applications', workload.name]);
  const accepted = objects.flatMap((object, index) =>
    isRefused(['tenants', name, 'objects', index]) ? [] : [{ object, index }],
  );
  return {
    tenant: {
      ...tenant,
      applications: applications.filter(isAccepted),
      jobs: jobs.filter(isAccepted),
      objects: accepted.map(({ object }) => object),
    },
    objectIndexes: accepted.map(({ index }) => index),
  };
}

/** Returns a path with the index of an object in the definition. */
function restoreIndex(path: readonly PathSegment[], indexes: readonly number[]): readonly PathSegment[] {
  const [root = '', tenant = '', option, index, ...rest] = path;
  return option === 'objects' && typeof index === 'number'
    ? [root, tenant, option, indexes[index] ?? index, ...rest]
    : path;
}
