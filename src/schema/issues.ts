import type { z } from 'zod';
import { suggestName, tryGetFamiliarName, tryGetFamiliarShape, tryGetLikelyName } from './familiar-names';
import { isPlainObject } from './plain-object';
import { valueAtPath, error, type PathSegment, type Problem } from './problem';
import { formatLiteral, suggest, trySuggestConversion } from './suggestions';

type Issue = z.core.$ZodIssue;

/**
 * Lists the keys that an object at a path may have. For the path of a discriminator (`kind`, or `backend` of the
 * Terraform state), lists its values instead.
 * @param option for a discriminator, lists only the kinds that have this option
 */
export type AllowedKeysLookup = (path: readonly PathSegment[], option?: string) => readonly string[];

/** Arguments of the translation of an issue. */
export interface IssueContext {
  /** The definition as written. */
  readonly definition: unknown;
  readonly allowedKeys: AllowedKeysLookup;
  /** Returns an example of the value at a path; undefined where the schema has none. */
  readonly tryGetExample: (path: readonly PathSegment[]) => unknown;
  /** Returns whether another value at a path would be valid. */
  readonly isValid: (path: readonly PathSegment[], value: unknown) => boolean;
}

/** Translates an issue of zod into problems with the value that was written and a fix. */
export function translateIssue(issue: Issue, context: IssueContext): readonly Problem[] {
  const { definition, allowedKeys } = context;
  const path = issue.path.map(toPathSegment);
  const value = valueAtPath(definition, path);
  if (value !== undefined && issue.code !== 'invalid_key' && isSecretReference(allowedKeys(path)))
    return [invalidSecretReferenceProblem(issue, path, value, allowedKeys(path))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownOptionProblem(path, key, allowedKeys));
    case 'invalid_union':
      return issue.discriminator === undefined
        ? translateUnionIssue(listMemberIssues(issue), path, context)
        : [unknownKindProblem(path, context, allowedKeys([...path.slice(0, -1), issue.discriminator]))];
    case 'invalid_key':
      return issue.issues.map((keyIssue) => error(path, path.at(-1), ...splitMessage(keyIssue.message)));
    case 'invalid_type':
      return [wrongTypeProblem(path, [issue.expected], context)];
    case 'invalid_value':
      // A schema may have a message of its own, such as the reason for which a cloud has one value only.
      return value === undefined || issue.message.startsWith('Invalid ')
        ? [notAllowedProblem(path, issue.values.map(String), context)]
        : [invalidFormatProblem(issue.message, path, context)];
    case 'too_small':
    case 'too_big':
      return [error(path, value, ...formatLimit(issue))];
    default:
      return [invalidFormatProblem(issue.message, path, context)];
  }
}

/** Returns the problem of a text in another format than that of the schema. */
function invalidFormatProblem(message: string, path: readonly PathSegment[], context: IssueContext): Problem {
  const [text, fix] = splitMessage(message);
  const isComplete = fix !== anotherValue && !fix.startsWith('write a valid ');
  return error(path, valueAtPath(context.definition, path), text, isComplete ? fix : addExample(fix, path, context));
}

/** Converts a key of zod's paths, which may in theory be symbols. */
export function toPathSegment(key: PropertyKey): PathSegment {
  return typeof key === 'symbol' ? String(key) : key;
}

/** Returns the problem of an unknown option, without its value: it may be a secret that was written in the wrong place. */
function unknownOptionProblem(path: readonly PathSegment[], key: string, allowedKeys: AllowedKeysLookup): Problem {
  const [kind] = allowedKeys([...path, 'kind'], key);
  const options = allowedKeys(path).filter((option) => option !== key);
  const fix =
    tryGetFamiliarShape(key, options) ??
    (kind === undefined || tryGetFamiliarName(key, options) !== undefined
      ? suggestName(key, options)
      : `add kind: '${kind}', which has this option`);
  return error([...path, key], undefined, 'no such option', fix);
}

/** Returns the problem of an unknown or missing discriminator: a `kind`, or a `backend` of the Terraform state. */
function unknownKindProblem(
  path: readonly PathSegment[],
  { definition }: IssueContext,
  kinds: readonly string[],
): Problem {
  const value = valueAtPath(definition, path);
  if (value !== undefined) return error(path, value, 'no such kind', suggestName(toText(value), kinds));
  // The kind is often written as `type` or `name`.
  const parent = path.slice(0, -1);
  const named = ['type', 'name'].map((option) => valueAtPath(definition, [...parent, option]));
  const kind = kinds.find((candidate) => named.includes(candidate));
  return error(
    path,
    undefined,
    'is required',
    kind === undefined ? suggest('', kinds) : `write ${path.at(-1)}: '${kind}'`,
  );
}

function wrongTypeProblem(path: readonly PathSegment[], expected: readonly string[], context: IssueContext): Problem {
  const value = valueAtPath(context.definition, path);
  const types = [...new Set(expected.map(formatType))].join(' or ');
  if (value === undefined) {
    const fix = isSecretReference(context.allowedKeys(path)) ? secretReferenceShape : addExample(types, path, context);
    return error(path, undefined, 'is required', `write ${fix}`);
  }
  const conversion =
    trySuggestConversion(value, (converted) => context.isValid(path, converted)) ??
    trySuggestEntries(value, expected) ??
    trySuggestListItem(value, path, expected, context) ??
    trySuggestKind(value, path, context);
  const example = Number.isInteger(value) && conversion !== undefined ? context.tryGetExample(path) : undefined;
  // An integer in place of a name, as in `owners: 5`, is rarely meant as text.
  const isName = typeof example === 'string' && /^\D+$/.test(example);
  const fix = isName ? `${conversion}, or a name such as ${formatLiteral(example)}` : conversion;
  return error(path, value, `must be ${types}`, fix ?? `write ${addExample(types, path, context)}`);
}

/** Length of the longest example in a message. */
const maxExampleLength = 90;

/** Adds the example of an option to what to write: `a string, such as 'acme.example'`. */
function addExample(types: string, path: readonly PathSegment[], { tryGetExample }: IssueContext): string {
  const example = path.length === 0 ? undefined : tryGetExample(path);
  // Other types name their values, or have no values that are examples for others.
  const isNumber = typeof example === 'number' && types.startsWith('a number');
  if (typeof example !== 'string' && !isNumber && (typeof example !== 'object' || example === null)) return types;
  const text = formatLiteral(example);
  return text.length > maxExampleLength ? types : `${types}, such as ${text}`;
}

/**
 * Returns the fix for a list in place of an object by name: a list as in manifests of Kubernetes, such as
 * `[{ name: A, value: b }]`, or `[A=b]`. Values are omitted: they may be secrets.
 */
function trySuggestEntries(value: unknown, expected: readonly string[]): string | undefined {
  if (!Array.isArray(value) || value.length === 0 || !expected.some((type) => ['object', 'record'].includes(type)))
    return undefined;
  const names = (value as readonly unknown[]).map(tryGetEntryName);
  return names.every((name) => name !== undefined)
    ? `write each entry by its name: { ${names.map((name) => `${name}: …`).join(', ')} }`
    : undefined;
}

/**
 * Returns the fix for an object in place of a list of such objects: `ingress: { host: A }`. Values are omitted: they may be
 * secrets.
 */
function trySuggestListItem(
  value: unknown,
  path: readonly PathSegment[],
  expected: readonly string[],
  { allowedKeys }: IssueContext,
): string | undefined {
  if (!isPlainObject(value) || !expected.includes('array')) return undefined;
  const options = allowedKeys([...path, 0]);
  const keys = Object.keys(value).map((key) => (options.includes(key) ? key : tryGetLikelyName(key, options)));
  return keys.length > 0 && keys.every((key) => key !== undefined)
    ? `write a list: [{ ${keys.map((key) => `${key}: …`).join(', ')} }]`
    : undefined;
}

/**
 * Returns the fix for the name of a kind in place of an object with this kind, `components: [metrics-server]`, and for its
 * function, `components: [metricsServer]`.
 */
function trySuggestKind(
  value: unknown,
  path: readonly PathSegment[],
  { allowedKeys }: IssueContext,
): string | undefined {
  if (typeof value === 'function')
    return 'kind' in value && typeof value.kind === 'string'
      ? `write parentheses after its name: it is the function of kind '${value.kind}'`
      : 'write its result, with parentheses after its name';
  const isKind = typeof value === 'string' && allowedKeys([...path, 'kind']).includes(value);
  return isKind ? `write ${formatLiteral({ kind: value })}` : undefined;
}

function tryGetEntryName(item: unknown): string | undefined {
  const name = typeof item === 'string' ? /^([^=\s]+)=/.exec(item)?.[1] : valueAtPath(item, ['name']);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Returns the problem of a value that is not one of the allowed strings. */
function notAllowedProblem(path: readonly PathSegment[], allowed: readonly string[], context: IssueContext): Problem {
  const value = valueAtPath(context.definition, path);
  if (value === undefined) return error(path, undefined, 'is required', suggest('', allowed));
  if (typeof value === 'string') return error(path, value, 'is not an allowed value', suggest(value, allowed));
  const conversion = trySuggestConversion(value, (converted) => context.isValid(path, converted));
  return error(path, value, 'must be a string', conversion ?? suggest(toText(value), allowed));
}

const secretReferenceShape = '{ secret: <name>, key: <key> } of an existing Secret';

function isSecretReference(allowedKeys: readonly string[]): boolean {
  return allowedKeys.includes('secret') && allowedKeys.includes('key');
}

/** Returns the problem of an invalid reference to a Secret, without its value: it may be the secret itself. */
function invalidSecretReferenceProblem(
  issue: Issue,
  path: readonly PathSegment[],
  value: unknown,
  allowedKeys: readonly string[],
): Problem {
  switch (issue.code) {
    case 'invalid_union':
      return error(
        path,
        undefined,
        'must be a string or a reference to a Secret',
        `${['number', 'boolean'].includes(typeof value) ? 'write it in quotes' : 'write a string in quotes'}, or ${secretReferenceShape}${allowedKeys.includes('field') ? ', { config, key } of a ConfigMap, or { field } of the pod' : ''}`,
      );
    case 'unrecognized_keys':
      return error(path, undefined, 'must contain nothing but `secret` and `key`', `write ${secretReferenceShape}`);
    default:
      return error(path, undefined, 'must be a reference to a Secret', `write ${secretReferenceShape}`);
  }
}

/** Issues of a value by member of a union: what would have to change for the value to be valid for this member. */
type IssuesByMember = readonly (readonly Issue[])[];

/** Lists the issues for each member of a union, and of the unions nested in it. */
function listMemberIssues(issue: z.core.$ZodIssueInvalidUnion): IssuesByMember {
  return (issue.errors as IssuesByMember).flatMap((issues) => {
    const [first] = issues;
    return first?.code === 'invalid_union' && first.path.length === 0 && first.discriminator === undefined
      ? listMemberIssues(first)
      : [issues];
  });
}

/** Returns the type that a member of a union expects; undefined if the value has this type. */
function tryGetExpectedType(issue: Issue, value: unknown): string | undefined {
  if (issue.path.length > 0) return undefined;
  if (issue.code === 'invalid_type') return issue.expected;
  if (issue.code !== 'invalid_value' || issue.values.some((allowed) => typeof allowed === typeof value))
    return undefined;
  return typeof issue.values[0];
}

/** Reports the issues for the member of a union that the author most likely meant. */
function translateUnionIssue(
  members: IssuesByMember,
  path: readonly PathSegment[],
  context: IssueContext,
): readonly Problem[] {
  const value = valueAtPath(context.definition, path);
  const expectedTypes = members.flatMap((issues) => issues.flatMap((issue) => tryGetExpectedType(issue, value) ?? []));
  const membersOfSameType = members.filter(
    (issues) => !issues.some((issue) => tryGetExpectedType(issue, value) !== undefined),
  );
  const hasConversion = trySuggestConversion(value, (converted) => context.isValid(path, converted)) !== undefined;
  if (value === undefined || membersOfSameType.length === 0 || (hasConversion && expectedTypes.length > 0))
    return [wrongTypeProblem(path, expectedTypes, context)];
  const allowedValues = membersOfSameType.flatMap(([issue]) =>
    issue?.code === 'invalid_value' && issue.path.length === 0
      ? issue.values.map((allowed) => `'${String(allowed)}'`)
      : [],
  );
  if (expectedTypes.length > 0 && allowedValues.length > 0) {
    const alternatives = [...new Set(expectedTypes.map(formatType)), ...allowedValues].join(' or ');
    return [error(path, value, `must be ${alternatives}`, `write ${addExample(alternatives, path, context)}`)];
  }
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((issue) => issue.path.length));
  const countMissing = (issues: readonly Issue[]) =>
    issues.filter(
      (issue) =>
        issue.path.length === 1 &&
        valueAtPath(context.definition, [...path, ...issue.path.map(toPathSegment)]) === undefined,
    ).length;
  // A member whose required options are present is the likeliest. The deeper in the value its issues are, the more of the
  // value is valid for it.
  const [nearest = []] = [...membersOfSameType].sort(
    (a, b) => countMissing(a) - countMissing(b) || depth(b) - depth(a) || a.length - b.length,
  );
  return nearest.flatMap((issue) => translateIssue({ ...issue, path: [...path, ...issue.path] }, context));
}

/** Formats the violation of a limit as message and fix; schemas of Plinth's may have a message of their own. */
function formatLimit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): readonly [string, string] {
  if (!issue.message.startsWith('Too ')) return splitMessage(issue.message);
  const isMinimum = issue.code === 'too_small';
  const limit = isMinimum ? issue.minimum : issue.maximum;
  if (issue.origin === 'string' && isMinimum && limit === 1)
    return ['must not be empty', 'write at least one character'];
  const comparison = isMinimum ? 'at least' : 'at most';
  if (issue.origin === 'string') return [`must have ${comparison} ${limit} characters`, `write ${comparison} ${limit}`];
  if (issue.origin === 'array') return [`must have ${comparison} ${limit} items`, `write ${comparison} ${limit}`];
  if (issue.inclusive === false)
    return [
      `must be ${isMinimum ? 'more' : 'less'} than ${limit}`,
      `write a ${isMinimum ? 'larger' : 'smaller'} number`,
    ];
  return [`must be ${comparison} ${limit}`, `write ${limit} or ${isMinimum ? 'more' : 'less'}`];
}

const anotherValue = 'write another value';

/** Splits a message of Plinth's schemas, `what is wrong: what to write`; messages of zod have no second half. */
function splitMessage(message: string): readonly [string, string] {
  const [, invalid] = /^Invalid ([^:]+)/.exec(message) ?? [];
  if (invalid !== undefined) return [`is not a valid ${invalid}`, `write a valid ${invalid}`];
  const colon = message.indexOf(': ');
  return colon < 0
    ? [message.charAt(0).toLowerCase() + message.slice(1), anotherValue]
    : [message.slice(0, colon), message.slice(colon + 2)];
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'an integer',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a string',
  boolean: 'true or false',
  number: 'a number',
};

function formatType(type: string): string {
  return typeNames[type] ?? `a ${type}`;
}
