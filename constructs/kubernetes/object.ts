import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/** An object of the Kubernetes API whose `apiVersion` and `kind`, optional in the published types, are required. */
export type KubernetesObject<T extends { apiVersion?: string; kind?: string }> = T & {
  readonly apiVersion: NonNullable<T['apiVersion']>;
  readonly kind: NonNullable<T['kind']>;
};

/** How `addObject` treats the fields of an object. */
export interface ObjectOptions {
  /**
   * Keep empty lists. The API server does not store those of its own kinds, so that an object with one would differ at
   * every server-side apply; it does store those of custom resources.
   * @default false
   */
  readonly keepEmptyLists?: boolean;
}

/**
 * Adds an object to a chart, checked against the published types of its kind. The type of a custom resource is inferred
 * from the object. Empty lists are removed, unless `keepEmptyLists`.
 *
 * The classes of cdk8s-plus are not used: they know the API of Kubernetes 1.28 and drop later fields, such as
 * `preStop.sleep`.
 * @example
 * addObject<Service>(chart, 'web', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } });
 */
export function addObject<T extends { apiVersion?: string; kind?: string }>(
  scope: Construct,
  id: string,
  object: KubernetesObject<T>,
  { keepEmptyLists = false }: ObjectOptions = {},
): ApiObject {
  return new ApiObject(scope, id, keepEmptyLists ? object : removeEmptyLists(object));
}

function removeEmptyLists<T>(value: T): T {
  if (Array.isArray(value)) return value.map(removeEmptyLists) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const fields = Object.entries(value).filter(([, field]) => !(Array.isArray(field) && field.length === 0));
  return Object.fromEntries(fields.map(([key, field]) => [key, removeEmptyLists(field as unknown)])) as T;
}
