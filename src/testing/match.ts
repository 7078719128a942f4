import { isDeepStrictEqual } from 'node:util';
import { isPlainObject } from '../schema/plain-object';
import { formatPath, type PathSegment } from '../schema/problem';

/**
 * Properties that a resource must have: values, objects with the properties that count, lists with all their items, and
 * regular expressions for strings.
 */
export interface ExpectedProperties {
  readonly [property: string]: unknown;
}

/** Property of a resource that differs from what is expected. */
export interface Mismatch {
  readonly path: readonly PathSegment[];
  /** undefined where the resource does not have the property. */
  readonly actual: unknown;
  readonly expected: unknown;
}

/** Lists what differs between a value and what is expected of it. Of an object, only the expected properties count. */
export function listMismatches(
  actual: unknown,
  expected: unknown,
  path: readonly PathSegment[] = [],
): readonly Mismatch[] {
  if (expected instanceof RegExp)
    return typeof actual === 'string' && expected.test(actual) ? [] : [{ path, actual, expected }];
  if (isPlainObject(expected) && isPlainObject(actual))
    return Object.entries(expected).flatMap(([key, value]) => listMismatches(actual[key], value, [...path, key]));
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length)
    return expected.flatMap((item, index) => listMismatches(actual[index], item, [...path, index]));
  return isDeepStrictEqual(actual, expected) ? [] : [{ path, actual, expected }];
}

/** Formats a mismatch as one line: `spec.replicas is 2: expected 3`. */
export function formatMismatch({ path, actual, expected }: Mismatch): string {
  const found = actual === undefined ? 'is missing' : `is ${formatValue(actual)}`;
  return `${formatPath(path) || 'it'} ${found}: expected ${formatValue(expected)}`;
}

function formatValue(value: unknown): string {
  const text =
    value instanceof RegExp ? String(value) : value === undefined ? 'no such property' : JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 197)}...`;
}
