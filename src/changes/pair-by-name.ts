/** Item with the name that identifies it in both definitions. */
interface Named {
  readonly name: string;
}

/** Previous and current version of an item; undefined before it was added and after it was removed. */
export type Pair<T> = readonly [previous: T | undefined, current: T | undefined];

/** Pairs the items of two lists by name: first the previous items in their order, then the added ones. */
export function pairByName<T extends Named>(previous: readonly T[], current: readonly T[]): readonly Pair<T>[] {
  const previousItems = new Map(previous.map((item) => [item.name, item]));
  const currentItems = new Map(current.map((item) => [item.name, item]));
  const names = new Set([...previousItems.keys(), ...currentItems.keys()]);
  return [...names].map((name) => [previousItems.get(name), currentItems.get(name)]);
}
