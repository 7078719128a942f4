import type { z } from 'zod';
import { translateIssue, toPathSegment, type AllowedKeysLookup } from './issues';
import { checkPlainData } from './plain-data';
import type { PathSegment, Problem } from './problem';

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
 * @param fallbackValues values for invalid options of the top level
 */
export function parseDefinition<T>(
  schema: z.ZodType<T>,
  definition: unknown,
  allowedKeys: AllowedKeysLookup,
  fallbackValues: Partial<T>,
): ParseResult<T> {
  const dataProblems = checkPlainData(definition);
  if (dataProblems.length > 0) {
    const paths = dataProblems.map(({ path }) => path);
    if (paths.some((path) => path.length === 0))
      return { value: undefined, problems: dataProblems, invalidEntries: [] };
    const rest = parseDefinition(schema, omitEntries(definition, paths, []), allowedKeys, fallbackValues);
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
    allowedKeys,
    isValid: (path: readonly PathSegment[], value: unknown) => isValidAt(schema, definition, path, value),
  };
  const problems = issues.flatMap((issue) => translateIssue(issue, context));
  const invalidEntries = issues.flatMap(listInvalidEntries);
  const validPart = omitEntries(definition, invalidEntries, []) as object;
  const secondResult = schema.safeParse({ ...fallbackValues, ...validPart });
  return { value: secondResult.success ? secondResult.data : undefined, problems, invalidEntries };
}

/** Options of the top level whose entries are independent of each other. */
const entryRoots: readonly (PathSegment | undefined)[] = ['clusters', 'tenants', 'environments'];

/** Lists the smallest entries that contain an issue: an unknown option, a component, an application, a cluster, a tenant. */
function listInvalidEntries(issue: Issue): readonly (readonly PathSegment[])[] {
  const path = issue.path.map(toPathSegment);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  const [root, , option] = path;
  // Their entries are independent of each other as well.
  const entryOptions: Readonly<Record<string, string>> = { clusters: 'components', tenants: 'applications' };
  if (path.length > 3 && option === entryOptions[String(root)]) return [path.slice(0, 4)];
  return [path.slice(0, entryRoots.includes(root) ? 2 : 1)];
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
function isValidAt(schema: z.ZodType, definition: unknown, path: readonly PathSegment[], value: unknown): boolean {
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
  // With all tenants, each suggestion would parse the whole platform, which takes minutes if it is large.
  const hasOmittableSiblings = depth === 0 || (depth === 1 && entryRoots.includes(path[0]));
  return { ...(hasOmittableSiblings ? {} : node), [key]: child };
}

function startsWith(path: readonly PathSegment[], prefix: readonly PathSegment[]): boolean {
  return path.length >= prefix.length && prefix.every((segment, index) => String(path[index]) === String(segment));
}
