import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Additions } from '../../src/kinds/additions';

/**
 * Adds the objects that providers of capabilities add for a workload or a tenant.
 * @throws Error where an object has no namespace: it would be created in the namespace of the release
 */
export function addAdditions(scope: Construct, additions: readonly Additions[]): void {
  for (const [index, { objects }] of additions.entries()) {
    if (!objects) continue;
    const added = new Construct(scope, `Additions-${index}`);
    objects(added);
    const object = added.node.findAll().find((node) => ApiObject.isApiObject(node) && !node.metadata.namespace);
    if (object && ApiObject.isApiObject(object))
      throw new Error(`${object.kind} '${object.metadata.name ?? ''}' for '${scope.node.id}' has no namespace`);
  }
}
