import type { Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { uniqueProblems } from './duplicates';
import { findTenantPlan } from './tenant-plans';
import { checkDeployedWorkloads } from './workloads';

/** Checks workloads and tenants by the rules of the providers of capabilities on their clusters. */
export function checkProviderRules(context: CheckContext): readonly Problem[] {
  const workloadProblems = checkDeployedWorkloads(context, ({ workload, path, cluster }) =>
    Object.values(cluster.provided).flatMap((provided) =>
      (provided?.validateWorkload?.(workload, cluster.clusterInfo) ?? []).map((problem) => ({
        ...problem,
        path: [...path, ...problem.path],
      })),
    ),
  );
  return [...workloadProblems, ...checkTenants(context)];
}

function checkTenants(context: CheckContext): readonly Problem[] {
  return Object.keys(context.platform.tenants).flatMap((tenantName) =>
    uniqueProblems(
      context.resolvedClusters.flatMap((cluster) =>
        Object.values(cluster.provided).flatMap((provided) => {
          const tenant = provided?.validateTenant ? findTenantPlan(tenantName, cluster, context) : undefined;
          if (!tenant) return [];
          return (provided?.validateTenant?.(tenant, cluster.clusterInfo) ?? []).map((problem) => ({
            ...problem,
            path: ['tenants', tenantName, ...problem.path],
          }));
        }),
      ),
    ),
  );
}
