import type { Construct } from 'constructs';
import type { TerraformRelease } from '../../../src/kinds/release';

/** Adds the resources of a permission; `id` is that of the first one. */
export type AddPermission = (scope: Construct, id: string) => void;

/**
 * Returns the release with permissions of pods. It is applied after the cluster: IAM refuses principals of pods until the first
 * cluster with Workload Identity has created the identity pool of the project. All clusters of the project share the
 * principals, so that the release belongs to their environment.
 * @param listPermissions returns the permissions by ID, which follows from what they permit: a permission that several clusters grant is added once
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity#identity_pool
 */
export function podPermissions(
  name: string,
  listPermissions: () => Readonly<Record<string, AddPermission>>,
): TerraformRelease {
  return {
    name,
    stack: 'permissions',
    add: (scope) => {
      for (const [id, add] of Object.entries(listPermissions())) if (!scope.node.tryFindChild(id)) add(scope, id);
    },
  };
}
