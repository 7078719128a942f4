import type { Problem } from '../../src/schema/problem';

/**
 * Returns whether a problem is a warning about tenants that share a cluster without quotas or registries, as most tenants of
 * the small platforms of the tests do.
 */
export function isAboutSharedClusters({ severity, path, value }: Problem): boolean {
  return (
    severity === 'warning' && path.length === 3 && /^(quota|registries)$/.test(String(path[2])) && value === undefined
  );
}
