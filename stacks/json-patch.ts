import { isDeepStrictEqual } from 'node:util';
import { isPlainObject } from '../src/schema/plain-object';

/**
 * One operation of a JSON patch.
 * @see https://datatracker.ietf.org/doc/html/rfc6902
 */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/**
 * Returns the operations that change one value into another. Lists of the same length are compared item by item; others
 * are replaced as a whole, since operations on shifting indices are hard to read.
 * @param path JSON pointer of the values; @default the root
 */
export function diffJson(before: unknown, after: unknown, path = ''): readonly JsonPatchOperation[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return after.flatMap((item, index) => diffJson(before[index], item, `${path}/${index}`));
  if (!isPlainObject(before) || !isPlainObject(after)) return [{ op: 'replace', path, value: after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const fieldPath = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(after, key)) return [{ op: 'remove', path: fieldPath }];
    return Object.hasOwn(before, key)
      ? diffJson(before[key], after[key], fieldPath)
      : [{ op: 'add', path: fieldPath, value: after[key] }];
  });
}
