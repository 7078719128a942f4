import { HelmProvider } from '@cdktf/provider-helm/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformResource, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { ClusterMarkerResource } from '../constructs/terraform/cluster-marker-resource';
import { HelmRelease, type HelmReleaseProps, type LocalChart } from '../constructs/terraform/helm-release';
import { TerraformData } from '../constructs/terraform/terraform-data';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { isChartRelease, type Release } from '../src/kinds/release';
import { version } from '../src/version';
import type { DeliveryStep } from './delivery-steps';
import { renderKubernetesProvider } from './kubernetes-provider';
import { addTerraformReleases, TerraformReleaseStack } from './terraform-releases';

/**
 * The Terraform stack with the releases of one phase on an existing cluster: the bootstrap (network, DNS, delivery), the
 * platform, or a share of the tenants. Its providers are configured with the connection of the cluster, never from a
 * resource.
 * @example
 * for (const cluster of language(kinds).plan(acme).clusters) {
 *   const platform = new ReleaseStack(app, cluster, 'platform', onPrem);
 *   for (const step of listDeliverySteps(cluster))
 *     if (step.phase === 'platform' && isChartRelease(step.release)) platform.addRelease(step);
 * }
 */
export class ReleaseStack extends TerraformReleaseStack {
  private readonly resources = new Map<string, ITerraformDependable>();
  private platformReady?: TerraformData;

  constructor(
    scope: Construct,
    private readonly cluster: ClusterPlan,
    /** `bootstrap`, `platform`, or the name of a stack of tenants. */
    private readonly part: string,
    kind: AnyClusterKind,
  ) {
    super(scope, `${cluster.name}-${part}`);
    // IDs of releases are their names, in lower case; all other IDs begin with a capital and cannot collide with them.
    const connection = renderKubernetesProvider(this, cluster, kind);
    new HelmProvider(this, 'Helm', { kubernetes: connection });
    // In each stack: where the delivery has changed, the stack deletes a marker that it does not define any more.
    new KubernetesProvider(
      this,
      'Kubernetes',
      'exec' in connection ? { ...connection, exec: [connection.exec] } : connection,
    );
    if (part !== 'bootstrap') return;
    addTerraformReleases(
      this,
      cluster.terraformReleases.filter(({ stack }) => stack === 'bootstrap'),
      new Construct(this, 'Added'),
    );
  }

  /**
   * Adds a release that depends on the releases in its `after`.
   * @param chart generated chart; required for a release of objects or CRDs
   * @throws Error when a generated chart is required and not given
   */
  addRelease({ release, after, isTenantRelease, skipCrds }: DeliveryStep, chart?: LocalChart): void {
    const dependencies = after.flatMap((name) => this.resources.get(name) ?? []);
    // A stack of tenants depends on the whole stack of the platform.
    const isAfterPlatform = isTenantRelease && this.part === 'platform';
    const dependsOn = isAfterPlatform ? [this.ensurePlatformReady(), ...dependencies] : dependencies;
    // An application of a tenant that does not start must not fail the apply of the platform.
    const options = { dependsOn, skipCrds, noWait: isTenantRelease };
    this.resources.set(release.name, this.createHelmRelease(release, chart, options));
  }

  /**
   * Removes releases from the state without uninstalling them, since Argo CD now delivers them.
   * @see https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources
   */
  removeFromState(releases: readonly string[]): void {
    if (releases.length === 0) return;
    this.addOverride(
      'removed',
      releases.map((name) => ({ from: `helm_release.${name}`, lifecycle: { destroy: false } })),
    );
  }

  /** Adds a wait for Ready nodes after all releases, if the cluster kind supports it. */
  waitForNodes(kind: AnyClusterKind): void {
    kind.bind(this.cluster.options).addNodesReadyWait(this, this.cluster, [...this.resources.values()]);
  }

  /** Adds the marker of the cluster, which depends on all other resources of the stack. */
  addMarker(): void {
    const { name, digest, clusterInfo } = this.cluster;
    new ClusterMarkerResource(this, 'Marker', {
      marker: { platform: clusterInfo.platform, cluster: name, digest, plinth: version },
      phase: this.part === 'bootstrap' ? 'bootstrap' : 'platform',
      dependsOn: this.node.findAll().filter((child) => TerraformResource.isTerraformResource(child)),
    });
  }

  private createHelmRelease(
    release: Release,
    chart: LocalChart | undefined,
    options: Pick<HelmReleaseProps, 'dependsOn' | 'skipCrds' | 'noWait'>,
  ): HelmRelease {
    const { deliveryMigration, clusterInfo } = this.cluster;
    if (isChartRelease(release)) {
      const takeOwnership = deliveryMigration?.from === 'argo-cd';
      return new HelmRelease(this, release.name, { release, ...options, takeOwnership });
    }
    if (chart === undefined)
      throw new Error(`release '${release.name}' has no official chart: a generated one is required`);
    // Generated objects may exist: namespaces are created early for Secrets, and outlive their release.
    return new HelmRelease(this, release.name, {
      release,
      chart,
      ...options,
      takeOwnership: true,
      kubernetes: clusterInfo.kubernetes,
    });
  }

  /**
   * Returns the one resource between the platform and all releases of tenants. If each of them depended on every component
   * directly, a new component would change the configuration of all tenants.
   */
  private ensurePlatformReady(): TerraformData {
    if (!this.platformReady) {
      this.platformReady = new TerraformData(this, 'PlatformReady', { dependsOn: [...this.resources.values()] });
      this.platformReady.overrideLogicalId('platform-ready');
    }
    return this.platformReady;
  }
}
