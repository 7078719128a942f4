import { HelmProvider } from '@cdktf/provider-helm/lib/provider';
import { TerraformStack, type ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { HelmRelease, type LocalChart } from '../constructs/terraform/helm-release';
import { TerraformData } from '../constructs/terraform/terraform-data';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan, Phase } from '../src/kinds/cluster-plan';
import { isChart } from '../src/kinds/release';
import { pathFromStack } from './backend';
import type { DeliveryStep } from './delivery-steps';

/**
 * Releases that Terraform brings to a cluster that is there already: the bootstrap (network, DNS, delivery), or the
 * platform. Its provider is configured from the cluster's access alone, never from a resource.
 * @example
 * for (const cluster of language(kinds).plan(acme).clusters) {
 *   const platform = new ReleaseStack(app, cluster, 'platform');
 *   for (const step of listDeliverySteps(cluster))
 *     if (step.phase === 'platform' && isChart(step.release)) platform.addRelease(step);
 * }
 */
export class ReleaseStack extends TerraformStack {
  private readonly resources = new Map<string, ITerraformDependable>();
  private platformReady?: TerraformData;

  constructor(
    scope: Construct,
    private readonly cluster: ClusterPlan,
    phase: Phase,
  ) {
    super(scope, `${cluster.name}-${phase}`);
    const { path, context } = cluster.access;
    // Releases have their names as ids, in lower case; those of the rest begin with a capital and cannot collide.
    new HelmProvider(this, 'Helm', {
      kubernetes: { configPath: pathFromStack(path), ...(context === undefined ? {} : { configContext: context }) },
    });
  }

  /**
   * Adds a release after those that it names.
   * @param chart the generated chart of a release that no official one brings
   */
  addRelease({ release, after, isTenantRelease, skipCrds }: DeliveryStep, chart?: LocalChart): void {
    const before = after.flatMap((name) => this.resources.get(name) ?? []);
    const dependsOn = isTenantRelease ? [this.ensurePlatformReady(), ...before] : before;
    // An application that does not start is its owners' business: it must not hold up the platform.
    const carried = { dependsOn, skipCrds, noWait: isTenantRelease };
    // What we draw ourselves may be there already: a namespace was made for the Secrets in it, or outlived its release.
    const takeOwnership = this.cluster.deliveryMigration?.from === 'argo-cd';
    const made = (() => {
      if (isChart(release)) return new HelmRelease(this, release.name, { release, ...carried, takeOwnership });
      if (chart === undefined) throw new Error(`release '${release.name}' has no chart, and none was generated`);
      const { kubernetes } = this.cluster.clusterInfo;
      return new HelmRelease(this, release.name, { release, chart, ...carried, takeOwnership: true, kubernetes });
    })();
    this.resources.set(release.name, made);
  }

  /**
   * Forgets releases that another delivery carries from now on: they stay on the cluster and leave the state.
   * @see https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources
   */
  removeFromState(releases: readonly string[]): void {
    if (releases.length === 0) return;
    this.addOverride(
      'removed',
      releases.map((name) => ({ from: `helm_release.${name}`, lifecycle: { destroy: false } })),
    );
  }

  /** Ends the stack with a wait until the nodes are Ready, where the kind of cluster knows how. */
  waitForNodes(kind: AnyClusterKind): void {
    // The plan has checked these options against this very kind.
    kind.addNodesReadyWait?.(this, this.cluster, this.cluster.options as never, [...this.resources.values()]);
  }

  /** One gate before all tenants: were each to name every component, a new component would change every tenant. */
  private ensurePlatformReady(): TerraformData {
    if (!this.platformReady) {
      this.platformReady = new TerraformData(this, 'PlatformReady', { dependsOn: [...this.resources.values()] });
      this.platformReady.overrideLogicalId('platform-ready');
    }
    return this.platformReady;
  }
}
