import { dependable, TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { kinds as builtInKinds } from '../constructs/kinds';
import type { AnyKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Problem } from '../src/schema/problem';
import { planStandaloneCluster } from '../src/standalone/cluster';

/** Cluster of any kind, as written in a definition. */
interface AnyCluster {
  readonly kind: string;
  readonly environment: string;
}

/** Properties of a `Cluster`. */
export interface ClusterProps {
  /** The cluster, such as `onPrem({ … })`, without components: a `Component` installs those. */
  readonly cluster: AnyCluster;
  /**
   * Name of the platform, part of names in clouds. A DNS label.
   * @default the name of the cluster
   */
  readonly platform?: string;
  /**
   * DNS domain of the platform.
   * @default platform.example
   */
  readonly domain?: string;
  /**
   * Kinds of clusters, for kinds that are not built in, such as `awsKinds`.
   * @default kinds
   */
  readonly kinds?: readonly AnyKind[];
  /**
   * Stack for the network that the cluster shares with others, where Plinth creates it. It is applied first.
   * @default the network exists
   */
  readonly networkStack?: TerraformStack;
}

/**
 * The infrastructure of a cluster in any Terraform stack: its hosts or the managed cluster, with the Terraform providers
 * that it needs. When its apply ends, the Kubernetes API is available and the nodes are registered.
 * @example
 * new Cluster(stack, 'dc1', {
 *   cluster: onPrem({
 *     environment: 'prod',
 *     ssh: { user: 'ops' },
 *     controlPlanes: { cp1: '10.0.0.11' },
 *     workers: { w1: '10.0.0.21' },
 *   }),
 * });
 */
export class Cluster extends Construct {
  /** Plan of the cluster: its connection, and properties for `clusterInfo`. */
  readonly plan: ClusterPlan;
  /** Warnings about the options. */
  readonly warnings: readonly Problem[];

  /**
   * @param id name of the cluster
   * @throws DefinitionError with all errors of the options, as `plinth check` reports them
   */
  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const { cluster, platform = id, domain = 'platform.example', kinds = builtInKinds, networkStack } = props;
    const hasNetworkStack = networkStack !== undefined;
    const { plan, bound, warnings } = planStandaloneCluster(id, cluster, { platform, domain, kinds, hasNetworkStack });
    this.plan = plan;
    this.warnings = warnings;
    if (plan.network && networkStack) {
      bound.addProviders(networkStack);
      plan.network.add(networkStack);
      TerraformStack.of(this).addDependency(networkStack);
    }
    bound.addProviders(this);
    for (const { name, add } of plan.terraformReleases) add(new Construct(this, `terraform-${name}`));
    const shared = listResources(this);
    bound.provision(this, plan);
    // Resources of a cluster know those that clusters share by their names.
    for (const resource of shared.length === 0 ? [] : listResources(this).filter((added) => !shared.includes(added)))
      resource.dependsOn = [...(resource.dependsOn ?? []), ...shared.map(dependable)];
  }
}

function listResources(scope: Construct): readonly TerraformResource[] {
  return scope.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
}
