import type { App, TerraformStack } from 'cdktf';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Platform } from '../src/definition/platform';
import { addBackend } from './backend';
import { InfrastructureStack } from './infrastructure-stack';
import { ReleaseStack } from './release-stack';
import { listDeliverySteps } from './delivery-steps';

/** The Terraform stacks of one cluster. */
export interface ClusterStacks {
  readonly bootstrap: ReleaseStack;
  /** Undefined on clusters that Argo CD delivers to, unless Terraform's state still contains the releases. */
  readonly platform: ReleaseStack | undefined;
  /** All stacks of the cluster. */
  readonly inApplyOrder: readonly TerraformStack[];
}

/** Creates the Terraform stacks of one cluster, each with a dependency on the stack before it. */
export function createClusterStacks(
  app: App,
  { name, state }: Platform,
  cluster: ClusterPlan,
  kind: AnyClusterKind,
): ClusterStacks {
  const previousDelivery =
    cluster.deliveryMigration?.from === 'terraform' ? cluster.deliveryMigration.previous : undefined;
  const hasInfrastructure =
    kind.provision !== undefined || cluster.terraformReleases.some(({ stack }) => stack === 'infrastructure');
  const infrastructure = hasInfrastructure ? new InfrastructureStack(app, cluster, kind) : undefined;
  const bootstrap = new ReleaseStack(app, cluster, 'bootstrap', kind);
  const platform =
    cluster.clusterInfo.delivery === 'terraform' || previousDelivery
      ? new ReleaseStack(app, cluster, 'platform', kind)
      : undefined;
  if (previousDelivery)
    platform?.removeFromState(
      listDeliverySteps(previousDelivery).flatMap(({ phase, release }) => (phase === 'platform' ? [release.name] : [])),
    );

  const stacks = [infrastructure, bootstrap, platform].filter((stack) => stack !== undefined);
  // A removed cluster is torn down by an apply of its stacks in reverse order.
  const inApplyOrder = cluster.removed ? stacks.reverse() : stacks;
  for (const [index, stack] of inApplyOrder.entries()) {
    addBackend(stack, name, state);
    const previousStack = inApplyOrder[index - 1];
    if (previousStack) stack.addDependency(previousStack);
  }
  return { bootstrap, platform, inApplyOrder };
}
