import { listProvidedUses, usePath, type ProvidedUse } from '../../src/kinds/provided-uses';
import type { TenantPlan } from '../../src/kinds/tenant-plan';
import { warning, type Problem } from '../../src/schema/problem';
import { checkUseNames } from './named-uses';

/**
 * Checks the buckets that a tenant uses in a cloud.
 * @param tryGetError returns what is wrong with the name of a use in the cloud
 */
export function checkBucketUses(
  tenant: TenantPlan,
  tryGetError: (use: ProvidedUse) => string | undefined,
): readonly Problem[] {
  return [...checkUseNames(tenant, 'bucket', tryGetError), ...listProvidedUses(tenant, 'bucket').flatMap(checkSize)];
}

/** Buckets of clouds have no limit. The option is no error, so that an application can move between clusters unchanged. */
function checkSize(provided: ProvidedUse): readonly Problem[] {
  const { sizeGiB } = provided.use.options;
  if (sizeGiB === undefined) return [];
  return [
    warning(
      [...usePath(provided), 'sizeGiB'],
      sizeGiB,
      'has no effect: buckets of a cloud have no limit of their size',
      'watch its costs, or remove it where the application runs in the cloud only',
    ),
  ];
}
