import type { Construct } from 'constructs';
import type { PathSegment, Problem } from '../schema/problem';
import type { AddedItems } from './added-items';
import type { OidcClient, WorkloadAdditions } from './additions';
import type { Cloud, ClusterPlace } from './cloud';
import type { ClusterInfo } from './cluster-info';
import type { DualStackRanges } from './cluster-ranges';
import type { ClusterPlan } from './cluster-plan';
import type { ApplicationPlan, JobPlan } from './workload-plan';
import type { ClusterConnection } from './connection';
import type { Machine } from './machine';
import type { Network } from './network';
import type { NetworkRange } from './network-range';
import type { NodePool } from './node-pool';
import type { CapabilityProviders } from './provides';
import type { TerraformRelease } from './release';
import type { UpgradeStep } from './upgrade-step';

/** Workload that the options of a cluster name. */
export interface WorkloadReference {
  /** Path in the options. */
  readonly path: readonly PathSegment[];
  /** `tenant/application`. */
  readonly reference: string;
}

/** Terraform resource or module that others can depend on: cdktf's `ITerraformDependable`. */
export interface TerraformDependable {
  /** Address of the resource in its stack. */
  readonly fqn: string;
}

/**
 * Adds the nodes of a cluster to its bootstrap stack, which has the data source of the connection.
 * @param after resources of the network
 * @returns resources that exist when nodes are Ready
 */
export type AddNodes = (
  scope: Construct,
  cluster: ClusterPlan,
  after: readonly TerraformDependable[],
) => readonly TerraformDependable[];

/**
 * One cluster: the functions of its kind, with the options of the cluster. Those with a `scope` add constructs to it; all
 * others are pure. Functions that the kind does not have return their default, or do nothing.
 */
export interface BoundCluster {
  /** Whether the kind creates the machines or the managed cluster, in an infrastructure stack. */
  readonly createsCluster: boolean;
  provides(): CapabilityProviders;
  machines(): readonly Machine[];
  apiServerAddress(): string | undefined;
  hasVerifiedKubelets(): boolean;
  apiServerRanges(): readonly string[];
  networkRanges(): readonly NetworkRange[];
  egressRanges(): readonly string[] | undefined;
  endpointRanges(): readonly string[];
  /** Returns the address range of pods; undefined where the option `podCidr` determines it. */
  podCidr(): string | undefined;
  dualStack(): DualStackRanges | undefined;
  nodePools(): readonly NodePool[] | undefined;
  cloud(place: ClusterPlace): Cloud | undefined;
  network(cluster: ClusterInfo): Network | undefined;
  terraformReleases(cluster: ClusterInfo): readonly TerraformRelease[];
  immutableFields(): Readonly<Record<string, string>>;
  /** What is dangerous about a change of an option, by option. */
  readonly optionRisks: Readonly<Record<string, string>>;
  /** Items that the infrastructure adds to lists in objects. */
  readonly addedItems: readonly AddedItems[];
  images(cluster: ClusterInfo): readonly string[];
  versions(cluster: ClusterInfo): Readonly<Record<string, string>>;
  upgradeSteps(): readonly UpgradeStep[];
  validate(cluster: ClusterInfo): readonly Problem[];
  oidcClients(cluster: ClusterInfo): readonly OidcClient[];
  workloadReferences(): readonly WorkloadReference[];
  workloadIdentity(
    workload: ApplicationPlan | JobPlan,
    permissions: Readonly<Record<string, unknown>>,
    cluster: ClusterInfo,
  ): WorkloadAdditions;
  connection(name: string): ClusterConnection;
  addProviders(scope: Construct): void;
  provision(scope: Construct, cluster: ClusterPlan): void;
  nodesAfterNetwork(): AddNodes | undefined;
  addNodesReadyWait(scope: Construct, cluster: ClusterPlan, after: readonly TerraformDependable[]): void;
}
