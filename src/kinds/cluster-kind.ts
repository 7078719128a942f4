import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { AddNodes, BoundCluster, TerraformDependable, WorkloadReference } from './bound-cluster';
import type { AddedItems } from './added-items';
import type { OidcClient, WorkloadAdditions } from './additions';
import type { Cloud, ClusterPlace } from './cloud';
import type { ClusterInfo } from './cluster-info';
import type { DualStackRanges } from './cluster-ranges';
import type { ClusterInput, DefinedCluster } from '../definition/cluster';
import type { AnyComponent, KindInput, OptionsSchema } from '../definition/component';
import type { AnyComponentKind } from './component-kind';
import type { ClusterPlan } from './cluster-plan';
import type { Machine } from './machine';
import type { ApplicationPlan, JobPlan } from './workload-plan';
import type { ClusterConnection } from './connection';
import type { Network } from './network';
import type { NetworkRange } from './network-range';
import type { NodePool } from './node-pool';
import type { CapabilityProviders } from './provides';
import type { TerraformRelease } from './release';
import type { UpgradeStep } from './upgrade-step';
import type { Problem } from '../schema/problem';
import { assertZodVersion } from '../schema/zod-version';

/** Implementation of a kind of cluster: a schema, and functions of the options. Those with a `scope` add constructs to it; all others are pure. */
export interface ClusterKindDefinition<K extends string, S extends OptionsSchema> {
  /** Value of `kind` in a definition; a DNS label. */
  readonly kind: K;
  /** Description in one sentence, for the documentation and the JSON Schema. */
  readonly summary: string;
  /** Schema of the options, in addition to those that clusters of every kind have. */
  readonly schema: S;
  /**
   * Capabilities that the infrastructure provides, with their endpoints and with what it adds for their users.
   * @default none
   */
  provides?(options: Readonly<z.output<S>>): CapabilityProviders;
  /**
   * Machines of the cluster, where the definition lists them.
   * @default none
   */
  machines?(options: Readonly<z.output<S>>): readonly Machine[];
  /**
   * IP address or host name of the API for clients, where it is none of a machine.
   * @default unknown
   */
  apiServerAddress?(options: Readonly<z.output<S>>): string | undefined;
  /**
   * Whether the CA of the cluster signs the serving certificates of kubelets, so that clients in pods can verify them.
   * @default false: kubelets may sign their certificates themselves
   */
  hasVerifiedKubelets?(options: Readonly<z.output<S>>): boolean;
  /**
   * Address ranges of the API servers, as pods connect to them, where the definition lists no machines: CIDRs.
   * @default unknown: components that need the API may connect to all addresses outside of the cluster on its ports
   */
  apiServerRanges?(options: Readonly<z.output<S>>): readonly string[];
  /**
   * Address ranges of the network of the nodes, which workloads reach only where the definition declares it.
   * @default those of machines
   */
  networkRanges?(options: Readonly<z.output<S>>): readonly NetworkRange[];
  /**
   * Address ranges outside of its network that nodes and pods reach, in addition to those of connections: CIDRs, none where the
   * network leads nowhere.
   * @default all addresses
   */
  egressRanges?(options: Readonly<z.output<S>>): readonly string[] | undefined;
  /**
   * Address ranges of private endpoints within the range of pods, such as those of the cloud's services: CIDRs. Pods that may
   * connect to addresses outside of the cluster may connect to these.
   * @default none
   */
  endpointRanges?(options: Readonly<z.output<S>>): readonly string[];
  /**
   * Address range of pods, where the infrastructure determines it.
   * @default the option `podCidr`
   */
  podCidr?(options: Readonly<z.output<S>>): string;
  /**
   * Ranges of the second IP family of a dual-stack cluster.
   * @default one IP family
   */
  dualStack?(options: Readonly<z.output<S>>): DualStackRanges | undefined;
  /**
   * Node pools of a managed cluster.
   * @default none
   */
  nodePools?(options: Readonly<z.output<S>>): readonly NodePool[];
  /**
   * Place of a managed cluster in a cloud, for components and providers of the same cloud.
   * @default none
   */
  cloud?(options: Readonly<z.output<S>>, place: ClusterPlace): Cloud;
  /**
   * Network that Plinth creates for the clusters of an environment in a region.
   * @default the network exists
   */
  network?(options: Readonly<z.output<S>>, cluster: ClusterInfo): Network | undefined;
  /**
   * Terraform resources outside of the cluster that clusters of an environment share, or that outlive it, such as keys.
   * @default none
   */
  terraformReleases?(options: Readonly<z.output<S>>, cluster: ClusterInfo): readonly TerraformRelease[];
  /**
   * Options that cannot change once the cluster exists: values by path. The plan reports a change as an error. With
   * `kubernetes`, clusters of the kind are not upgraded.
   * @default none
   */
  immutableFields?(options: Readonly<z.output<S>>): Readonly<Record<string, string>>;
  /**
   * What a change of an option does not do, or is dangerous about, by option or by path of an option within it
   * (`addOns.disks`), for people who read the plan.
   * @default none
   */
  readonly optionRisks?: Readonly<Record<string, string>>;
  /**
   * Items that the infrastructure adds to lists in objects, which neither Argo CD nor `plinth status --live` reports.
   * @default none
   */
  readonly addedItems?: readonly AddedItems[];
  /**
   * Images that the machines run in addition to those of releases, for the bill of materials.
   * @default none
   */
  images?(options: Readonly<z.output<S>>, clusterInfo: ClusterInfo): readonly string[];
  /**
   * Versions of the programs of the cluster, by program, without `v`. `kubernetes` is the full version of Kubernetes.
   * @default only the minor version of Kubernetes is known
   */
  versions?(options: Readonly<z.output<S>>, clusterInfo: ClusterInfo): Readonly<Record<string, string>>;
  /**
   * Steps of an upgrade to another version of Kubernetes, for people who read the plan.
   * @default the upgrade is one step of the infrastructure stack
   */
  upgradeSteps?(options: Readonly<z.output<S>>): readonly UpgradeStep[];
  /**
   * Errors and warnings that the schema cannot detect. Paths are relative to the options.
   * @default none
   */
  validate?(options: Readonly<z.output<S>>, cluster: ClusterInfo): readonly Problem[];
  /**
   * Clients of the API server at an OpenID Connect issuer.
   * @default none
   */
  oidcClients?(options: Readonly<z.output<S>>, cluster: ClusterInfo): readonly OidcClient[];
  /**
   * Workloads that the options name, which must exist: references `tenant/application`, each with its path in the options.
   * @default none
   */
  workloadReferences?(options: Readonly<z.output<S>>): readonly WorkloadReference[];
  /**
   * Returns what gives a workload its permissions in the cloud, without a long-lived credential. It is called for every
   * workload of every tenant.
   * @param permissions those that providers of capabilities add, by name
   * @default the cluster has no cloud permissions
   */
  workloadIdentity?(
    workload: ApplicationPlan | JobPlan,
    permissions: Readonly<Record<string, unknown>>,
    options: Readonly<z.output<S>>,
    cluster: ClusterInfo,
  ): WorkloadAdditions;
  /** How later stacks and users connect to the cluster. It must be known before the cluster exists. */
  connection(options: Readonly<z.output<S>>, name: string): ClusterConnection;
  /**
   * Configures the Terraform providers of the kind in a stack: in the infrastructure stack, in data stacks and, where the
   * connection looks up the cluster, in the stacks of releases.
   * @default no provider
   */
  addProviders?(scope: Construct, options: Readonly<z.output<S>>): void;
  /**
   * Adds the machines, or the managed cluster, to the infrastructure stack.
   * @default the cluster exists, and has no infrastructure stack
   */
  provision?(scope: Construct, cluster: ClusterPlan, options: Readonly<z.output<S>>): void;
  /**
   * Returns the function that adds the nodes to the bootstrap stack, after the releases of the network and before all that need
   * pods: for clouds that fail to create nodes without a network.
   * @default `provision` adds the nodes
   */
  nodesAfterNetwork?(options: Readonly<z.output<S>>): AddNodes | undefined;
  /**
   * Adds a resource at the end of the bootstrap stack that waits until all nodes are Ready, for clusters whose nodes
   * become Ready only with the network.
   * @param after resources that the wait depends on
   * @default `provision` has waited for the nodes
   */
  addNodesReadyWait?(
    scope: Construct,
    cluster: ClusterPlan,
    options: Readonly<z.output<S>>,
    after: readonly TerraformDependable[],
  ): void;
}

/** Kind of cluster. As a function, it returns a cluster for a definition: `onPrem({ environment: 'dev', … })`. */
export interface ClusterKind<K extends string, S extends OptionsSchema> extends ClusterKindDefinition<K, S> {
  <const E extends string, const Components extends readonly AnyComponent[] = readonly []>(
    options: ClusterInput<KindInput<'cluster', K, S>, E, Components>,
  ): DefinedCluster<K, E, KindInput<'cluster', K, S>, Components>;
  /** Distinguishes kinds of clusters from those of components. */
  readonly type: 'cluster';
  /** Returns the functions of the kind for one cluster, whose options the schema has parsed. */
  bind(options: object): BoundCluster;
}

/** Kind of cluster with options of any type. */
export interface AnyClusterKind {
  readonly type: 'cluster';
  readonly kind: string;
  readonly summary: string;
  readonly schema: OptionsSchema;
  /** Returns the functions of the kind for one cluster, whose options the schema has parsed. */
  bind(options: object): BoundCluster;
}

/**
 * Creates a kind of cluster. The built-in kinds are created by this function too.
 * @throws Error for a schema of another version of zod
 * @example
 * export const rented = clusterKind({
 *   kind: 'rented',
 *   summary: 'Existing cluster with a kubeconfig in a folder.',
 *   schema: z.strictObject({ folder: z.string() }),
 *   provides: () => ({ network: {}, dns: {}, 'load-balancer': {} }),
 *   connection: ({ folder }, name) => ({ type: 'kubeconfig', path: `${folder}/${name}.yaml` }),
 * });
 */
export function clusterKind<const K extends string, S extends OptionsSchema>(
  definition: ClusterKindDefinition<K, S>,
): ClusterKind<K, S> {
  assertZodVersion(definition.kind, definition.schema);
  const createCluster = <E extends string, Components extends readonly AnyComponent[]>(
    options: ClusterInput<KindInput<'cluster', K, S>, E, Components>,
  ): DefinedCluster<K, E, KindInput<'cluster', K, S>, Components> => ({ ...options, kind: definition.kind });
  const bind = (options: object) => bindCluster(definition, options as Readonly<z.output<S>>);
  return Object.assign(createCluster, { ...definition, type: 'cluster' as const, bind });
}

function bindCluster<K extends string, S extends OptionsSchema>(
  kind: ClusterKindDefinition<K, S>,
  options: Readonly<z.output<S>>,
): BoundCluster {
  return {
    createsCluster: kind.provision !== undefined,
    provides: () => kind.provides?.(options) ?? {},
    machines: () => kind.machines?.(options) ?? [],
    apiServerAddress: () => kind.apiServerAddress?.(options),
    hasVerifiedKubelets: () => kind.hasVerifiedKubelets?.(options) ?? false,
    apiServerRanges: () => kind.apiServerRanges?.(options) ?? [],
    networkRanges: () => kind.networkRanges?.(options) ?? [],
    egressRanges: () => kind.egressRanges?.(options),
    endpointRanges: () => kind.endpointRanges?.(options) ?? [],
    podCidr: () => kind.podCidr?.(options),
    dualStack: () => kind.dualStack?.(options),
    nodePools: () => kind.nodePools?.(options),
    cloud: (place) => kind.cloud?.(options, place),
    network: (cluster) => kind.network?.(options, cluster),
    terraformReleases: (cluster) => kind.terraformReleases?.(options, cluster) ?? [],
    immutableFields: () => kind.immutableFields?.(options) ?? {},
    optionRisks: kind.optionRisks ?? {},
    addedItems: kind.addedItems ?? [],
    images: (cluster) => kind.images?.(options, cluster) ?? [],
    versions: (cluster) => kind.versions?.(options, cluster) ?? { kubernetes: cluster.kubernetes },
    upgradeSteps: () => kind.upgradeSteps?.(options) ?? [],
    validate: (cluster) => kind.validate?.(options, cluster) ?? [],
    oidcClients: (cluster) => kind.oidcClients?.(options, cluster) ?? [],
    workloadReferences: () => kind.workloadReferences?.(options) ?? [],
    workloadIdentity: (workload, permissions, cluster) =>
      kind.workloadIdentity?.(workload, permissions, options, cluster) ?? {},
    connection: (name) => kind.connection(options, name),
    addProviders: (scope) => kind.addProviders?.(scope, options),
    provision: (scope, cluster) => kind.provision?.(scope, cluster, options),
    nodesAfterNetwork: () => kind.nodesAfterNetwork?.(options),
    addNodesReadyWait: (scope, cluster, after) => kind.addNodesReadyWait?.(scope, cluster, options, after),
  };
}

/** Kind of component or cluster, built-in or of a user. */
export type AnyKind = AnyComponentKind | AnyClusterKind;
