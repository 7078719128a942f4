import { createHash } from 'node:crypto';
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

/** Number of characters of a key in Azure Key Vault; Google Secret Manager accepts more. */
const maxFlatKeyLength = 127;

/** Number of characters of the digest at the end of a key that would be too long. */
const digestLength = 12;

/**
 * Returns the key of a Secret of the platform in a ClusterSecretStore. Names in the path may contain dots and runs of
 * hyphens, which stores without slashes refuse, or use as separators: `---` replaces a dot, and a run of hyphens gets two
 * more. Names begin and end with a letter or digit, so that two paths never have the same key.
 * @param path names of Kubernetes objects: letters, digits, hyphens and dots
 */
export function formatPlatformSecretKey(
  capabilities: CapabilityEndpoints,
  store: string,
  path: readonly string[],
): string {
  if (!isFlatStore(capabilities, store)) return path.join('/');
  const key = path.map((name) => name.replaceAll(/-{2,}/g, '$&--').replaceAll('.', '---')).join(flatKeySeparator);
  if (key.length <= maxFlatKeyLength) return key;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, digestLength);
  return `${key.slice(0, maxFlatKeyLength - digestLength - 1).replace(/-+$/, '')}-${digest}`;
}

/** Returns whether the keys of a ClusterSecretStore contain no slashes. */
export function isFlatStore({ secrets }: CapabilityEndpoints, store: string): boolean {
  return secrets?.flatStores?.includes(store) ?? false;
}
