import { findTenantPlan } from './tenant-plans';
import type { AddedPods } from '../kinds/additions';
import { listTenantAdditions } from '../kinds/tenant-additions';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { uniqueProblems } from './duplicates';

/** Lists the pods that the providers of capabilities add for a tenant on a cluster; none where components are invalid. */
export function listAddedPods(
  tenantName: string,
  cluster: ResolvedCluster,
  context: CheckContext,
): readonly AddedPods[] {
  const tenant = findTenantPlan(tenantName, cluster, context);
  return tenant ? listTenantAdditions(tenant).flatMap(({ pods = [] }) => pods) : [];
}

/** Returns the description and name of added pods for messages. */
export function describeAddedPods({ description, name }: AddedPods): string {
  return `${description} '${name}'`;
}

/** Checks that no workload has the name of added pods in its namespace: both would have the same ServiceAccount. */
export function checkAddedPodNames(context: CheckContext): readonly Problem[] {
  return Object.keys(context.platform.tenants).flatMap((tenantName) =>
    uniqueProblems(
      context.resolvedClusters.flatMap((cluster) => {
        const tenant = findTenantPlan(tenantName, cluster, context);
        if (!tenant) return [];
        const workloads = [...tenant.applications, ...tenant.jobs];
        return listAddedPods(tenantName, cluster, context).flatMap((pods) =>
          workloads
            .filter(({ name, namespace }) => name === pods.name && namespace === pods.namespace)
            .map(({ name }) =>
              error(
                ['tenants', tenantName, 'applications', name],
                undefined,
                `has the name of the ${describeAddedPods(pods)} in namespace '${pods.namespace}'`,
                'write another name',
              ),
            ),
        );
      }),
    ),
  );
}
