import type { CapabilityEndpoints } from './capability';

/** What replaces the slashes of a key in secret stores whose keys contain none. */
export const flatKeySeparator = '--';

/**
 * Returns the key of a secret in a ClusterSecretStore.
 * @param path parts of the key, such as the name of the tenant and the path below it
 */
export function formatSecretKey(capabilities: CapabilityEndpoints, store: string, path: readonly string[]): string {
  const key = path.join('/');
  return isFlatStore(capabilities, store) ? key.replaceAll('/', flatKeySeparator) : key;
}

/** Returns whether the keys of a ClusterSecretStore contain no slashes. */
export function isFlatStore({ secrets }: CapabilityEndpoints, store: string): boolean {
  return secrets?.flatStores?.includes(store) ?? false;
}
