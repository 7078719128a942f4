import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { require as run } from 'tsx/cjs/api';
import { readDataFile } from '../data-file';
import { builtIn, listen, type Said } from '../main';
import type { PathSegment } from '../model/problem';
import { Failure } from '../failure';
import { heardFolders, tenantFiles, tenantsIn, type TenantFiles } from '../tenants';

/** A description as it was read, and where in its file a path stands. */
export interface ReadDescription extends Said {
  readonly file: string;
  /** Where tenants have files of their own. */
  readonly tenants: TenantFiles;
  /** File and line of a path, such as `platform.yaml:7`; undefined in programs, where it cannot be told. */
  readonly placeOf: (path: readonly PathSegment[]) => string | undefined;
}

const usual = ['platform.ts', 'platform.yaml', 'platform.yml', 'platform.json'];
const programs = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * Reads a description from a program that calls `synth` (or exports the description as default), or from YAML or JSON.
 * @param file the first of platform.ts, platform.yaml, platform.yml and platform.json that is there, where none is named
 * @throws Failure when it is not there or cannot be read
 */
export async function readDescription(file: string | undefined): Promise<ReadDescription> {
  const found = file ?? usual.find((name) => existsSync(name));
  if (found === undefined)
    throw new Failure(`there is no ${usual.join(', ')} here: name the file that describes the platform`);
  if (!existsSync(found)) throw new Failure(`there is no file ${found}: name the file that describes the platform`);
  return programs.includes(extname(found)) ? readProgram(found) : readData(found);
}

async function readProgram(file: string): Promise<ReadDescription> {
  let exported: unknown;
  const heard = heardFolders();
  const said = await listen(() => {
    try {
      exported = run(resolve(file), __filename);
    } catch (thrown) {
      throw new Failure(`the program ${file} failed: ${failureOf(thrown)}`, { cause: thrown });
    }
  });
  const platform = said?.platform ?? (exported as { default?: unknown }).default;
  if (platform === undefined) {
    throw new Failure(
      `the program ${file} describes nothing: let it end with synth(platform), before which it waits for nothing, or export the platform as default`,
    );
  }
  const tenants = tenantFiles(heard());
  const placeOf = (path: readonly PathSegment[]) => placeInTenant(tenants, path);
  return { platform, language: said?.language ?? builtIn, file, tenants, placeOf };
}

/** What a program threw, and where in it: the ways through Node and through packages tell its author nothing. */
function failureOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const lines = (thrown.stack ?? thrown.message)
    .replaceAll(`${process.cwd()}${sep}`, '')
    .replace(/\?namespace=\d+/g, '')
    .split('\n')
    .filter((line) => !/[/\\]node_modules[/\\]|\(?node:|^- internal\//.test(line));
  return lines.join('\n');
}

/** A description in YAML or JSON; `tenants` may name the folder that has a file for each of them. */
function readData(file: string): ReadDescription {
  const { value, lineOf } = readDataFile(file);
  const folder = (value as { readonly tenants?: unknown } | null)?.tenants;
  const heard = heardFolders();
  const platform =
    typeof folder === 'string' ? { ...(value as object), tenants: tenantsIn(join(dirname(file), folder)) } : value;
  const tenants = tenantFiles(heard());
  const placeOf = (path: readonly PathSegment[]) => {
    const line = lineOf(path);
    return placeInTenant(tenants, path) ?? (line === undefined ? undefined : `${file}:${line}`);
  };
  return { platform, language: builtIn, file, tenants, placeOf };
}

/** Where something stands in the file of its tenant. */
function placeInTenant(tenants: TenantFiles, [first, tenant, ...path]: readonly PathSegment[]): string | undefined {
  const file = first === 'tenants' ? tenants.fileOf(String(tenant)) : undefined;
  if (file === undefined) return undefined;
  return `${file}:${readDataFile(file).lineOf(path) ?? 1}`;
}
