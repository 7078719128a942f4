import type { Quota } from '../definition/tenant';

const quotaResources = ['cpu', 'memoryGiB', 'storageGiB', 'pods'] as const;

/** A resource that a quota bounds. */
export type QuotaResource = (typeof quotaResources)[number];

/**
 * What each namespace of a tenant may use: its own share where it says one, and otherwise an equal part of what the
 * others leave, so that all together never have more than the tenant.
 */
export function divideQuota(
  total: Quota | undefined,
  own: ReadonlyMap<string, Quota | undefined>,
): ReadonlyMap<string, Quota | undefined> {
  return new Map(
    [...own].map(([namespace, quota]) => {
      const entries = quotaResources.flatMap((resource) => {
        const amount = quota?.[resource] ?? equalShare(resource, total, own);
        return amount === undefined ? [] : [[resource, amount] as const];
      });
      return [namespace, entries.length > 0 ? Object.fromEntries(entries) : undefined];
    }),
  );
}

/** Resources of which the namespaces' own shares leave the others nothing, or take more than the tenant has. */
export function listExceededQuotas(
  total: Quota | undefined,
  own: ReadonlyMap<string, Quota | undefined>,
): readonly { readonly resource: QuotaResource; readonly allocated: number; readonly limit: number }[] {
  return quotaResources.flatMap((resource) => {
    const limit = total?.[resource];
    if (limit === undefined) return [];
    const { allocated, namespacesWithoutShare } = sumShares(resource, own);
    return allocated > limit || (namespacesWithoutShare > 0 && (equalShare(resource, total, own) ?? 0) <= 0)
      ? [{ resource, allocated, limit }]
      : [];
  });
}

function equalShare(
  resource: QuotaResource,
  total: Quota | undefined,
  own: ReadonlyMap<string, Quota | undefined>,
): number | undefined {
  const has = total?.[resource];
  if (has === undefined) return undefined;
  const { allocated, namespacesWithoutShare } = sumShares(resource, own);
  const part = (has - allocated) / namespacesWithoutShare;
  // Thousandths are what CPU is counted in; fewer would be lost on many namespaces.
  return resource === 'pods' ? Math.floor(part) : Math.floor(part * 1000 + 1e-6) / 1000;
}

function sumShares(resource: QuotaResource, own: ReadonlyMap<string, Quota | undefined>) {
  const amounts = [...own.values()].map((quota) => quota?.[resource]);
  return {
    allocated: amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
    namespacesWithoutShare: amounts.filter((amount) => amount === undefined).length,
  };
}
