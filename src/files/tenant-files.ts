import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { ApplicationInput } from '../definition/application';
import { mergeTenantFile, type PlatformPlace } from '../definition/merge-tenant-file';
import type { TenantInput } from '../definition/tenant';
import { tenantFileOptions, type PlatformTenantInput } from '../definition/tenant-file';
import { isPlainObject } from '../schema/plain-object';
import type { PathSegment } from '../schema/problem';
import { UserError } from '../schema/user-error';
import type { DataFile } from './data-file';
import { readTenantFile } from './tenant-file-content';

/**
 * Tenants whose applications are read from files, by name. The plan checks the names in the files, since the compiler
 * cannot.
 */
export type TenantsFromFiles<Name extends string, Cluster extends string> = {
  readonly [N in Name]: TenantInput<Cluster, Readonly<Record<string, ApplicationInput<never, never, never>>>, never>;
};

const extensions = ['.yaml', '.yml', '.json'];

/** Folder with the files of tenants, as it was read. */
export interface TenantFolder {
  readonly folder: string;
  /** The platform's part of each tenant, by name. */
  readonly platformParts: Readonly<Record<string, unknown>>;
  /** Files by the name of the tenant. */
  readonly files: ReadonlyMap<string, DataFile>;
}

/** Folders that were read, so that commands know which files to edit. */
const tenantFoldersKey = Symbol.for('plinth.tenant-folders');
const globalState = globalThis as { [tenantFoldersKey]?: TenantFolder[] | undefined };

/** Tenants that have a file of their own. */
export interface TenantFiles {
  readonly folders: readonly string[];
  /**
   * Returns the file for an option of a tenant: the one that has the option, or the existing or new one to add it to.
   * Returns undefined for options of the platform, and for tenants without a folder.
   */
  readonly tryGetFile: (tenant: string, option: string) => string | undefined;
  /** Returns file and line of a path in a tenant; undefined for options that are in no file of a tenant. */
  readonly tryGetLocation: (tenant: string, path: readonly PathSegment[]) => string | undefined;
}

/**
 * Reads tenants from a folder: each YAML or JSON file contains the applications, objects, products and viewers of the
 * tenant that it is named after. Teams can own the files of their tenants, and `plinth new` and `plinth promote` can edit
 * them. Everything else is set by the platform, in the second argument: a file that contains it is an error.
 * @param folder relative to the working directory, like `plinth.lock.json`
 * @param tenants the platform's part of each tenant; a tenant without a file has no applications
 * @throws UserError when the folder does not exist, a file is not a regular file with valid YAML, or a tenant has two files
 * @example
 * definePlatform({
 *   name: 'acme',
 *   domain: 'acme.example',
 *   environments: ['dev'],
 *   clusters: { dc1: existing({ environment: 'dev', kubeconfig: '~/.kube/config' }) },
 *   tenants: tenantsIn('tenants', {
 *     shop: { clusters: ['dc1'], owners: 'shop-developers', quota: { cpu: 8, memoryGiB: 32 } },
 *   }),
 * });
 */
export function tenantsIn<const Name extends string, const Cluster extends string>(
  folder: string,
  tenants: { readonly [N in Name]: PlatformTenantInput<Cluster> },
): TenantsFromFiles<Name, Cluster> {
  // Programs in JavaScript may omit the argument: then every file is an error.
  const platformParts = (tenants as typeof tenants | undefined) ?? {};
  const place = { name: `tenantsIn('${folder}', { … })`, path: [] };
  return readTenantFolder(folder, platformParts, place) as TenantsFromFiles<Name, Cluster>;
}

/**
 * Reads a folder of tenants' files and merges it with the platform's parts of these tenants.
 * @returns tenants by name, in the order of the platform's parts
 * @throws UserError when the folder does not exist, a file is not a regular file with valid YAML, or a tenant has two files
 */
export function readTenantFolder(
  folder: string,
  platformParts: Readonly<Record<string, unknown>>,
  place: PlatformPlace,
): Readonly<Record<string, unknown>> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`folder ${folder} does not exist: create it and add a file for each tenant`);
  const names = listDataFiles(folder).map((file) => ({ file, tenant: basename(file, extname(file)) }));
  const duplicate = names.find(({ tenant }, index) => names.findIndex((other) => other.tenant === tenant) !== index);
  if (duplicate) throw new UserError(`${folder} has two files for tenant ${duplicate.tenant}: delete one of them`);
  const files = new Map(names.map(({ file, tenant }) => [tenant, readTenantFile(join(folder, file))]));
  (globalState[tenantFoldersKey] ??= []).push({ folder, platformParts, files });
  const tenants = new Set([...Object.keys(platformParts), ...files.keys()]);
  return Object.fromEntries(
    [...tenants].map((tenant) => {
      const platformPart = Object.hasOwn(platformParts, tenant) ? (platformParts[tenant] ?? {}) : undefined;
      const file = files.get(tenant);
      if (!file) return [tenant, platformPart];
      const content = { value: file.value, getLocation: (path: readonly PathSegment[]) => getLocation(file, path) };
      return [tenant, mergeTenantFile(tenant, platformPart, content, place)];
    }),
  );
}

/** Starts recording the folders of tenants that are read. Returns a function that lists those recorded so far. */
export function recordTenantFolders(): () => readonly TenantFolder[] {
  const folders: TenantFolder[] = (globalState[tenantFoldersKey] = []);
  return () => folders;
}

/** Finds the files of the tenants in some folders. */
export function findTenantFiles(folders: readonly TenantFolder[]): TenantFiles {
  const tryGetFolder = (tenant: string) =>
    folders.find(({ platformParts, files }) => files.has(tenant) || Object.hasOwn(platformParts, tenant));
  return {
    folders: folders.map(({ folder }) => folder),
    tryGetFile: (tenant, option) => {
      const folder = tryGetFolder(tenant);
      if (!folder || !tenantFileOptions.includes(option) || hasOption(folder.platformParts[tenant], option))
        return undefined;
      return folder.files.get(tenant)?.file ?? join(folder.folder, `${tenant}.yaml`);
    },
    tryGetLocation: (tenant, path) => {
      const file = tryGetFolder(tenant)?.files.get(tenant);
      const [option] = path;
      const isInFile = tenantFileOptions.includes(String(option)) && hasOption(file?.value, String(option));
      return file && isInFile ? getLocation(file, path) : undefined;
    },
  };
}

function getLocation({ file, findLine }: DataFile, path: readonly PathSegment[]): string {
  return `${file}:${findLine(path) ?? 1}`;
}

function hasOption(part: unknown, option: string): boolean {
  return isPlainObject(part) && Object.hasOwn(part, option);
}

function listDataFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => extensions.includes(extname(file)) && !file.startsWith('.'))
    .sort();
}
