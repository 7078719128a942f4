import type { App, TerraformStack } from 'cdktf';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Platform } from '../src/definition/platform';
import { helmReleaseNames } from '../src/kinds/release';
import { addBackend } from './backend';
import { InfrastructureStack } from './infrastructure-stack';
import { ReleaseStack } from './release-stack';
import { listDeliverySteps } from './delivery-steps';

/** The Terraform stacks of one cluster. */
export interface ClusterStacks {
  readonly bootstrap: ReleaseStack;
  /** Left out where something else delivers, and Terraform has nothing to let go of. */
  readonly platform: ReleaseStack | undefined;
  /** All of them, in the order of apply. */
  readonly inApplyOrder: readonly TerraformStack[];
}

/** Makes the stacks of one cluster, each after the one that it needs. */
export function createClusterStacks(
  app: App,
  { name, state }: Platform,
  cluster: ClusterPlan,
  kind: AnyClusterKind,
): ClusterStacks {
  const previousDelivery =
    cluster.deliveryMigration?.from === 'terraform' ? cluster.deliveryMigration.previous : undefined;
  const infrastructure = kind.provision ? new InfrastructureStack(app, cluster, kind) : undefined;
  const bootstrap = new ReleaseStack(app, cluster, 'bootstrap');
  const platform =
    cluster.clusterInfo.delivery === 'terraform' || previousDelivery
      ? new ReleaseStack(app, cluster, 'platform')
      : undefined;
  if (previousDelivery)
    platform?.removeFromState(
      listDeliverySteps(previousDelivery).flatMap(({ phase, release }) =>
        phase === 'platform' ? helmReleaseNames(release) : [],
      ),
    );

  const made = [infrastructure, bootstrap, platform].filter((stack) => stack !== undefined);
  // What is torn down goes the other way round.
  const inApplyOrder = cluster.removed ? made.reverse() : made;
  for (const [index, stack] of inApplyOrder.entries()) {
    addBackend(stack, name, state);
    const before = inApplyOrder[index - 1];
    if (before) stack.addDependency(before);
  }
  return { bootstrap, platform, inApplyOrder };
}
