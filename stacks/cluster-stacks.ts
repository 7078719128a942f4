import type { App, TerraformStack } from 'cdktf';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Platform } from '../src/definition/platform';
import { releaseNames } from '../src/kinds/release-names';
import { addBackend } from './backend';
import { InfrastructureStack } from './infrastructure-stack';
import { ReleaseStack } from './release-stack';
import { listDeliverySteps, type DeliveryStep } from './delivery-steps';

/** The Terraform stacks of one cluster. */
export interface ClusterStacks {
  /** Undefined on a cluster that exists without Plinth, and of which nothing is in the infrastructure stack. */
  readonly infrastructure: InfrastructureStack | undefined;
  readonly bootstrap: ReleaseStack;
  /** Undefined on clusters that Argo CD delivers to, unless Terraform's state still contains the releases. */
  readonly platform: ReleaseStack | undefined;
  /**
   * Returns the stack that delivers a release. Undefined on clusters that Argo CD delivers to, unless Terraform's state
   * still contains the releases.
   */
  readonly tryGetStack: (step: DeliveryStep) => ReleaseStack | undefined;
  /** All stacks of the cluster. */
  readonly inApplyOrder: readonly TerraformStack[];
}

/** Stacks that clusters of an environment share. */
export interface SharedStacks {
  /** Stack of the network. */
  readonly network?: TerraformStack | undefined;
  /** Stack of the data of components, such as keys. */
  readonly data?: TerraformStack | undefined;
  /** Stack of the permissions of identities, which the infrastructure of clusters creates. */
  readonly permissions?: TerraformStack | undefined;
}

/**
 * Creates the Terraform stacks of one cluster, each with a dependency on the stacks before it.
 * @param shared stacks that clusters of an environment share
 */
export function createClusterStacks(
  app: App,
  { name, state }: Platform,
  cluster: ClusterPlan,
  kind: AnyClusterKind,
  { network, data, permissions }: SharedStacks = {},
): ClusterStacks {
  const previousDelivery =
    cluster.deliveryMigration?.from === 'terraform' ? cluster.deliveryMigration.previous : undefined;
  const hasInfrastructure =
    kind.bind(cluster.options).createsCluster ||
    cluster.terraformReleases.some(({ stack }) => stack === 'infrastructure');
  const infrastructure = hasInfrastructure ? new InfrastructureStack(app, cluster, kind) : undefined;
  const bootstrap = new ReleaseStack(app, cluster, 'bootstrap', kind);
  const platform =
    cluster.clusterInfo.delivery === 'terraform' || previousDelivery
      ? new ReleaseStack(app, cluster, 'platform', kind)
      : undefined;
  const { platform: leavingPlatform = [], ...tenantsMovedToOtherStacks } = cluster.tenantsMovedToOtherStacks;
  platform?.removeFromState([
    ...(previousDelivery ? listDeliverySteps(previousDelivery) : []).flatMap(({ phase, release }) =>
      phase === 'platform' ? [release.name] : [],
    ),
    ...leavingPlatform.map(releaseNames.tenant),
  ]);
  const tenantStacks = createTenantStacks(app, cluster, kind, tenantsMovedToOtherStacks);

  // Stacks of tenants do not depend on each other.
  const groups = [[infrastructure], [bootstrap], [platform], [...tenantStacks.values()]].map(
    (stacks): readonly TerraformStack[] => stacks.filter((stack) => stack !== undefined),
  );
  // A removed cluster is torn down by an apply of its stacks in reverse order.
  const orderedGroups = (cluster.removed ? groups.reverse() : groups).filter((stacks) => stacks.length > 0);
  for (const [index, stacks] of orderedGroups.entries())
    for (const stack of stacks) {
      addBackend(stack, name, state);
      for (const previousStack of orderedGroups[index - 1] ?? []) stack.addDependency(previousStack);
    }
  if (network) {
    const dependents = cluster.network?.removed ? [network] : (orderedGroups[0] ?? []);
    const dependencies = cluster.network?.removed ? (orderedGroups.at(-1) ?? []) : [network];
    for (const dependent of dependents) for (const dependency of dependencies) dependent.addDependency(dependency);
  }
  if (data && !cluster.removed) for (const stack of orderedGroups[0] ?? []) stack.addDependency(data);
  if (permissions && !cluster.removed) {
    if (infrastructure) permissions.addDependency(infrastructure);
    bootstrap.addDependency(permissions);
  }
  const tenantStackNames = new Map(
    cluster.tenantStacks.flatMap((stack) =>
      stack.tenants.map((tenant) => [releaseNames.tenant(tenant), stack.name] as const),
    ),
  );
  return {
    infrastructure,
    bootstrap,
    platform,
    tryGetStack: ({ release, phase }) =>
      tenantStacks.get(tenantStackNames.get(release.name) ?? '') ?? (phase === 'bootstrap' ? bootstrap : platform),
    inApplyOrder: orderedGroups.flat(),
  };
}

/** Creates the stacks of tenants by name, and those of the last apply from whose state tenants must be removed. */
function createTenantStacks(
  app: App,
  cluster: ClusterPlan,
  kind: AnyClusterKind,
  tenantsMovedToOtherStacks: ClusterPlan['tenantsMovedToOtherStacks'],
): ReadonlyMap<string, ReleaseStack> {
  const names = new Set([...cluster.tenantStacks.map(({ name }) => name), ...Object.keys(tenantsMovedToOtherStacks)]);
  return new Map(
    [...names].map((name) => {
      const stack = new ReleaseStack(app, cluster, name, kind);
      stack.removeFromState((tenantsMovedToOtherStacks[name] ?? []).map(releaseNames.tenant));
      return [name, stack];
    }),
  );
}
