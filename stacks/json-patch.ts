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
 * What makes one value of another. Lists of the same length are compared item by item; others are replaced whole, since
 * people cannot follow positions that shift.
 */
export function diffJson(before: unknown, now: unknown, path = ''): readonly JsonPatchOperation[] {
  if (isDeepStrictEqual(before, now)) return [];
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length)
    return now.flatMap((item, index) => diffJson(before[index], item, `${path}/${index}`));
  if (!isPlainObject(before) || !isPlainObject(now)) return [{ op: 'replace', path, value: now }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return keys.flatMap((key) => {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(now, key)) return [{ op: 'remove', path: at }];
    return Object.hasOwn(before, key)
      ? diffJson(before[key], now[key], at)
      : [{ op: 'add', path: at, value: now[key] }];
  });
}
