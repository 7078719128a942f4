import type { ClusterPlan } from '../kinds/cluster-plan';
import type { TerraformRelease } from '../kinds/release';

/**
 * Terraform stack with resources that outlive clusters: of a tenant in an environment, or of the components in an
 * environment.
 */
export interface DataStackPlan {
  /** `<tenant>-<environment>-data`, or `<environment>-data` for components. */
  readonly name: string;
  /** Cluster whose kind configures the providers: the first one with a release in the stack. */
  readonly cluster: ClusterPlan;
  /** Terraform resources of the stack. */
  readonly releases: readonly TerraformRelease[];
  /** Releases of the last apply that are not defined any more. Their resources are removed from the state, not destroyed. */
  readonly abandonedReleases: readonly TerraformRelease[];
}

/** Returns whether a data stack is that of the components in its environment, which is applied before those of tenants. */
export function isComponentDataStack({ name, cluster }: Pick<DataStackPlan, 'name' | 'cluster'>): boolean {
  return name === dataStackName(cluster.environment);
}

/**
 * Resolves the data stacks of all clusters in the order of apply. A release that several clusters of an environment have
 * in common is created once.
 */
export function resolveDataStacks(clusters: readonly ClusterPlan[]): readonly DataStackPlan[] {
  const stacks = new Map<string, DataStackPlan>();
  for (const cluster of clusters) {
    for (const { tenant, ...release } of cluster.terraformReleases) {
      if (release.stack !== 'data') continue;
      const name = dataStackName(cluster.environment, tenant);
      const stack = stacks.get(name) ?? { name, cluster, releases: [], abandonedReleases: [] };
      const isKnown = stack.releases.some((other) => other.name === release.name);
      stacks.set(name, isKnown ? stack : { ...stack, releases: [...stack.releases, release] });
    }
  }
  const rank = (stack: DataStackPlan) => (isComponentDataStack(stack) ? 0 : 1);
  return [...stacks.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/**
 * Adds the releases of the last apply that are not defined any more. Their resources are not destroyed, unless they hold no
 * data or the removal is allowed. A stack without any release is not part of the output, and its state remains as it is.
 * @param isRemovalAllowed returns whether the resources of a release may be destroyed, by its name in `allowRemoval`
 */
export function addAbandonedReleases(
  stacks: readonly DataStackPlan[],
  previousStacks: readonly DataStackPlan[],
  isRemovalAllowed: (removal: string) => boolean,
): readonly DataStackPlan[] {
  const isAllowed = (stack: string) => (release: TerraformRelease) =>
    isRemovalAllowed(dataRemovalName(stack, release.name));
  const emptiedStacks = previousStacks
    .filter((previous) => !stacks.some(({ name }) => name === previous.name))
    .filter(({ name, releases }) => releases.some(isAllowed(name)))
    .map((previous): DataStackPlan => ({ ...previous, releases: [] }));
  return [...stacks, ...emptiedStacks].map((stack) => ({
    ...stack,
    abandonedReleases: listMissing(stack, previousStacks).filter(
      (release) => release.holdsNoData !== true && !isAllowed(stack.name)(release),
    ),
  }));
}

/** Lists the removals of releases from data stacks, as `allowRemoval` names them. */
export function listDataRemovals(
  stacks: readonly DataStackPlan[],
  previousStacks: readonly DataStackPlan[],
): readonly string[] {
  return previousStacks.flatMap((previous) => {
    const stack = stacks.find(({ name }) => name === previous.name) ?? { ...previous, releases: [] };
    return listMissing(stack, previousStacks).map((release) => dataRemovalName(stack.name, release.name));
  });
}

/** Returns the name of the removal of a release from a data stack, as in `allowRemoval`: `data.shop-prod-data.web-database`. */
export function dataRemovalName(stack: string, release: string): string {
  return `data.${stack}.${release}`;
}

/** Returns the name of the data stack of a tenant, or of components, in an environment. */
export function dataStackName(environment: string, tenant?: string): string {
  return tenant === undefined ? `${environment}-data` : `${tenant}-${environment}-data`;
}

/** Lists the releases of a stack at the last apply that it does not contain any more. */
function listMissing(
  { name, releases }: DataStackPlan,
  previousStacks: readonly DataStackPlan[],
): readonly TerraformRelease[] {
  const previous = previousStacks.find((candidate) => candidate.name === name)?.releases ?? [];
  return previous.filter((release) => !releases.some((other) => other.name === release.name));
}
