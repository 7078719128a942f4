import { tryGetFields, type FieldType } from '../../src/schema/kubernetes-api';
import { isPlainObject } from '../../src/schema/plain-object';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Merges fields over an object of the Kubernetes API, as a strategic merge patch does: objects are merged by field, lists
 * with merge keys by item (containers and variables by name, mounts by path), sets by union. Atomic lists and scalars are
 * replaced, and `null` removes a field.
 * @param type kind or type of the object, such as `Deployment` or `Container`
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function mergeStrategically(type: string, object: Fields, patch: Fields): Fields {
  return mergeObjects(object, patch, tryGetFields(type));
}

function mergeObjects(
  object: Fields,
  patch: Fields,
  types: ReadonlyMap<string, FieldType> | undefined,
  itemType?: FieldType,
): Fields {
  const merged = new Map(Object.entries(object));
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) merged.delete(name);
    else merged.set(name, mergeValues(merged.get(name), value, types?.get(name) ?? itemType));
  }
  return Object.fromEntries(merged);
}

function mergeValues(value: unknown, patch: unknown, fieldType: FieldType | undefined): unknown {
  if (isPlainObject(patch)) {
    const object = isPlainObject(value) ? value : {};
    if (fieldType?.shape === 'map')
      return mergeObjects(object, patch, undefined, { shape: 'single', type: fieldType.type });
    return mergeObjects(object, patch, fieldType && tryGetFields(fieldType.type));
  }
  if (!Array.isArray(value) || !Array.isArray(patch) || fieldType?.shape !== 'list') return patch;
  if (fieldType.isSet) return [...new Set([...(value as unknown[]), ...(patch as unknown[])])];
  if (fieldType.mergeKeys.length === 0) return patch;
  return mergeLists(value as readonly Fields[], patch as readonly Fields[], fieldType);
}

function mergeLists(
  items: readonly Fields[],
  patches: readonly Fields[],
  { type, mergeKeys }: FieldType & { readonly shape: 'list' },
): readonly Fields[] {
  const identify = (item: Fields) =>
    JSON.stringify(mergeKeys.map((key) => item[key] ?? (key === 'protocol' ? 'TCP' : null)));
  const merged = new Map(items.map((item) => [identify(item), item]));
  for (const patch of patches) {
    const key = identify(patch);
    merged.set(key, mergeStrategically(type, merged.get(key) ?? {}, patch));
  }
  return [...merged.values()];
}
