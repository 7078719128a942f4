import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { readDataFile } from './data-file';
import { Failure } from './failure';
import type { ApplicationInput } from './model/application';
import type { TenantInput } from './model/tenant';

/** Tenants of files: what names they use only the plan can check. */
export type FiledTenants = Readonly<
  Record<string, TenantInput<never, Readonly<Record<string, ApplicationInput<never, never, never>>>, never>>
>;

const extensions = ['.yaml', '.yml', '.json'];

/** Folders that were asked for tenants since the program began, so that commands know which files to edit. */
const folders = Symbol.for('plinth.tenants');
const known = globalThis as { [folders]?: string[] | undefined };

/** A folder with a file for each tenant. */
export interface TenantFiles {
  readonly folders: readonly string[];
  /** The file of a tenant, where it has one. */
  readonly fileOf: (tenant: string) => string | undefined;
}

/**
 * Reads tenants from a folder: each YAML or JSON file is one, named like the file. So a team owns the file of its
 * tenant, and `plinth new` and `plinth promote` can edit it.
 * @param folder seen from where the program is run, as `plinth.lock.json` is
 * @throws Failure where it is not there, a file is no YAML, or two files have one name
 * @example
 * definePlatform({
 *   name: 'acme',
 *   domain: 'acme.example',
 *   environments: ['dev'],
 *   clusters: { dc1: existing({ environment: 'dev', kubeconfig: '~/.kube/config' }) },
 *   tenants: tenantsIn('tenants'),
 * });
 */
export function tenantsIn(folder: string): FiledTenants {
  if (!existsSync(folder))
    throw new Failure(`there is no folder ${folder}: make it, and put the file of each tenant there`);
  (known[folders] ??= []).push(folder);
  const files = filesIn(folder);
  const twice = files.find((file, index) => files.findIndex((other) => nameOf(other) === nameOf(file)) !== index);
  if (twice !== undefined) throw new Failure(`${folder} has two files of tenant ${nameOf(twice)}: delete one of them`);
  return Object.fromEntries(
    files.map((file) => [nameOf(file), readDataFile(join(folder, file)).value]),
  ) as FiledTenants;
}

/** Forgets which folders were asked before, and says afterwards which were since. */
export function heardFolders(): () => readonly string[] {
  const heard: string[] = (known[folders] = []);
  return () => heard;
}

/** Where the tenants of these folders stand. */
export function tenantFiles(asked: readonly string[]): TenantFiles {
  const files = new Map(asked.flatMap((folder) => filesIn(folder).map((file) => [nameOf(file), join(folder, file)])));
  return { folders: asked, fileOf: (tenant) => files.get(tenant) };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => extensions.includes(extname(file)) && !file.startsWith('.'))
    .sort();
}

function nameOf(file: string): string {
  return basename(file, extname(file));
}
