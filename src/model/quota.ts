import type { Quota } from './tenant';

const resources = ['cpu', 'memoryGiB', 'storageGiB', 'pods'] as const;

/** A resource that a quota bounds. */
export type QuotaResource = (typeof resources)[number];

/**
 * What each namespace of a tenant may use: its own share where it says one, and otherwise an equal part of what the
 * others leave, so that all together never have more than the tenant.
 */
export function shares(
  total: Quota | undefined,
  own: ReadonlyMap<string, Quota | undefined>,
): ReadonlyMap<string, Quota | undefined> {
  return new Map(
    [...own].map(([namespace, quota]) => {
      const entries = resources.flatMap((resource) => {
        const amount = quota?.[resource] ?? partOf(resource, total, own);
        return amount === undefined ? [] : [[resource, amount] as const];
      });
      return [namespace, entries.length > 0 ? Object.fromEntries(entries) : undefined];
    }),
  );
}

/** Resources of which the namespaces' own shares leave the others nothing, or take more than the tenant has. */
export function overdrawn(
  total: Quota | undefined,
  own: ReadonlyMap<string, Quota | undefined>,
): readonly { readonly resource: QuotaResource; readonly taken: number; readonly has: number }[] {
  return resources.flatMap((resource) => {
    const has = total?.[resource];
    if (has === undefined) return [];
    const { taken, waiting } = claims(resource, own);
    return taken > has || (waiting > 0 && (partOf(resource, total, own) ?? 0) <= 0) ? [{ resource, taken, has }] : [];
  });
}

function partOf(
  resource: QuotaResource,
  total: Quota | undefined,
  own: ReadonlyMap<string, Quota | undefined>,
): number | undefined {
  const has = total?.[resource];
  if (has === undefined) return undefined;
  const { taken, waiting } = claims(resource, own);
  const part = (has - taken) / waiting;
  // Thousandths are what CPU is counted in; fewer would be lost on many namespaces.
  return resource === 'pods' ? Math.floor(part) : Math.floor(part * 1000 + 1e-6) / 1000;
}

function claims(resource: QuotaResource, own: ReadonlyMap<string, Quota | undefined>) {
  const amounts = [...own.values()].map((quota) => quota?.[resource]);
  return {
    taken: amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
    waiting: amounts.filter((amount) => amount === undefined).length,
  };
}
