import { isPlainObject } from '../../../src/schema/plain-object';

/**
 * Returns what the stores of Vault and OpenBao read: the secrets engine at a path of a server and, if set, of a namespace
 * there. Those of others depend on the account or project of the cluster.
 * @param providers field `provider` of the stores, by name
 */
export function renderStoreLocations(providers: Readonly<Record<string, object>>): {
  readonly storeLocations?: Readonly<Record<string, string>>;
} {
  const locations = Object.entries(providers).flatMap(([name, provider]) => {
    const vault: unknown = 'vault' in provider ? provider.vault : undefined;
    if (!isPlainObject(vault)) return [];
    const parts = [vault.server, vault.namespace, vault.path].filter((part) => typeof part === 'string');
    return [[name, parts.join('/')] as const];
  });
  return locations.length === 0 ? {} : { storeLocations: Object.fromEntries(locations) };
}
