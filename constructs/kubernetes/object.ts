import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/** An object of the Kubernetes API as its types know it, with the two fields that tell what it is. */
export type KubernetesObject<T extends { apiVersion?: string; kind?: string }> = T & {
  readonly apiVersion: NonNullable<T['apiVersion']>;
  readonly kind: NonNullable<T['kind']>;
};

/**
 * Draws an object into a chart as it is, with its type checked against the Kubernetes API.
 *
 * Empty lists are left out: to the Kubernetes API they are the same as none, and since it keeps none, an object with one
 * would change at every server-side apply.
 *
 * cdk8s-plus' own classes know the API of 1.28 only and leave out what came later, such as `preStop.sleep`.
 * @example
 * addObject<Service>(chart, 'web', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } });
 */
export function addObject<T extends { apiVersion?: string; kind?: string }>(
  scope: Construct,
  id: string,
  object: KubernetesObject<T>,
): ApiObject {
  return new ApiObject(scope, id, removeEmptyLists(object));
}

function removeEmptyLists<T>(value: T): T {
  if (Array.isArray(value)) return value.map(removeEmptyLists) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const kept = Object.entries(value).filter(([, item]) => !(Array.isArray(item) && item.length === 0));
  return Object.fromEntries(kept.map(([key, item]) => [key, removeEmptyLists(item as unknown)])) as T;
}
