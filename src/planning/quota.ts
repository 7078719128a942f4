import { defaultQuota, type Quota } from '../definition/tenant';

/** Resources that are numbers of objects. */
const objectCounts = ['pods', 'services', 'configMaps', 'secrets', 'volumeClaims', 'otherObjects'] as const;

/** Resources that a quota limits. */
export const quotaResources = ['cpu', 'memoryGiB', 'storageGiB', 'ephemeralStorageGiB', ...objectCounts] as const;

/**
 * Kinds that `otherObjects` limits one by one, as `group/Kind`, with their names in a ResourceQuota: the other kinds of
 * Kubernetes that a tenant may create. Custom resources are not among them: the controller of quotas knows a new kind half
 * a minute after its definition, and until then the API server would refuse its objects.
 */
export const otherObjectKinds: ReadonlyMap<string, string> = new Map([
  ['batch/CronJob', 'cronjobs.batch'],
  ['apps/DaemonSet', 'daemonsets.apps'],
  ['apps/Deployment', 'deployments.apps'],
  ['autoscaling/HorizontalPodAutoscaler', 'horizontalpodautoscalers.autoscaling'],
  ['networking.k8s.io/Ingress', 'ingresses.networking.k8s.io'],
  ['batch/Job', 'jobs.batch'],
  ['coordination.k8s.io/Lease', 'leases.coordination.k8s.io'],
  ['policy/PodDisruptionBudget', 'poddisruptionbudgets.policy'],
  ['/ServiceAccount', 'serviceaccounts'],
  ['apps/StatefulSet', 'statefulsets.apps'],
]);

/** Resource that a quota limits. */
export type QuotaResource = (typeof quotaResources)[number];

/**
 * Divides a tenant's quota among its namespaces: a namespace gets its own share, or an equal part of what the shares of
 * the other namespaces leave. The sum never exceeds the tenant's quota. Where neither sets a resource, the default of a
 * namespace applies.
 * @param shares quotas of the namespaces in the definition, by namespace
 */
export function divideQuota(
  total: Quota | undefined,
  shares: ReadonlyMap<string, Quota | undefined>,
): ReadonlyMap<string, Quota> {
  return new Map(
    [...shares].map(([namespace, quota]) => {
      const entries = quotaResources.flatMap((resource) => {
        const amount = quota?.[resource] ?? equalShare(resource, total, shares);
        return amount === undefined ? [] : [[resource, amount] as const];
      });
      return [namespace, { ...defaultQuota, ...Object.fromEntries(entries) }];
    }),
  );
}

/** Lists resources whose shares exceed the tenant's quota, or leave nothing for namespaces without a share. */
export function listExceededQuotas(
  total: Quota | undefined,
  shares: ReadonlyMap<string, Quota | undefined>,
): readonly { readonly resource: QuotaResource; readonly allocated: number; readonly limit: number }[] {
  return quotaResources.flatMap((resource) => {
    const limit = total?.[resource];
    if (limit === undefined) return [];
    const { allocated, namespacesWithoutShare } = sumShares(resource, shares);
    return allocated > limit || (namespacesWithoutShare > 0 && (equalShare(resource, total, shares) ?? 0) <= 0)
      ? [{ resource, allocated, limit }]
      : [];
  });
}

function equalShare(
  resource: QuotaResource,
  total: Quota | undefined,
  shares: ReadonlyMap<string, Quota | undefined>,
): number | undefined {
  const limit = total?.[resource];
  if (limit === undefined) return undefined;
  const { allocated, namespacesWithoutShare } = sumShares(resource, shares);
  const share = (limit - allocated) / namespacesWithoutShare;
  // Rounded down to 1/1000, the precision of CPU quantities (1m); 1e-6 corrects floating-point errors.
  return (objectCounts as readonly string[]).includes(resource)
    ? Math.floor(share)
    : Math.floor(share * 1000 + 1e-6) / 1000;
}

function sumShares(resource: QuotaResource, shares: ReadonlyMap<string, Quota | undefined>) {
  const amounts = [...shares.values()].map((quota) => quota?.[resource]);
  return {
    allocated: amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
    namespacesWithoutShare: amounts.filter((amount) => amount === undefined).length,
  };
}
