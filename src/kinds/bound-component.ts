import type { Capability, CapabilityEndpoints } from '../definition/capability';
import type { Problem } from '../schema/problem';
import type { OidcClient } from './additions';
import type { ClusterInfo } from './cluster-info';
import type { ComponentSecret } from './component-secret';
import type { ClusterCapabilities, ComponentWorkload } from './component-workload';
import type { CapabilityProviders } from './provides';
import type { Release, TerraformRelease } from './release';

/** What the options of a component name of a tenant: the tenant itself, or a server that its workloads use. */
export interface TenantReference {
  /** Path in the options. */
  readonly path: readonly string[];
  readonly tenant: string;
  /**
   * Name of a server that a workload of the tenant uses, with the capability.
   * @default the tenant itself
   */
  readonly use?: { readonly capability: string; readonly name: string };
  /**
   * Identifier of a server of the tenant, unique among those of the component's kind in the account and region of the
   * cluster. No other tenant, and no other environment, may have the same one.
   * @default the path is not that of a server
   */
  readonly server?: string;
}

/** Other component of the cluster that the options of a component name. */
export interface ComponentReference {
  /** Path in the options. */
  readonly path: readonly string[];
  /** Kind of the other component. */
  readonly kind: string;
  readonly name: string;
}

/** One component: the functions of its kind, with the options of the component. All of them are pure. */
export interface BoundComponent {
  requires(): readonly Capability[];
  provides(): CapabilityProviders;
  /** Returns the endpoints of the capabilities that the component provides. */
  endpoints(): CapabilityEndpoints;
  exclusiveResources(): Readonly<Record<string, string>>;
  hosts(cluster: ClusterInfo): readonly string[];
  cookieDomains(cluster: ClusterInfo): readonly string[];
  issuer(cluster: ClusterInfo): string | undefined;
  oidcClients(cluster: ClusterInfo): readonly OidcClient[];
  workloads(cluster: ClusterCapabilities): readonly ComponentWorkload[];
  secrets(cluster: ClusterInfo): readonly ComponentSecret[];
  tenantReferences(): readonly TenantReference[];
  componentReferences(): readonly ComponentReference[];
  /** Returns the options that select where the data of the component is, by name, with their values. */
  dataSources(cluster: ClusterCapabilities): Readonly<Record<string, string>>;
  validate(cluster: ClusterInfo): readonly Problem[];
  releases(cluster: ClusterInfo): readonly Release[];
  terraformReleases(cluster: ClusterInfo): readonly TerraformRelease[];
}
