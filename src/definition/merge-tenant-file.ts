import { isPlainObject } from '../schema/plain-object';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import { suggest } from '../schema/suggestions';
import { platformTenantOptions, tenantFileOptions } from './tenant-file';

/** Content of a tenant's file. */
export interface TenantFileContent {
  readonly value: unknown;
  /** Returns file and line of a path in the file, such as `tenants/shop.yaml:7`. */
  readonly getLocation: (path: readonly PathSegment[]) => string;
}

/** Place of the platform's parts of tenants, for messages. */
export interface PlatformPlace {
  /** File or call, such as `platform.yaml`. */
  readonly name: string;
  /** Path of the parts in it, such as `['tenants']`. */
  readonly path: readonly string[];
}

/** Result of merging a tenant's file, which a merged tenant contains under {@link mergeResultKey}. */
interface MergeResult {
  readonly problems: readonly Problem[];
  /** Whether the platform has an entry for the tenant. */
  readonly hasEntry: boolean;
}

/**
 * Key of the problems of a tenant's file. As a symbol, it stays with the tenant when a program copies it into its
 * definition, and is in no file: not in the lock, which contains no definition with errors.
 */
const mergeResultKey = Symbol.for('plinth.tenant-file');

/**
 * Merges the platform's part of a tenant with the tenant's file. Options that the file must not have are omitted, and
 * are problems of the definition that contains the result.
 * @param platformPart undefined when the platform has no entry for the tenant
 */
export function mergeTenantFile(
  tenant: string,
  platformPart: unknown,
  file: TenantFileContent,
  place: PlatformPlace,
): unknown {
  const hasEntry = platformPart !== undefined;
  const options = file.value ?? {};
  // Anything else is an error of the schema.
  const part = platformPart ?? {};
  if (!isPlainObject(part)) return part;
  if (!isPlainObject(options)) {
    const fix = `write options such as ${tenantFileOptions.join(', ')}`;
    const problem = error(['tenants', tenant], undefined, "the tenant's file must be an object", fix);
    return { ...part, [mergeResultKey]: { hasEntry, problems: [locate(problem, file, [])] } satisfies MergeResult };
  }
  const problems = Object.keys(options).flatMap((option) =>
    checkOption(tenant, option, part, place).map((problem) => locate(problem, file, [option])),
  );
  const ownOptions = Object.entries(options).filter(
    ([option]) => tenantFileOptions.includes(option) && !Object.hasOwn(part, option),
  );
  const missingEntry = locate(missingEntryProblem(tenant, place), file, []);
  return {
    ...part,
    ...Object.fromEntries(ownOptions),
    [mergeResultKey]: { hasEntry, problems: [...(hasEntry ? [] : [missingEntry]), ...problems] } satisfies MergeResult,
  };
}

function checkOption(
  tenant: string,
  option: string,
  platformPart: Readonly<Record<string, unknown>>,
  place: PlatformPlace,
): readonly Problem[] {
  // Problems are without values: a value may be a secret that was written in the wrong place.
  const path = ['tenants', tenant, option];
  if (platformTenantOptions.includes(option)) {
    const fix = `remove it here, and set it in ${place.name}, under ${formatPath([...place.path, tenant, option])}`;
    return [error(path, undefined, 'is set by the platform', fix)];
  }
  if (!tenantFileOptions.includes(option))
    return [error(path, undefined, "no such option of a tenant's file", suggest(option, tenantFileOptions))];
  if (!Object.hasOwn(platformPart, option)) return [];
  return [error(path, undefined, `is also set in ${place.name}`, 'remove it in one of the two places')];
}

function missingEntryProblem(tenant: string, place: PlatformPlace): Problem {
  return error(
    ['tenants', tenant],
    undefined,
    `the tenant has a file, but the platform does not define it in ${place.name}`,
    `add ${formatPath([...place.path, tenant])} there, with clusters and owners, or delete the file`,
  );
}

function locate(problem: Problem, { getLocation }: TenantFileContent, path: readonly PathSegment[]): Problem {
  return { ...problem, location: getLocation(path) };
}

/** Definition without the tenants that only have a file, and the problems of all tenants' files. */
export interface SeparatedDefinition {
  readonly definition: unknown;
  readonly problems: readonly Problem[];
}

/** Separates a definition from the problems that {@link mergeTenantFile} found in the files of its tenants. */
export function separateTenantFileProblems(definition: unknown): SeparatedDefinition {
  if (!isPlainObject(definition) || !isPlainObject(definition.tenants)) return { definition, problems: [] };
  const entries = Object.entries(definition.tenants).map(([name, tenant]) => ({
    name,
    tenant,
    result: isPlainObject(tenant) ? (tenant as { readonly [mergeResultKey]?: MergeResult })[mergeResultKey] : undefined,
  }));
  const problems = entries.flatMap(({ result }) => result?.problems ?? []);
  if (problems.length === 0) return { definition, problems };
  const tenants = entries.filter(({ result }) => result?.hasEntry !== false).map(({ name, tenant }) => [name, tenant]);
  return { definition: { ...definition, tenants: Object.fromEntries(tenants) as object }, problems };
}
