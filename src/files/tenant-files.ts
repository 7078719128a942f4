import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { readDataFile } from './data-file';
import { UserError } from '../schema/user-error';
import type { ApplicationInput } from '../definition/application';
import type { TenantInput } from '../definition/tenant';

/** Tenants read from files, by name. The plan checks the names in them, since the compiler cannot. */
export type TenantsFromFiles = Readonly<
  Record<string, TenantInput<never, Readonly<Record<string, ApplicationInput<never, never, never>>>, never>>
>;

const extensions = ['.yaml', '.yml', '.json'];

/** Folders passed to {@link tenantsIn}, so that commands know which files to edit. */
const tenantFoldersKey = Symbol.for('plinth.tenant-folders');
const globalState = globalThis as { [tenantFoldersKey]?: string[] | undefined };

/** Tenants that have a file of their own. */
export interface TenantFiles {
  readonly folders: readonly string[];
  readonly tryGetFile: (tenant: string) => string | undefined;
}

/**
 * Reads tenants from a folder: each YAML or JSON file defines the tenant that it is named after. Teams can own the files
 * of their tenants, and `plinth new` and `plinth promote` can edit them.
 * @param folder relative to the working directory, like `plinth.lock.json`
 * @throws UserError when the folder does not exist, a file is not valid YAML, or a tenant has two files
 * @example
 * definePlatform({
 *   name: 'acme',
 *   domain: 'acme.example',
 *   environments: ['dev'],
 *   clusters: { dc1: existing({ environment: 'dev', kubeconfig: '~/.kube/config' }) },
 *   tenants: tenantsIn('tenants'),
 * });
 */
export function tenantsIn(folder: string): TenantsFromFiles {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`folder ${folder} does not exist: create it and add a file for each tenant`);
  (globalState[tenantFoldersKey] ??= []).push(folder);
  const files = listDataFiles(folder);
  const names = files.map(tenantName);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined)
    throw new UserError(`${folder} has two files for tenant ${duplicate}: delete one of them`);
  return Object.fromEntries(
    files.map((file) => [tenantName(file), readDataFile(join(folder, file)).value]),
  ) as TenantsFromFiles;
}

/** Starts recording the folders passed to {@link tenantsIn}. Returns a function that lists those recorded so far. */
export function recordTenantFolders(): () => readonly string[] {
  const folders: string[] = (globalState[tenantFoldersKey] = []);
  return () => folders;
}

/** Finds the files of the tenants in some folders. */
export function findTenantFiles(folders: readonly string[]): TenantFiles {
  const files = new Map(
    folders.flatMap((folder) => listDataFiles(folder).map((file) => [tenantName(file), join(folder, file)])),
  );
  return { folders, tryGetFile: (tenant) => files.get(tenant) };
}

function listDataFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => extensions.includes(extname(file)) && !file.startsWith('.'))
    .sort();
}

function tenantName(file: string): string {
  return basename(file, extname(file));
}
