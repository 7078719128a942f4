import { isDeepStrictEqual } from 'node:util';

/**
 * One operation of a JSON patch.
 * @see https://datatracker.ietf.org/doc/html/rfc6902
 */
export interface Operation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/**
 * What makes one value of another. Lists of the same length are compared item by item; others are replaced whole, since
 * people cannot follow positions that shift.
 */
export function patchFrom(before: unknown, now: unknown, path = ''): readonly Operation[] {
  if (isDeepStrictEqual(before, now)) return [];
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length)
    return now.flatMap((item, index) => patchFrom(before[index], item, `${path}/${index}`));
  if (!isMapping(before) || !isMapping(now)) return [{ op: 'replace', path, value: now }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return keys.flatMap((key) => {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(now, key)) return [{ op: 'remove', path: at }];
    return Object.hasOwn(before, key)
      ? patchFrom(before[key], now[key], at)
      : [{ op: 'add', path: at, value: now[key] }];
  });
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
