import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { readDataFile } from './data-file';
import { UserError } from '../schema/user-error';
import type { ApplicationInput } from '../definition/application';
import type { TenantInput } from '../definition/tenant';

/** Tenants of files: what names they use only the plan can check. */
export type TenantsFromFiles = Readonly<
  Record<string, TenantInput<never, Readonly<Record<string, ApplicationInput<never, never, never>>>, never>>
>;

const extensions = ['.yaml', '.yml', '.json'];

/** Folders that were asked for tenants since the program began, so that commands know which files to edit. */
const tenantFoldersKey = Symbol.for('plinth.tenants');
const globalState = globalThis as { [tenantFoldersKey]?: string[] | undefined };

/** A folder with a file for each tenant. */
export interface TenantFiles {
  readonly folders: readonly string[];
  /** The file of a tenant, where it has one. */
  readonly tryGetFile: (tenant: string) => string | undefined;
}

/**
 * Reads tenants from a folder: each YAML or JSON file is one, named like the file. So a team owns the file of its
 * tenant, and `plinth new` and `plinth promote` can edit it.
 * @param folder seen from where the program is run, as `plinth.lock.json` is
 * @throws UserError where it is not there, a file is no YAML, or two files have one name
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
  if (!existsSync(folder))
    throw new UserError(`there is no folder ${folder}: make it, and put the file of each tenant there`);
  (globalState[tenantFoldersKey] ??= []).push(folder);
  const files = listDataFiles(folder);
  const twice = files.find(
    (file, index) => files.findIndex((other) => tenantName(other) === tenantName(file)) !== index,
  );
  if (twice !== undefined)
    throw new UserError(`${folder} has two files of tenant ${tenantName(twice)}: delete one of them`);
  return Object.fromEntries(
    files.map((file) => [tenantName(file), readDataFile(join(folder, file)).value]),
  ) as TenantsFromFiles;
}

/** Forgets which folders were asked before, and says afterwards which were since. */
export function recordTenantFolders(): () => readonly string[] {
  const heard: string[] = (globalState[tenantFoldersKey] = []);
  return () => heard;
}

/** Where the tenants of these folders stand. */
export function listTenantFiles(asked: readonly string[]): TenantFiles {
  const files = new Map(
    asked.flatMap((folder) => listDataFiles(folder).map((file) => [tenantName(file), join(folder, file)])),
  );
  return { folders: asked, tryGetFile: (tenant) => files.get(tenant) };
}

function listDataFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => extensions.includes(extname(file)) && !file.startsWith('.'))
    .sort();
}

function tenantName(file: string): string {
  return basename(file, extname(file));
}
