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
 * cdk8s-plus' own classes know the API of 1.28 only and leave out what came later, such as `preStop.sleep`.
 * @example
 * draw<Service>(chart, 'web', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } });
 */
export function draw<T extends { apiVersion?: string; kind?: string }>(
  scope: Construct,
  id: string,
  object: KubernetesObject<T>,
): ApiObject {
  return new ApiObject(scope, id, object);
}
