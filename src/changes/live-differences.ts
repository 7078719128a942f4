import { isDeepStrictEqual } from 'node:util';
import type { AddedItems } from '../kinds/added-items';
import { isPlainObject } from '../schema/plain-object';
import type { PathSegment } from '../schema/problem';
import { removeAddedItems } from './added-items';
import { compareFields } from './field-changes';
import type { LiveObject } from './live-object';

/** Field of an object on a cluster that differs from what Plinth has written. */
export interface FieldDifference {
  readonly path: readonly PathSegment[];
  /**
   * Value on the cluster, as JSON.
   * @default the field is missing there, is not a scalar, or may contain a secret
   */
  readonly live?: string;
  /**
   * Value that Plinth has written, as JSON.
   * @default it has written none, or a value that is not a scalar or may contain a secret
   */
  readonly defined?: string;
  /** Set for a field that was added with kubectl, and that Plinth does not write. @default Plinth writes the field */
  readonly added?: AddedField;
}

/** Place of a field that was added. */
interface AddedField {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** Keys of the items of lists on the way: their positions may change meanwhile. */
  readonly keys: readonly { readonly pointer: string; readonly value: unknown }[];
}

/**
 * Compares an object on a cluster with what Plinth has written: fields that have another value or are missing, and fields that
 * were added with kubectl. Fields that the API server and controllers add are no differences.
 * @param manifest as Plinth has written it
 * @param live as it is on the cluster
 * @param applied what a server-side apply of the manifest would change the object to
 * @param addedItems items that the infrastructure of the cluster adds to lists, which are no differences; none by default
 */
export function compareLiveObject(
  manifest: LiveObject,
  live: LiveObject,
  applied: LiveObject,
  addedItems: readonly AddedItems[] = [],
): readonly FieldDifference[] {
  const getContent = (object: LiveObject) => comparableContent(removeAddedItems(object, addedItems));
  const changed = compareFields(getContent(live), getContent(applied)).map(({ path, from, to }) => ({
    path,
    ...printValue('live', manifest, path, from),
    ...printValue('defined', manifest, path, to),
  }));
  return [...changed, ...listAddedFields(manifest, live)];
}

/** Metadata that the API server sets. */
const serverMetadata: readonly string[] = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

function comparableContent({ status: _status, metadata, ...content }: LiveObject): object {
  const entries = Object.entries(metadata).filter(([key]) => !serverMetadata.includes(key));
  return { ...content, metadata: Object.fromEntries(entries) };
}

/** Fields that may contain what a person has typed in where a reference to a Secret belongs. */
const hiddenFields: readonly PathSegment[] = [
  'data',
  'stringData',
  'binaryData',
  'annotations',
  'env',
  'args',
  'command',
];

/** Characters of a value that are printed. */
const maxLength = 80;

/** Returns a value for output: scalars only, none of Secrets, and of custom resources only numbers and booleans. */
function printValue<Name extends 'live' | 'defined'>(
  name: Name,
  { kind, apiVersion }: LiveObject,
  path: readonly PathSegment[],
  value: unknown,
): { readonly [Key in Name]?: string } {
  const isPrinted =
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && /^[a-z0-9]+(\/|$)|\.k8s\.io\//.test(apiVersion));
  if (!isPrinted || kind === 'Secret' || path.some((segment) => hiddenFields.includes(segment))) return {};
  return { [name]: JSON.stringify(value).slice(0, maxLength) } as { readonly [Key in Name]?: string };
}

/** Annotations of kubectl's own: a copy of what was applied, and the time of `kubectl rollout restart`. */
const kubectlAnnotations: readonly PathSegment[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kubectl.kubernetes.io/restartedAt',
];

/**
 * Lists the fields that kubectl has set (`kubectl edit`, `patch`, `set`, `label`, …) and that the manifest does not have. A
 * server-side apply retains them, so comparing with its result does not find them.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
function listAddedFields(manifest: LiveObject, live: LiveObject): readonly FieldDifference[] {
  const added = (live.metadata.managedFields ?? [])
    .filter(({ manager = '', subresource }) => /^kubectl(-|$)/.test(manager) && subresource === undefined)
    .flatMap(({ fieldsV1 }) => listAdded(fieldsV1, { live, manifest, path: [], pointer: '', keys: [] }))
    .filter(({ path }) => !path.some((segment) => kubectlAnnotations.includes(segment)));
  const pointers = new Set<string>();
  return added.flatMap(({ path, pointer, keys, live: value }) => {
    if (pointers.has(pointer)) return [];
    pointers.add(pointer);
    return [{ path, ...printValue('live', manifest, path, value), added: { pointer, keys } }];
  });
}

/** A place in an object, with the value there on the cluster and in the manifest. */
interface Place extends AddedField {
  readonly live: unknown;
  readonly manifest: unknown;
  readonly path: readonly PathSegment[];
}

function listAdded(fields: unknown, place: Place): readonly Place[] {
  if (!isPlainObject(fields)) return [];
  return Object.entries(fields).flatMap(([key, owned]) => {
    const child = tryGetChild(place, key);
    if (child?.live === undefined) return [];
    const isLeaf = !isPlainObject(owned) || Object.keys(owned).every((name) => name === '.');
    const isOwnItem = key.startsWith('k:') && isPlainObject(owned) && '.' in owned;
    if (child.manifest === undefined && (isLeaf || isOwnItem)) return [child];
    return isLeaf ? [] : listAdded(owned, child);
  });
}

/** Returns the place that a key of `fieldsV1` selects: `f:` a field, `k:` an item by its keys, `v:` an item by its value. */
function tryGetChild({ live, manifest, path, pointer, keys }: Place, key: string): Place | undefined {
  const [selector, rest] = [key.slice(0, 2), key.slice(2)];
  if (selector === 'f:') {
    const get = (value: unknown) => (isPlainObject(value) && Object.hasOwn(value, rest) ? value[rest] : undefined);
    return {
      live: get(live),
      manifest: get(manifest),
      path: [...path, rest],
      pointer: joinPointer(pointer, rest),
      keys,
    };
  }
  if ((selector !== 'k:' && selector !== 'v:') || !Array.isArray(live)) return undefined;
  const selected: unknown = JSON.parse(rest);
  const isSelected = (item: unknown) =>
    selector === 'k:' ? hasKeys(item, selected) : isDeepStrictEqual(item, selected);
  const index = live.findIndex(isSelected);
  if (index === -1) return undefined;
  const item = joinPointer(pointer, String(index));
  const selectedKeys = isPlainObject(selected) ? Object.entries(selected) : [];
  const items: readonly unknown[] = Array.isArray(manifest) ? manifest : [];
  return {
    live: live[index],
    manifest: items.find(isSelected),
    path: [...path, `[${isPlainObject(selected) ? Object.values(selected).join('/') : String(selected)}]`],
    pointer: item,
    keys: [
      ...keys,
      ...selectedKeys.map(([name, value]) => ({ pointer: joinPointer(item, name), value })),
      ...(selector === 'v:' ? [{ pointer: item, value: selected }] : []),
    ],
  };
}

/** Returns whether an item of a list has these keys. A manifest may lack one that has a default, such as the protocol of a port. */
function hasKeys(item: unknown, keys: unknown): boolean {
  if (!isPlainObject(item) || !isPlainObject(keys)) return false;
  return Object.entries(keys).every(([key, value]) => item[key] === undefined || item[key] === value);
}

function joinPointer(pointer: string, segment: string): string {
  return `${pointer}/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Renders the JSON patch (RFC 6902) that removes added fields, unless the items of lists have moved meanwhile. Items are
 * removed from the end of a list, so that no position changes before it is used.
 */
export function renderRemovalPatch(differences: readonly FieldDifference[]): readonly object[] {
  const added = differences
    .flatMap((difference) => difference.added ?? [])
    .sort((left, right) => right.pointer.localeCompare(left.pointer, 'en', { numeric: true }));
  return [
    ...added.flatMap(({ keys }) => keys.map(({ pointer, value }) => ({ op: 'test', path: pointer, value }))),
    ...added.map(({ pointer }) => ({ op: 'remove', path: pointer })),
  ];
}
