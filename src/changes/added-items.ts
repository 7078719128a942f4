import type { AddedItems } from '../kinds/added-items';
import { isPlainObject } from '../schema/plain-object';
import type { LiveObject } from './live-object';

/** Returns an object without the items that the infrastructure adds to its lists. */
export function removeAddedItems(object: LiveObject, addedItems: readonly AddedItems[]): LiveObject {
  const [group, version] = object.apiVersion.split('/');
  return addedItems
    .filter((added) => added.group === (version === undefined ? '' : group) && added.kinds.includes(object.kind))
    .reduce((result, { list, where }) => removeItems(result, list, where) as LiveObject, object);
}

function removeItems(value: unknown, list: readonly string[], where: AddedItems['where']): unknown {
  const [name, ...rest] = list;
  if (name === undefined) return Array.isArray(value) ? value.filter((item) => !isAdded(item, where)) : value;
  if (name === '*') return Array.isArray(value) ? value.map((item) => removeItems(item, rest, where)) : value;
  if (!isPlainObject(value) || !Object.hasOwn(value, name)) return value;
  const { [name]: child, ...others } = value;
  const remaining = removeItems(child, rest, where);
  // The object has no such list where all items are added ones.
  return Array.isArray(remaining) && remaining.length === 0 ? others : { ...value, [name]: remaining };
}

function isAdded(item: unknown, { field, values }: AddedItems['where']): boolean {
  return isPlainObject(item) && values.some((value) => item[field] === value);
}
