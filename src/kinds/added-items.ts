/**
 * Items that the infrastructure of a cluster adds to lists in the objects of others. They are no difference between an object
 * and what Plinth has written.
 */
export interface AddedItems {
  /** API group of the objects. */
  readonly group: string;
  /** Kinds of the objects. */
  readonly kinds: readonly string[];
  /** Path of the list in an object: names of fields; `*` is each item of a list on the way. */
  readonly list: readonly string[];
  /** Field of an item, and the values of it in added items. */
  readonly where: { readonly field: string; readonly values: readonly string[] };
}
