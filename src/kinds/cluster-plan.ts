import type { ApplicationOptions, Route } from '../definition/application';
import type { EgressTarget } from '../definition/calls';
import type { ClusterInfo, Delivery } from './cluster-info';
import type { JobOptions } from '../definition/job';
import type { GroupKind } from '../definition/tenant-kinds';
import type { Machine } from './machine';
import type { ClusterConnection } from './connection';
import type { Network } from './network';
import type { Additions, ListedSecret, OidcClient, WorkloadAdditions } from './additions';
import type { Phase, PodSecurity, Release, TerraformRelease } from './release';
import type { Capability } from '../definition/capability';
import type { ApplicationPort } from '../definition/ports';
import type { Limits, Quota, Tenant } from '../definition/tenant';
import type { NetworkRules } from './network-rules';
import type { Use } from '../definition/uses';
import type { UpgradeStep } from './upgrade-step';

export type { Machine } from './machine';
export type { Phase } from './release';

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

/** Workload at one end of an allowed connection. */
export interface ConnectedWorkload {
  readonly tenant: string;
  /** Name of the application or job in the tenant's `applications`. */
  readonly application: string;
  readonly namespace: string;
}

/** Workload that opens a connection. */
export interface Caller extends ConnectedWorkload {
  /**
   * Ports that it calls.
   * @default all ports of the application
   */
  readonly ports?: readonly ConnectionPort[];
}

/** Workload that accepts a connection. */
export interface Callee extends ConnectedWorkload {
  /** Container ports; at least one. */
  readonly ports: readonly ConnectionPort[];
}

/** Container port of a connection. */
export interface ConnectionPort {
  readonly port: number;
  readonly transport: Transport;
}

/** Transport protocol of a connection. */
export type Transport = 'TCP' | 'UDP';

/** Secret with what a workload needs to reach what it uses. */
export interface Binding {
  readonly use: Use;
  /** Name of the Secret: `<workload>-<use>`. */
  readonly secret: string;
  /**
   * Keys of the Secret with their values, which are no secrets. Other keys are in the existing Secret that `credentials`
   * of the use names. Undefined where the provider creates the Secret with all keys.
   */
  readonly data?: Readonly<Record<string, string>>;
}

interface WorkloadPlan {
  readonly name: string;
  readonly tenant: string;
  readonly namespace: string;
  /**
   * ClusterSecretStore of the tenant.
   * @default 'default'
   */
  readonly secretStore?: string | undefined;
  /**
   * Sets of labels that select its pods.
   * @default the label `app.kubernetes.io/name` with its name
   */
  readonly podSelectors?: readonly Readonly<Record<string, string>>[];
  /** Workloads that it calls. */
  readonly calls: readonly Callee[];
  /**
   * Applications that it calls with a token, through their gates.
   * @default none
   */
  readonly serviceCalls?: readonly ConnectedWorkload[];
  /** Hosts, address ranges and capabilities of the platform that it calls, including the servers that it uses. */
  readonly egressTargets: readonly EgressTarget[];
  /** Secrets with what it needs to reach what it uses. */
  readonly bindings: readonly Binding[];
  /**
   * Nodes that the tenant's pods run on.
   * @default all
   */
  readonly nodes?: Tenant['nodes'];
  /** What the providers of capabilities add for it. */
  readonly additions: readonly WorkloadAdditions[];
}

/** Application on one cluster. */
export interface ApplicationPlan extends WorkloadPlan {
  /** Options for the environment of the cluster: `perEnvironment` is merged. */
  readonly options: ApplicationOptions;
  /** Ports of container and Service, the main port first; empty for an application that accepts no connections. */
  readonly ports: readonly ApplicationPort[];
  readonly scale: Scale;
  /** Host names and paths of the Ingress. */
  readonly routes: readonly Route[];
  /** Workloads that may call it. */
  readonly calledBy: readonly Caller[];
  /**
   * Workloads that may call it with a token, through its gate.
   * @default none
   */
  readonly serviceCallers?: readonly ConnectedWorkload[];
}

/** Number of pods of an application. `min` and `max` are equal where it is not scaled automatically. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Target CPU usage, in percent of the request; `none`: it does not affect scaling. */
  readonly cpuPercent: number | 'none';
  /** Target memory usage, in percent of the request. */
  readonly memoryPercent?: number | undefined;
  /** Custom metric, with its target average value per pod. */
  readonly metric?: { readonly name: string; readonly average: string } | undefined;
}

/** Job on one cluster. */
export interface JobPlan extends WorkloadPlan {
  /** Options for the environment of the cluster: `perEnvironment` is merged. */
  readonly options: JobOptions;
}

/** Namespace of a tenant. */
export interface TenantNamespacePlan {
  readonly name: string;
  readonly podSecurity: PodSecurity;
  /** Share of the tenant's quota, with the defaults of a namespace. */
  readonly quota: Quota;
}

/** Group with the ClusterRole that it has in a tenant's namespaces. */
export interface TenantMember {
  readonly group: string;
  readonly role: string;
}

/** Restrictions of a tenant that admission policies enforce. */
export interface TenantRestrictions {
  /** Host names that Ingresses may use. */
  readonly hosts: readonly string[];
  /**
   * Registries, or path prefixes in registries, that images may come from.
   * @default any
   */
  readonly registries?: readonly string[] | undefined;
  /**
   * StorageClasses that PersistentVolumeClaims may use.
   * @default any
   */
  readonly storageClasses?: readonly string[] | undefined;
  /** PriorityClasses that pods may use, in addition to none. */
  readonly priorityClasses: readonly string[];
  /**
   * RuntimeClasses that pods may use, in addition to none.
   * @default none
   */
  readonly runtimeClasses?: readonly string[];
  /**
   * ClusterSecretStore that ExternalSecrets may read from.
   * @default 'default', which all tenants share
   */
  readonly secretStore?: string;
  /**
   * Groups that may change nothing.
   * @default none
   */
  readonly suspendedGroups?: readonly string[];
  /**
   * Kinds that the tenant may create in addition to those of every tenant.
   * @default none
   */
  readonly kinds?: readonly GroupKind[];
  /**
   * Annotations that Ingresses may have in addition to those of every tenant.
   * @default none
   */
  readonly ingressAnnotations?: readonly string[];
  /**
   * Annotations that ServiceAccounts may have in addition to those of every tenant, as `<key>=<value>`.
   * @default none
   */
  readonly serviceAccountAnnotations?: readonly string[];
  /**
   * Annotations that pods may have in addition to those of every tenant.
   * @default none
   */
  readonly podAnnotations?: readonly string[];
  /**
   * Hosts of Ingresses where the pages of the log-in have a path.
   * @default none
   */
  readonly loginHosts?: readonly string[];
  /**
   * Maximum size of the values of a ConfigMap or Secret, in KiB.
   * @default 256
   */
  readonly maxDataKiB?: number;
}

/** Deployment of a Git folder to namespaces of one cluster. */
export interface RuntimePlan {
  readonly name: string;
  readonly project: string;
  /** Programming language of the project. */
  readonly language?: string | undefined;
  /** URL of the Git repository. */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Folder of the manifests in the repository. */
  readonly path: string;
  readonly namespaces: readonly string[];
  /**
   * What pods in its namespaces call outside of the product.
   * @default nothing
   */
  readonly egressTargets?: readonly EgressTarget[];
}

/** Product on one cluster. */
export interface ProductPlan {
  readonly name: string;
  readonly tenant: string;
  readonly namespaces: readonly string[];
  /** URLs of all Git repositories. */
  readonly repositories: readonly string[];
  /** Groups that may deploy it. */
  readonly deployers: readonly string[];
  /** Whether automatic deployment is paused. */
  readonly suspended: boolean;
  /** Deployments in the environment of the cluster. */
  readonly runtimes: readonly RuntimePlan[];
  /**
   * Kinds that may be deployed from Git in addition to those of every tenant.
   * @default none
   */
  readonly kinds?: readonly GroupKind[];
}

/** Tenant on one cluster. */
export interface TenantPlan {
  readonly name: string;
  /** Owners, viewers and other groups. */
  readonly members: readonly TenantMember[];
  /**
   * Name of the component at which users of its applications log in.
   * @default the issuer of the cluster
   */
  readonly identity?: string | undefined;
  readonly namespaces: readonly TenantNamespacePlan[];
  readonly limits?: Limits | undefined;
  readonly nodes?: Tenant['nodes'];
  readonly admission: TenantRestrictions;
  readonly applications: readonly ApplicationPlan[];
  readonly jobs: readonly JobPlan[];
  readonly objects: readonly TenantObject[];
  readonly products: readonly ProductPlan[];
  /** What the providers of capabilities add for it, by capability. */
  readonly additions: Readonly<Record<string, Additions>>;
}

/** Kubernetes object of a tenant's `objects`, in one of its namespaces. */
export interface TenantObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
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
  readonly name: string;
  readonly kind: string;
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
  readonly connection: ClusterConnection;
  /** Network that Plinth creates; undefined where it exists. */
  readonly network?: Network | undefined;
  readonly clusterInfo: ClusterInfo;
  /** Digest of what Terraform delivers to the cluster: 64 hex digits. The marker on the cluster and the lock contain it. */
  readonly digest: string;
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
  /** Options that select where components have their data: values by option, by name of the component. */
  readonly dataSources: Readonly<Record<string, Readonly<Record<string, string>>>>;
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
