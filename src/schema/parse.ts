import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { valueAtPath, error, type PathSegment, type Problem } from './problem';

type Issue = z.core.$ZodIssue;

/** A description as far as it could be read, the mistakes that were found, and the entries that had to be left out. */
export interface ParseResult<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
  /** Entries with mistakes (`['clusters', 'dc1']`): what depends on them is not judged. */
  readonly invalidEntries: readonly (readonly PathSegment[])[];
}

/** The words that may stand at a path; of kinds, those that have an option where one is named. */
export type AllowedKeysLookup = (path: readonly PathSegment[], having?: string) => readonly string[];

/**
 * Reads a description by its schema. Where an entry has mistakes it is left out and the rest is read all the same, so
 * that one run finds the mistakes of every layer.
 * @param words for "did you mean"
 * @param standIns what is read in the place of top entries that have mistakes
 */
export function parseDefinition<T>(
  schema: z.ZodType<T>,
  raw: unknown,
  words: AllowedKeysLookup,
  standIns: Partial<T>,
): ParseResult<T> {
  const first = schema.safeParse(raw);
  if (first.success) return { value: first.data, problems: [], invalidEntries: [] };
  const problems = first.error.issues.flatMap((issue) => translateIssue(issue, raw, words));
  const invalidEntries = first.error.issues.flatMap(listInvalidEntries);
  const second = schema.safeParse({ ...standIns, ...(omitEntries(raw, invalidEntries, []) as object) });
  return { value: second.success ? second.data : undefined, problems, invalidEntries };
}

/** The nearest of the known words, for "did you mean". */
export function suggest(word: string, known: readonly string[]): string {
  const far = (other: string) => (sortLetters(word) === sortLetters(other) ? 1 : distance(word, other));
  const near = known.filter((other) => far(other) <= Math.max(2, word.length / 3) && far(other) < word.length / 2);
  const [best] = known.length === 1 ? known : near.sort((a, b) => far(a) - far(b));
  if (best !== undefined) return `write '${best}'`;
  if (known.length === 0) return 'there is none yet';
  return `write one of ${known.map((other) => `'${other}'`).join(', ')}`;
}

/** Letters that changed places are one slip, not two. */
function sortLetters(word: string): string {
  return Array.from(word).sort().join('');
}

function translateIssue(issue: Issue, raw: unknown, words: AllowedKeysLookup): Problem[] {
  const path = issue.path.map(toPathSegment);
  const value = valueAtPath(raw, path);
  if (value !== undefined && issue.code !== 'invalid_key' && isSecretReference(words(path)))
    return [secretReferenceProblem(path, issue)];
  switch (issue.code) {
    case 'unrecognized_keys':
      // Without what stands there: it is the word that is wrong, and a secret may have been written for want of a place.
      return issue.keys.map((key) => {
        const known = words(path).filter((word) => word !== key);
        const [kind] = words([...path, 'kind'], key);
        const fix = kind === undefined ? suggest(key, known) : `write kind: '${kind}' beside it, which has one`;
        return error([...path, key], undefined, 'no such option', fix);
      });
    case 'invalid_union': {
      if (issue.discriminator !== undefined) {
        const known = words([...path.slice(0, -1), issue.discriminator]);
        if (value === undefined) return [error(path, undefined, 'is missing', suggest('', known))];
        return [error(path, value, 'no such kind', suggest(formatWord(value), known))];
      }
      return translateUnionIssue(issue.errors as readonly Issue[][], path, raw, words);
    }
    case 'invalid_key':
      return issue.issues.map((inner) => error(path, path.at(-1), ...splitMessage(inner.message)));
    case 'invalid_type':
      if (value === undefined) return [error(path, undefined, 'is missing', `write ${formatType(issue.expected)}`)];
      return [error(path, value, `not ${formatType(issue.expected)}`, `write ${formatType(issue.expected)}`)];
    case 'invalid_value':
      return [error(path, value, 'not allowed here', suggest(formatWord(value), issue.values.map(String)))];
    default:
      return [error(path, value, ...splitMessage(issue.message))];
  }
}

/** Whether a place takes a key of a Secret; what was written there in its stead may be the secret itself, and is not told. */
function isSecretReference(words: readonly string[]): boolean {
  return words.includes('secret') && words.includes('key');
}

function secretReferenceProblem(path: readonly PathSegment[], issue: Issue): Problem {
  const write = '{ secret: <name>, key: <key in it> } of a Secret that exists in the cluster';
  if (issue.code === 'invalid_union')
    return error(path, undefined, 'neither a text nor a reference to a Secret', `write a text, or ${write}`);
  const what =
    issue.code === 'unrecognized_keys' ? 'takes no value beside the reference' : 'not a reference to a Secret';
  return error(path, undefined, what, `write ${write}`);
}

/** Of the shapes that a value may have, the one that its author most likely meant. */
function translateUnionIssue(
  branches: readonly Issue[][],
  path: readonly PathSegment[],
  raw: unknown,
  words: AllowedKeysLookup,
): Problem[] {
  const meant = branches.filter(
    (issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0),
  );
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((issue) => issue.path.length));
  // The one that was followed furthest before something was wrong with it.
  const [best] = [...meant].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  if (best) return best.flatMap((issue) => translateIssue({ ...issue, path: [...path, ...issue.path] }, raw, words));
  const shapes = branches.flatMap((issues) =>
    issues.flatMap((issue) => (issue.code === 'invalid_type' ? [formatType(issue.expected)] : [])),
  );
  return [
    error(path, valueAtPath(raw, path), 'not a value that fits here', `write ${[...new Set(shapes)].join(' or ')}`),
  ];
}

/** Our own messages read `what is wrong: what to write`; zod's have no second half. */
function splitMessage(message: string): [string, string] {
  const colon = message.indexOf(': ');
  if (message.startsWith('Too ') || message.startsWith('Invalid '))
    return [lowerFirst(message), 'write a value within these limits'];
  return colon < 0
    ? [lowerFirst(message), 'write a value that is allowed']
    : [message.slice(0, colon), message.slice(colon + 2)];
}

function formatWord(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function formatType(type: string): string {
  const names: Readonly<Record<string, string>> = {
    int: 'a whole number',
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    string: 'a text',
    boolean: 'true or false',
    number: 'a number',
  };
  return names[type] ?? `a ${type}`;
}

function toPathSegment(key: PropertyKey): PathSegment {
  return typeof key === 'symbol' ? String(key) : key;
}

/** The smallest entries that can be left out: an unknown option, a component, an application, a cluster, a tenant. */
function listInvalidEntries(issue: Issue): readonly (readonly PathSegment[])[] {
  const path = issue.path.map(toPathSegment);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  const [top, , part] = path;
  const parts: Readonly<Record<string, string>> = { clusters: 'components', tenants: 'applications' };
  if (path.length > 3 && part === parts[String(top)]) return [path.slice(0, 4)];
  return [path.slice(0, top === 'clusters' || top === 'tenants' || top === 'environments' ? 2 : 1)];
}

function omitEntries(
  value: unknown,
  leftOut: readonly (readonly PathSegment[])[],
  path: readonly PathSegment[],
): unknown {
  const below = leftOut.filter(
    (entry) => entry.length > path.length && path.every((step, index) => String(entry[index]) === String(step)),
  );
  if (below.length === 0 || typeof value !== 'object' || value === null) return value;
  const gone = new Set(below.filter((entry) => entry.length === path.length + 1).map((entry) => String(entry.at(-1))));
  const kept = Object.entries(value as Record<string, unknown>).filter(([key]) => !gone.has(key));
  const cleaned = kept.map(([key, inner]): [string, unknown] => [key, omitEntries(inner, leftOut, [...path, key])]);
  return Array.isArray(value) ? cleaned.map(([, inner]) => inner) : Object.fromEntries(cleaned);
}
