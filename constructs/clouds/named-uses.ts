import type { TenantPlan } from '../../src/kinds/tenant-plan';
import { listProvidedUses, resolveUseName, usePath, type ProvidedUse } from '../../src/kinds/provided-uses';
import { error, type Problem } from '../../src/schema/problem';

/**
 * Checks the names in a cloud of what tenants use, such as buckets.
 * @param tryGetError returns what is wrong with the name of a use in the cloud
 */
export function checkUseNames(
  tenant: TenantPlan,
  capability: 'bucket' | 'queue',
  tryGetError: (use: ProvidedUse) => string | undefined,
): readonly Problem[] {
  return listProvidedUses(tenant, capability).flatMap((provided) => {
    const message = tryGetError(provided);
    if (message === undefined) return [];
    return [error([...usePath(provided), 'name'], provided.use.options.name, message, 'write another name')];
  });
}

/** Lists what workloads use, by the name in the definition: uses of one name share it. */
export function listNamedUses(
  uses: readonly ProvidedUse[],
  formatName: (use: ProvidedUse) => string,
): ReadonlyMap<string, string> {
  return new Map(uses.map((provided) => [resolveUseName(provided.workload.name, provided.use), formatName(provided)]));
}
