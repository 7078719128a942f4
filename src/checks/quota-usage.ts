import { isJob, resolveForEnvironment, resolveNamespace, tenantNamespaces } from '../definition/references';
import type { Quota, TenantWorkload } from '../definition/tenant';
import { resolveResources } from '../definition/workload';
import type { ResolvedCluster } from '../planning/cluster';
import { divideQuota, quotaResources, type QuotaResource } from '../planning/quota';
import { resolveScale, resolveUpdateStrategy } from '../planning/workload';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import { parseQuantity } from '../schema/quantity';
import type { CheckContext } from './context';
import { groupBy } from './duplicates';
import { listDeclaredWorkloads, listWorkloadClusters, type DeclaredWorkload } from './workloads';

type Usage = Readonly<Record<QuotaResource, number>>;

/**
 * Checks that a tenant's workloads fit into the quotas of its namespaces: all applications with their minimum of
 * replicas, together with one pod of any job, and, as a warning, with the additional pod of a rolling update. The API
 * server refuses pods and PersistentVolumeClaims beyond a quota.
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function checkQuotaUsage(context: CheckContext): readonly Problem[] {
  const workloadsByTenant = groupBy(listDeclaredWorkloads(context.platform), ({ tenantName }) => tenantName);
  return [...workloadsByTenant].flatMap(([tenantName, declaredWorkloads]) => {
    const [first] = declaredWorkloads;
    if (!first) return [];
    const { tenant } = first;
    const namespaces = tenantNamespaces(tenantName, tenant);
    const quotas = divideQuota(
      tenant.quota,
      new Map(namespaces.map((name) => [name, tenant.namespaces?.[name]?.quota])),
    );
    return context.resolvedClusters.flatMap((cluster) =>
      namespaces.flatMap((namespace) => {
        const quota = quotas.get(namespace);
        if (!quota) return [];
        const workloads = listNamespaceWorkloads(namespace, declaredWorkloads, cluster, context);
        return quotaResources.flatMap((resource) => {
          const hasOwnShare = tenant.namespaces?.[namespace]?.quota?.[resource] !== undefined;
          const path = hasOwnShare
            ? ['tenants', tenantName, 'namespaces', namespace, 'quota', resource]
            : ['tenants', tenantName, 'quota', resource];
          return checkResource(
            resource,
            quota,
            workloads,
            path,
            `namespace '${namespace}' on cluster '${cluster.name}'`,
          );
        });
      }),
    );
  });
}

function listNamespaceWorkloads(
  namespace: string,
  declaredWorkloads: readonly DeclaredWorkload[],
  cluster: ResolvedCluster,
  context: CheckContext,
): readonly TenantWorkload[] {
  return declaredWorkloads
    .filter((declaredWorkload) => listWorkloadClusters(declaredWorkload, context).includes(cluster))
    .filter(({ workload, tenantName, tenant }) => resolveNamespace(workload, tenantName, tenant) === namespace)
    .map(({ workload }) => resolveForEnvironment(workload, cluster.options.environment));
}

function checkResource(
  resource: QuotaResource,
  quota: Quota,
  workloads: readonly TenantWorkload[],
  path: readonly PathSegment[],
  place: string,
): readonly Problem[] {
  const limit = quota[resource];
  if (limit === undefined) return [];
  const applications = workloads.filter((workload) => !isJob(workload));
  const usageOf = (workload: TenantWorkload, pods: number) => workloadUsage(workload, pods)[resource];
  const applicationUsage = sum(
    applications.map((workload) => usageOf(workload, isJob(workload) ? 0 : resolveScale(workload).min)),
  );
  const volumesOfJobs = resource === 'storageGiB' ? sum(workloads.filter(isJob).map((job) => usageOf(job, 1))) : 0;
  const largestJob = Math.max(0, ...workloads.filter(isJob).map((job) => usageOf(job, 1)));
  const usage = applicationUsage + (resource === 'storageGiB' ? volumesOfJobs : largestJob);
  const fix = 'raise the quota, or lower requests, limits, replicas or sizes of volumes';
  if (exceeds(usage, limit))
    return [
      error(path, limit, `the workloads in ${place} need at least ${formatAmount(usage)}, ${basis[resource]}`, fix),
    ];
  const rollouts = applications.map((workload) =>
    !isJob(workload) && resolveUpdateStrategy(workload) === 'rolling' && resolveScale(workload).min > 0
      ? usageOf(workload, Math.ceil(resolveScale(workload).min / 4)) - usageOf(workload, 0)
      : 0,
  );
  const rolloutUsage = applicationUsage + Math.max(0, ...rollouts);
  if (!exceeds(rolloutUsage, limit)) return [];
  return [
    warning(
      path,
      limit,
      `the workloads in ${place} fit, but a rolling update needs ${formatAmount(rolloutUsage)} while old and new pods run, and stops`,
      fix,
    ),
  ];
}

const basis: Readonly<Record<QuotaResource, string>> = {
  cpu: 'the sum of their CPU requests',
  memoryGiB: 'the sum of their memory limits in GiB',
  storageGiB: 'the sum of their volumes in GiB',
  pods: 'the sum of their pods',
};

/** Returns what a number of pods of a workload count towards a quota. Pods share the volumes of their workload. */
function workloadUsage(workload: TenantWorkload, pods: number): Usage {
  const { cpu, memory, memoryLimit } = resolveResources(workload);
  const volumes = new Map(
    Object.values(workload.files ?? {}).flatMap((source) =>
      'volume' in source ? [[source.volume, source.storageGiB] as const] : [],
    ),
  );
  return {
    cpu: pods * parseQuantity(cpu),
    memoryGiB: (pods * Math.max(parseQuantity(memory), parseQuantity(memoryLimit))) / 2 ** 30,
    storageGiB: sum([...volumes.values()]),
    pods,
  };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** Ignores floating-point errors: the precision of quantities is 1/1000. */
function exceeds(usage: number, limit: number): boolean {
  return usage > limit + 1e-6;
}

function formatAmount(amount: number): string {
  return String(Math.round(amount * 1000) / 1000);
}
