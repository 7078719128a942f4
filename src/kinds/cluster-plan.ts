import type { Capability } from '../definition/capability';
import type { AddedItems } from './added-items';
import type { ListedSecret, OidcClient } from './additions';
import type { ClusterInfo, Delivery } from './cluster-info';
import type { ClusterConnection } from './connection';
import type { Machine } from './machine';
import type { Network } from './network';
import type { NetworkRules } from './network-rules';
import type { Phase, PodSecurity, Release, TerraformRelease } from './release';
import type { TenantPlan } from './tenant-plan';
import type { UpgradeStep } from './upgrade-step';

/** Release with its component and its position in the order of deployment. */
export type PlannedRelease = Release & {
  /** Name of the component that the release belongs to. */
  readonly component: string;
  readonly phase: Phase;
  /** Names of the releases that must be deployed first, those of providers included. */
  readonly after: readonly string[];
};

/** Terraform release with its owner. */
export type PlannedTerraformRelease = TerraformRelease & {
  /** Tenant that the release belongs to. @default the platform */
  readonly tenant?: string;
};

/** Client at an OpenID Connect issuer, with its owner. */
export type PlannedOidcClient = OidcClient & {
  /** Owner, for messages: `tenant 'shop'`, `component 'argo-cd'`. */
  readonly owner: string;
};

/** Public client of kubectl at an OpenID Connect issuer. */
export interface KubectlLogin {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}
/** Secret that pods of the cluster read, with its owner. */
export type PlannedSecret = ListedSecret & {
  /** Owner: `component 'grafana'`, `tenant 'shop'`, `application 'shop/web'`. */
  readonly owner: string;
};

/** Namespace of components. */
export interface ComponentNamespace {
  readonly name: string;
  readonly podSecurity: PodSecurity;
  readonly phase: Phase;
  /** Capabilities that pods of the namespace provide: each becomes a label for network policies. */
  readonly capabilities: readonly Capability[];
  /** Allowed connections of the pods, by name of the network policy. */
  readonly networkRules: Readonly<Record<string, NetworkRules>>;
  /** Whether connections between pods of the namespace are denied too, except by `networkRules`. */
  readonly isolatePods: boolean;
}

/** Terraform stack with a share of a cluster's tenants. */
export interface TenantStackPlan {
  /** Last part of the stack's name: `tenants-1`. */
  readonly name: string;
  /** Names of its tenants. */
  readonly tenants: readonly string[];
}

/** Plan of one cluster: everything that its stacks and charts are generated from. */
export interface ClusterPlan {
  /** Name of the cluster. */
  readonly name: string;
  /** Kind of the cluster, such as `on-prem`. */
  readonly kind: string;
  /** Environment of the cluster. */
  readonly environment: string;
  /** Whether the next apply destroys the cluster (`state: removed`). */
  readonly removed: boolean;
  /**
   * Whether an apply has destroyed the cluster, so that it has no stacks any more. Only its network may remain.
   * @default false
   */
  readonly destroyed?: boolean;
  /** Options of the cluster, defaults filled. */
  readonly options: Readonly<Record<string, unknown>>;
  /** How later stacks and users connect to the cluster. */
  readonly connection: ClusterConnection;
  /** Network that Plinth creates; undefined where it exists. */
  readonly network?: Network | undefined;
  /** Properties of the cluster, with the capabilities on it. */
  readonly clusterInfo: ClusterInfo;
  /** Digest of what Terraform delivers to the cluster: 64 hex digits. The marker on the cluster and the lock contain it. */
  readonly digest: string;
  /** Machines of the cluster; empty where the definition does not list them. */
  readonly machines: readonly Machine[];
  /** Whether Plinth creates the cluster; otherwise it is operated without Plinth. */
  readonly createdByPlinth: boolean;
  /**
   * Versions of the programs of the cluster, by program, without `v`. `kubernetes` is the full version of Kubernetes, or
   * the minor version where the kind of the cluster does not determine the full one.
   */
  readonly versions: Readonly<Record<string, string>>;
  /** Steps of an upgrade to another version of Kubernetes. */
  readonly upgradeSteps: readonly UpgradeStep[];
  /** Options that cannot change once the cluster exists: values by path. */
  readonly immutableFields: Readonly<Record<string, string>>;
  /** What is dangerous about a change of an option, by option. */
  readonly optionRisks: Readonly<Record<string, string>>;
  /** Items that the infrastructure adds to lists in objects: no differences from what Plinth has written. */
  readonly addedItems: readonly AddedItems[];
  /** Options that select where components have their data: values by option, by name of the component. */
  readonly dataSources: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Namespaces of components. */
  readonly namespaces: readonly ComponentNamespace[];
  /** Names of the components that provide a capability, by capability. */
  readonly providers: Readonly<Partial<Record<Capability, readonly string[]>>>;
  /** Releases in the order of deployment. */
  readonly releases: readonly PlannedRelease[];
  /** Terraform releases of components, then of tenants. */
  readonly terraformReleases: readonly PlannedTerraformRelease[];
  /** Clients to register manually at OpenID Connect issuers: of the cluster and its components, then of tenants. */
  readonly oidcClients: readonly PlannedOidcClient[];
  /**
   * Log-in of kubectl at the OpenID Connect issuer whose tokens the API server accepts.
   * @default the API server accepts no such tokens
   */
  readonly kubectlLogin?: KubectlLogin;
  /** Secrets that pods of components and tenants read, in the order of namespaces and names. */
  readonly secrets: readonly PlannedSecret[];
  /** Tenants on the cluster. */
  readonly tenants: readonly TenantPlan[];
  /** Names of tenants that the last apply deployed and the next one removes. */
  readonly removedTenants: readonly string[];
  /** Terraform stacks of the tenants; empty if the tenants are in the stack of the platform, or Argo CD delivers them. */
  readonly tenantStacks: readonly TenantStackPlan[];
  /**
   * Tenants that leave a stack for another one or for Argo CD with the next apply, by the name of the stack whose state has
   * them (`platform`, `tenants-1`). A stack that has no tenants any more is included.
   */
  readonly tenantsMovedToOtherStacks: Readonly<Record<string, readonly string[]>>;
  /** Delivery of the last apply and its plan, where the delivery changes. */
  readonly deliveryMigration?: { readonly from: Delivery; readonly previous: ClusterPlan };
}
