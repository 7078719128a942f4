import { isDeepStrictEqual } from 'node:util';
import { diffArrays } from 'diff';
import { isPlainObject } from '../schema/plain-object';
import type { PathSegment } from '../schema/problem';

/** Changed field of an entry of a definition, or of a generated object. */
export interface FieldChange {
  /** Path from the top of the definition or of the object. Items of lists are selected by name where they have one. */
  readonly path: readonly PathSegment[];
  /**
   * Previous value.
   * @default the field was added
   */
  readonly from?: unknown;
  /**
   * Current value.
   * @default the field was removed
   */
  readonly to?: unknown;
  /**
   * Whether only the order of a list changed. Then `from` and `to` are the names of its items.
   * @default false
   */
  readonly reordered?: true;
}

/**
 * Compares plain data field by field. Objects are compared by key. Lists of objects are compared by the field that names
 * their items (see `itemNameFields`), and other lists of objects by their longest common subsequence; an item that was added
 * or removed is one field. A list of scalars is one field. The order of the result is that of the previous value, followed by what was added.
 *
 * Libraries such as microdiff and fast-json-patch compare lists by position, where an item that was inserted at the
 * beginning changes all others.
 * @param path of both values
 */
export function compareFields(
  previous: unknown,
  current: unknown,
  path: readonly PathSegment[] = [],
): readonly FieldChange[] {
  if (Object.is(previous, current)) return [];
  if (isObjectOrMissing(previous) && isObjectOrMissing(current)) return compareObjects(previous, current, path);
  if (isListOrMissing(previous) && isListOrMissing(current)) return compareLists(previous, current, path);
  return isDeepStrictEqual(previous, current) ? [] : [createFieldChange(path, previous, current)];
}

function isObjectOrMissing(value: unknown): value is Readonly<Record<string, unknown>> | undefined {
  return value === undefined || isPlainObject(value);
}

function isListOrMissing(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function createFieldChange(path: readonly PathSegment[], from: unknown, to: unknown): FieldChange {
  return { path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function compareObjects(
  previous: Readonly<Record<string, unknown>> | undefined,
  current: Readonly<Record<string, unknown>> | undefined,
  path: readonly PathSegment[],
): readonly FieldChange[] {
  const keys = new Set([...listKeys(previous), ...listKeys(current)]);
  // An empty object that was added or removed has no fields to report.
  if (keys.size === 0) return previous && current ? [] : [createFieldChange(path, previous, current)];
  return [...keys].flatMap((key) =>
    compareFields(getOwnField(previous, key), getOwnField(current, key), [...path, key]),
  );
}

function listKeys(object: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined);
}

function getOwnField(object: Readonly<Record<string, unknown>> | undefined, key: string): unknown {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}

function compareLists(
  previous: readonly unknown[] | undefined,
  current: readonly unknown[] | undefined,
  path: readonly PathSegment[],
): readonly FieldChange[] {
  if (isDeepStrictEqual(previous, current)) return [];
  const items = [...(previous ?? []), ...(current ?? [])];
  if (!items.some(isContainer)) return [createFieldChange(path, previous, current)];
  const named = tryNameItems(previous ?? [], current ?? []);
  return named
    ? compareNamedItems(named.previous, named.current, path)
    : compareSequences(previous ?? [], current ?? [], path);
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/**
 * Fields that name the items of a list, the most specific last: `kind` names components and exists in objects, `name`
 * containers and variables, `mountPath` mounts of one volume.
 */
const itemNameFields = ['name', 'mountPath', 'host', 'key', 'kind'];

interface NamedItems {
  readonly previous: ReadonlyMap<string, unknown>;
  readonly current: ReadonlyMap<string, unknown>;
}

/** Names the items of two lists by the first field that names all of them uniquely; undefined where there is none. */
function tryNameItems(previous: readonly unknown[], current: readonly unknown[]): NamedItems | undefined {
  for (const nameItem of [nameObject, ...itemNameFields.map((field) => (item: unknown) => getName(item, field))]) {
    const [previousItems, currentItems] = [previous, current].map((items) => tryIndexItems(items, nameItem));
    if (previousItems && currentItems) return { previous: previousItems, current: currentItems };
  }
  return undefined;
}

function tryIndexItems(
  items: readonly unknown[],
  nameItem: (item: unknown) => string | undefined,
): ReadonlyMap<string, unknown> | undefined {
  const index = new Map<string, unknown>();
  for (const item of items) {
    const name = nameItem(item);
    if (name === undefined || index.has(name)) return undefined;
    index.set(name, item);
  }
  return index;
}

function getName(item: unknown, field: string): string | undefined {
  const name = isPlainObject(item) ? item[field] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Returns kind, namespace and name of a Kubernetes object, such as `ConfigMap shop/settings`. */
function nameObject(item: unknown): string | undefined {
  if (!isPlainObject(item) || !isPlainObject(item.metadata)) return undefined;
  const [kind, name, namespace] = [
    getName(item, 'kind'),
    getName(item.metadata, 'name'),
    getName(item.metadata, 'namespace'),
  ];
  if (kind === undefined || name === undefined) return undefined;
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function compareNamedItems(
  previous: ReadonlyMap<string, unknown>,
  current: ReadonlyMap<string, unknown>,
  path: readonly PathSegment[],
): readonly FieldChange[] {
  const names = [...new Set([...previous.keys(), ...current.keys()])];
  const from = [...previous.keys()].filter((name) => current.has(name));
  const to = [...current.keys()].filter((name) => previous.has(name));
  return [
    ...names.flatMap((name) => {
      const itemPath = [...path, `[${name}]`];
      const [previousItem, currentItem] = [previous.get(name), current.get(name)];
      // An item that was added or removed is one field: its name is part of the path already.
      return previousItem === undefined || currentItem === undefined
        ? [createFieldChange(itemPath, previousItem, currentItem)]
        : compareFields(previousItem, currentItem, itemPath);
    }),
    ...(isDeepStrictEqual(from, to) ? [] : [{ path, from, to, reordered: true } as const]),
  ];
}

/** Number of differing items above which lists without names are not compared item by item, since it takes quadratic time. */
const maxEditLength = 1000;

/**
 * Compares lists without names. What was removed and added at the same place is compared item by item. Positions are those
 * of the current list; of removed items, those of the previous one.
 */
function compareSequences(
  previous: readonly unknown[],
  current: readonly unknown[],
  path: readonly PathSegment[],
): readonly FieldChange[] {
  const parts = diffArrays([...previous], [...current], { comparator: isDeepStrictEqual, maxEditLength });
  if (!parts) return [createFieldChange(path, previous, current)];
  const changes: FieldChange[] = [];
  let removed: readonly unknown[] = [];
  let [previousIndex, currentIndex] = [0, 0];
  const flushRemoved = (count = 0) => {
    for (const [offset, item] of removed.entries())
      if (offset >= count) changes.push({ path: [...path, previousIndex - removed.length + offset], from: item });
    removed = [];
  };
  for (const part of parts) {
    if (part.added) {
      for (const [offset, item] of part.value.entries()) {
        const itemPath = [...path, currentIndex + offset];
        if (offset < removed.length) changes.push(...compareFields(removed[offset], item, itemPath));
        else changes.push({ path: itemPath, to: item });
      }
      flushRemoved(part.value.length);
      currentIndex += part.value.length;
    } else {
      flushRemoved();
      previousIndex += part.value.length;
      if (part.removed) removed = part.value;
      else currentIndex += part.value.length;
    }
  }
  flushRemoved();
  return changes;
}
