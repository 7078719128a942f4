import type { CapabilityEndpoints } from '../definition/capability';
import type { AnyComponent } from '../definition/component';
import type { Cluster } from '../definition/platform';
import type { BoundCluster } from '../kinds/bound-cluster';
import type { BoundComponent } from '../kinds/bound-component';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { AnyClusterKind } from '../kinds/cluster-kind';
import type { AnyComponentKind } from '../kinds/component-kind';
import type { Machine } from '../kinds/machine';
import type { CapabilityProviders, ProvidedCapability } from '../kinds/provides';
import type { PathSegment } from '../schema/problem';
import type { ComponentDependencies } from './order';

/** Component of a cluster, with its kind and capabilities. */
export interface ResolvedComponent extends ComponentDependencies {
  readonly kind: AnyComponentKind;
  /** Functions of the kind for this component. */
  readonly bound: BoundComponent;
  /** The whole entry of the component, with defaults. */
  readonly options: AnyComponent;
  /** Endpoints of the capabilities that the component provides. */
  readonly endpoints: CapabilityEndpoints;
  /** Path in the definition, for problems. */
  readonly path: readonly PathSegment[];
}

/** Issuers of some tenants on a cluster, by the name of the component. */
export type Realms = Readonly<Record<string, ProvidedCapability>>;

/** Cluster with its kind, components and info: input of the checks and of the plan. It may contain errors. */
export interface ResolvedCluster {
  readonly name: string;
  readonly kind: AnyClusterKind;
  /** Functions of the kind for this cluster. */
  readonly bound: BoundCluster;
  readonly options: Cluster;
  /**
   * Capabilities of the infrastructure and of all components, each with its endpoint and with the functions that return
   * what its provider adds for tenants and workloads.
   */
  readonly provided: CapabilityProviders;
  /** Issuers of some tenants. */
  readonly realms: Realms;
  readonly machines: readonly Machine[];
  readonly infrastructureCapabilities: CapabilityEndpoints;
  /** Components in the order of installation, those of `dependencyCycle` last. */
  readonly components: readonly ResolvedComponent[];
  /** Components that depend on each other, with all that depend on them. */
  readonly dependencyCycle: readonly ResolvedComponent[];
  readonly clusterInfo: ClusterInfo;
  /** Whether components with errors were omitted. The capabilities that only they provide are missing then. */
  readonly hasInvalidComponents: boolean;
}
