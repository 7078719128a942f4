import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { require as run } from 'tsx/cjs/api';
import { readDataFile } from '../files/data-file';
import { builtInLanguage, captureSynthRequest, type SynthRequest } from '../synth';
import type { PathSegment } from '../schema/problem';
import { UserError } from '../schema/user-error';
import { recordTenantFolders, listTenantFiles, tenantsIn, type TenantFiles } from '../files/tenant-files';

/** A description as it was read, and where in its file a path stands. */
export interface LoadedDefinition extends SynthRequest {
  readonly file: string;
  /** Where tenants have files of their own. */
  readonly tenantFiles: TenantFiles;
  /** File and line of a path, such as `platform.yaml:7`; undefined in programs, where it cannot be told. */
  readonly tryGetLocation: (path: readonly PathSegment[]) => string | undefined;
}

const defaultFiles = ['platform.ts', 'platform.yaml', 'platform.yml', 'platform.json'];
const programExtensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * Reads a description from a program that calls `synth` (or exports the description as default), or from YAML or JSON.
 * @param file the first of platform.ts, platform.yaml, platform.yml and platform.json that is there, where none is named
 * @throws UserError when it is not there or cannot be read
 */
export async function readDefinition(file: string | undefined): Promise<LoadedDefinition> {
  const found = file ?? defaultFiles.find((name) => existsSync(name));
  if (found === undefined)
    throw new UserError(`there is no ${defaultFiles.join(', ')} here: name the file that describes the platform`);
  if (!existsSync(found)) throw new UserError(`there is no file ${found}: name the file that describes the platform`);
  return programExtensions.includes(extname(found)) ? readProgram(found) : readDataDefinition(found);
}

async function readProgram(file: string): Promise<LoadedDefinition> {
  let exported: unknown;
  const heard = recordTenantFolders();
  const said = await captureSynthRequest(() => {
    try {
      exported = run(resolve(file), __filename);
    } catch (thrown) {
      throw new UserError(`the program ${file} failed: ${formatProgramError(thrown)}`, { cause: thrown });
    }
  });
  const platform = said?.platform ?? (exported as { default?: unknown }).default;
  if (platform === undefined) {
    throw new UserError(
      `the program ${file} describes nothing: let it end with synth(platform), before which it waits for nothing, or export the platform as default`,
    );
  }
  const tenantFiles = listTenantFiles(heard());
  const tryGetLocation = (path: readonly PathSegment[]) => tryGetTenantLocation(tenantFiles, path);
  return { platform, language: said?.language ?? builtInLanguage, file, tenantFiles, tryGetLocation };
}

/** What a program threw, and where in it: the ways through Node and through packages tell its author nothing. */
function formatProgramError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const lines = (thrown.stack ?? thrown.message)
    .replaceAll(`${process.cwd()}${sep}`, '')
    .replace(/\?namespace=\d+/g, '')
    .split('\n')
    .filter((line) => !/[/\\]node_modules[/\\]|\(?node:|^- internal\//.test(line));
  return lines.join('\n');
}

/** A description in YAML or JSON; `tenants` may name the folder that has a file for each of them. */
function readDataDefinition(file: string): LoadedDefinition {
  const { value, findLine } = readDataFile(file);
  const folder = (value as { readonly tenants?: unknown } | null)?.tenants;
  const heard = recordTenantFolders();
  const platform =
    typeof folder === 'string' ? { ...(value as object), tenants: tenantsIn(join(dirname(file), folder)) } : value;
  const tenantFiles = listTenantFiles(heard());
  const tryGetLocation = (path: readonly PathSegment[]) => {
    const line = findLine(path);
    return tryGetTenantLocation(tenantFiles, path) ?? (line === undefined ? undefined : `${file}:${line}`);
  };
  return { platform, language: builtInLanguage, file, tenantFiles, tryGetLocation };
}

/** Where something stands in the file of its tenant. */
function tryGetTenantLocation(
  tenants: TenantFiles,
  [first, tenant, ...path]: readonly PathSegment[],
): string | undefined {
  const file = first === 'tenants' ? tenants.tryGetFile(String(tenant)) : undefined;
  if (file === undefined) return undefined;
  return `${file}:${readDataFile(file).findLine(path) ?? 1}`;
}
