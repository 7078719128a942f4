import type { z } from 'zod';
import { listAllowedKeys, tryGetExampleAt } from './allowed-keys';
import { translateIssue, toPathSegment } from './issues';
import { checkPlainData } from './plain-data';
import { startsWith, type PathSegment, type Problem } from './problem';

type Issue = z.core.$ZodIssue;

/** Result of parsing a definition: its valid entries, and the problems of those that were omitted. */
export interface ParseResult<T> {
  /** The definition without its invalid entries; undefined where no valid definition remains. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
  /** Paths of the omitted entries, such as `['clusters', 'dc1']`. References to them must not be reported as unknown. */
  readonly invalidEntries: readonly (readonly PathSegment[])[];
}

/**
 * Parses a definition by its schema. Entries with errors are omitted and the rest is parsed, so that the later checks of
 * the same run find their errors too.
 * @param definition the definition as written
 * @param getJsonSchema returns the JSON Schema of the schema; called for errors only
 * @param fallbackValues values for invalid options of the top level
 */
export function parseDefinition<T>(
  schema: z.ZodType<T>,
  definition: unknown,
  getJsonSchema: () => unknown,
  fallbackValues: Partial<T>,
): ParseResult<T> {
  const dataProblems = checkPlainData(definition);
  if (dataProblems.length > 0) {
    const paths = dataProblems.map(({ path }) => path);
    if (paths.some((path) => path.length === 0))
      return { value: undefined, problems: dataProblems, invalidEntries: [] };
    const rest = parseDefinition(schema, omitEntries(definition, paths, []), getJsonSchema, fallbackValues);
    return {
      value: rest.value,
      // Omitting an entry causes problems at its path, such as a required option that is missing; these are left out.
      problems: [
        ...dataProblems,
        ...rest.problems.filter((problem) => !paths.some((path) => startsWith(path, problem.path))),
      ],
      invalidEntries: [...paths, ...rest.invalidEntries],
    };
  }
  const result = schema.safeParse(definition);
  if (result.success) return { value: result.data, problems: [], invalidEntries: [] };
  const { issues } = result.error;
  const context = {
    definition,
    allowedKeys: (path: readonly PathSegment[], option?: string) =>
      listAllowedKeys(getJsonSchema(), definition, path, option),
    tryGetExample: (path: readonly PathSegment[]) => tryGetExampleAt(getJsonSchema(), definition, path),
    isValid: (path: readonly PathSegment[], value: unknown) => isValidAt(schema, definition, path, value),
  };
  const problems = issues.flatMap((issue) => translateIssue(issue, context));
  return { ...parseValidPart(schema, definition, issues, fallbackValues), problems };
}

/**
 * Parses a definition without its invalid entries. Of a cluster, as little as possible is omitted: first the invalid
 * options, and larger parts only where the rest would not be valid.
 */
function parseValidPart<T>(
  schema: z.ZodType<T>,
  definition: unknown,
  issues: readonly Issue[],
  fallbackValues: Partial<T>,
): Pick<ParseResult<T>, 'value' | 'invalidEntries'> {
  /** Length of the paths that are omitted, by cluster: 4 for a host, 3 for an option, 2 for the whole cluster. */
  const depths = new Map<string, number>();
  for (;;) {
    const invalidEntries = issues.flatMap((issue) => listInvalidEntries(issue, depths));
    const validPart = omitEntries(definition, invalidEntries, []) as { clusters?: Readonly<Record<string, object>> };
    const withRanges = addFallbackRanges(validPart, invalidEntries);
    const result = schema.safeParse({ ...fallbackValues, ...withRanges });
    if (result.success) return { value: result.data, invalidEntries };
    const clusters = new Set(
      result.error.issues.flatMap(({ path: [root, cluster] }) => (root === 'clusters' ? [String(cluster)] : [])),
    );
    const clustersToReduce = [...clusters].filter((cluster) => (depths.get(cluster) ?? maxDepth) > 2);
    if (clustersToReduce.length === 0) return { value: undefined, invalidEntries };
    for (const cluster of clustersToReduce) depths.set(cluster, (depths.get(cluster) ?? maxDepth) - 1);
  }
}

/** Options of the top level whose entries are independent of each other. */
const entryRoots: readonly (PathSegment | undefined)[] = ['clusters', 'tenants', 'environments'];

const maxDepth = 4;

/** Options of a cluster without which other checks would report errors that follow from their absence. */
const requiredClusterOptions: readonly (PathSegment | undefined)[] = ['kind', 'environment', 'state', 'delivery'];

/** Options of a tenant without which other checks report no errors that follow from their absence. */
export const independentTenantOptions: readonly (PathSegment | undefined)[] = [
  'quota',
  'limits',
  'viewers',
  'members',
  'objects',
  'products',
];

/** Ranges in place of invalid ones: for benchmarks and documentation (RFC 2544, RFC 3849), so that nothing overlaps. */
const fallbackRanges = {
  ipv4: { podCidr: '198.18.0.0/16', serviceCidr: '198.19.0.0/16' },
  ipv6: { podCidr: '2001:db8::/64', serviceCidr: '2001:db8:1::/112' },
} as const;

/**
 * Lists the smallest entries that contain an issue: an unknown option, a component, an application, an option or a host
 * of a cluster, a cluster, an option of a tenant, a tenant.
 */
function listInvalidEntries(issue: Issue, depths: ReadonlyMap<string, number>): readonly (readonly PathSegment[])[] {
  const path = issue.path.map(toPathSegment);
  const [root, entry, option] = path;
  const depth = root === 'clusters' ? (depths.get(String(entry)) ?? maxDepth) : maxDepth;
  if (issue.code === 'unrecognized_keys' && depth > 2) return issue.keys.map((key) => [...path, key]);
  // Options of clusters and tenants whose entries are independent of each other.
  const entryOptions: Readonly<Record<string, string>> = { clusters: 'components', tenants: 'applications' };
  if (path.length > 3 && option === entryOptions[String(root)]) return [path.slice(0, 4)];
  if (root === 'clusters' && option !== undefined && !requiredClusterOptions.includes(option))
    return [path.slice(0, depth)];
  if (root === 'tenants' && independentTenantOptions.includes(option)) return [path.slice(0, 3)];
  return [path.slice(0, entryRoots.includes(root) ? 2 : 1)];
}

/** Adds fallback ranges to the clusters whose ranges are omitted. */
function addFallbackRanges(
  definition: { readonly clusters?: Readonly<Record<string, object>> } | null | undefined,
  omittedEntries: readonly (readonly PathSegment[])[],
): object {
  const clusters = Object.entries(definition?.clusters ?? {}).map(([name, cluster]) => {
    const family = /"[0-9a-f]*:[0-9a-f:]+"/.test(JSON.stringify(cluster)) ? 'ipv6' : 'ipv4';
    const ranges = Object.entries(fallbackRanges[family]).filter(([option]) =>
      omittedEntries.some((entry) => entry.join('/') === `clusters/${name}/${option}`),
    );
    return [name, ranges.length === 0 ? cluster : { ...cluster, ...Object.fromEntries(ranges) }];
  });
  return { ...definition, ...(clusters.length === 0 ? {} : { clusters: Object.fromEntries(clusters) as object }) };
}

function omitEntries(
  value: unknown,
  entries: readonly (readonly PathSegment[])[],
  path: readonly PathSegment[],
): unknown {
  const entriesBelow = entries.filter((entry) => entry.length > path.length && startsWith(entry, path));
  if (entriesBelow.length === 0 || typeof value !== 'object' || value === null) return value;
  const omittedKeys = new Set(
    entriesBelow.filter((entry) => entry.length === path.length + 1).map((entry) => String(entry.at(-1))),
  );
  const remaining = Object.entries(value as Record<string, unknown>)
    .filter(([key]) => !omittedKeys.has(key))
    .map(([key, child]): [string, unknown] => [key, omitEntries(child, entries, [...path, key])]);
  return Array.isArray(value) ? remaining.map(([, child]) => child) : Object.fromEntries(remaining);
}

/** Returns whether another value at a path would be valid. */
export function isValidAt(
  schema: z.ZodType,
  definition: unknown,
  path: readonly PathSegment[],
  value: unknown,
): boolean {
  const result = schema.safeParse(replaceAtPath(definition, path, value, 0));
  return (
    result.success ||
    result.error.issues.every(
      (issue) =>
        !startsWith(issue.path.map(toPathSegment), path) &&
        (issue.code === 'unrecognized_keys' || !startsWith(path, issue.path.map(toPathSegment))),
    )
  );
}

/**
 * Returns a definition with another value at a path. Other options of the top level, and other clusters, tenants and
 * environments, are omitted.
 */
function replaceAtPath(data: unknown, path: readonly PathSegment[], value: unknown, depth: number): unknown {
  const key = path[depth];
  if (key === undefined) return value;
  const node = data as Readonly<Record<PathSegment, unknown>>;
  const child = replaceAtPath(node[key], path, value, depth + 1);
  if (Array.isArray(data)) return data.map((item: unknown, index) => (index === key ? child : item));
  // `isValidAt` is called for each fix that an error could suggest: with the siblings of the entry, such as all other
  // tenants, each call would parse the whole platform, which takes minutes if it is large.
  const hasOmittableSiblings = depth === 0 || (depth === 1 && entryRoots.includes(path[0]));
  return { ...(hasOmittableSiblings ? {} : node), [key]: child };
}
