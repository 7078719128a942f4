import type { ClusterPlan, PlannedTerraformRelease } from '../kinds/cluster-plan';

/**
 * Terraform stack with the permissions of identities that all clusters of an environment share, such as pods of equal service
 * accounts in a project of Google Cloud. It is applied after the clusters exist, since some clouds know the identities only
 * then, and before anything runs on them. It belongs to the environment: the removal of one cluster revokes nothing that
 * another one needs.
 */
export interface PermissionStackPlan {
  /** `<environment>-permissions`. */
  readonly name: string;
  /** Environment of the clusters whose pods get the permissions. */
  readonly environment: string;
  /** Cluster whose kind configures the providers: the first one with a release in the stack. */
  readonly cluster: ClusterPlan;
  /** Terraform resources of the stack; empty where the last apply defined some, which are destroyed. */
  readonly releases: readonly PlannedTerraformRelease[];
}

/** Returns the name of the stack of permissions in an environment. */
export function permissionStackName(environment: string): string {
  return `${environment}-permissions`;
}

/**
 * Resolves the permission stacks of all clusters. A release that several clusters define has the resources of all of them:
 * resources with the same ID are equal.
 */
export function resolvePermissionStacks(clusters: readonly ClusterPlan[]): readonly PermissionStackPlan[] {
  const environments = [...new Set(clusters.map(({ environment }) => environment))];
  return environments.flatMap((environment): readonly PermissionStackPlan[] => {
    const defined = clusters
      .filter((cluster) => cluster.environment === environment)
      .flatMap((cluster) => cluster.terraformReleases.map((release) => ({ cluster, release })))
      .filter(({ release }) => release.stack === 'permissions');
    const [first] = defined;
    if (!first) return [];
    const releases = combineReleases(defined.map(({ release }) => release));
    return [{ name: permissionStackName(environment), environment, cluster: first.cluster, releases }];
  });
}

/** Adds the stacks of the last apply that have no release any more, so that their resources are destroyed. */
export function addEmptiedStacks(
  stacks: readonly PermissionStackPlan[],
  previousStacks: readonly PermissionStackPlan[],
): readonly PermissionStackPlan[] {
  const emptied = previousStacks.filter((previous) => !stacks.some(({ name }) => name === previous.name));
  return [...stacks, ...emptied.map((stack) => ({ ...stack, releases: [] }))];
}

/** Returns one release for each tenant and name, which adds the resources of all releases of this name. */
function combineReleases(releases: readonly PlannedTerraformRelease[]): readonly PlannedTerraformRelease[] {
  const groups = new Map<string, PlannedTerraformRelease[]>();
  for (const release of releases) {
    const key = `${release.tenant ?? ''}/${release.name}`;
    groups.set(key, [...(groups.get(key) ?? []), release]);
  }
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((release) => ({
      ...release,
      add: (scope): void => {
        for (const { add } of group) add(scope);
      },
    })),
  );
}
