import { HelmProvider } from '@cdktf/provider-helm/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { ClusterMarkerResource } from '../constructs/terraform/cluster-marker-resource';
import { HelmRelease, type HelmReleaseProps, type LocalChart } from '../constructs/terraform/helm-release';
import { TerraformData } from '../constructs/terraform/terraform-data';
import type { AddNodes } from '../src/kinds/bound-cluster';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { isChartRelease, type Release } from '../src/kinds/release';
import { version } from '../src/version';
import type { DeliveryStep } from './delivery-steps';
import { renderKubernetesProvider } from './kubernetes-provider';
import { addTerraformReleases, ReleaseScope, TerraformReleaseStack } from './terraform-releases';

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
  private readonly resources = new Map<string, HelmRelease>();
  /** Adds the nodes, where they are in this stack. */
  private readonly nodesAfterNetwork: AddNodes | undefined;
  private platformReady?: TerraformData;

  constructor(
    scope: Construct,
    private readonly cluster: ClusterPlan,
    /** `bootstrap`, `platform`, or the name of a stack of tenants. */
    private readonly part: string,
    kind: AnyClusterKind,
  ) {
    super(scope, `${cluster.name}-${part}`);
    this.nodesAfterNetwork =
      part === 'bootstrap' && !cluster.removed ? kind.bind(cluster.options).nodesAfterNetwork() : undefined;
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
    // Without nodes, no pod of the network starts.
    const noWait = isTenantRelease || (this.nodesAfterNetwork !== undefined && this.isOfNetwork(release));
    const options = { dependsOn, skipCrds, noWait };
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

  /** Adds the nodes, where they are in this stack: after the releases of the network, and before those of other components. */
  addNodes(): void {
    if (!this.nodesAfterNetwork) return;
    const releases = this.cluster.releases.flatMap((release) => {
      const resource = this.resources.get(release.name);
      const isOfNetwork = this.isOfNetwork(release);
      // The network may depend on CRDs, which need no pods.
      const needsNodes = !isOfNetwork && release.crds !== true;
      return resource === undefined ? [] : [{ resource, isOfNetwork, needsNodes }];
    });
    const network = releases.filter(({ isOfNetwork }) => isOfNetwork).map(({ resource }) => resource);
    const nodes = this.nodesAfterNetwork(new ReleaseScope(this, 'Nodes'), this.cluster, network);
    for (const { resource, needsNodes } of releases) if (needsNodes) resource.addDependencies(...nodes);
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

  /** Returns whether a release is one of the component that provides the network of pods. */
  private isOfNetwork({ name }: Pick<Release, 'name'>): boolean {
    const networks = this.cluster.providers.network ?? [];
    return this.cluster.releases.some((release) => release.name === name && networks.includes(release.component));
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
