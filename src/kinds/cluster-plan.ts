import type { ApplicationOptions, Route } from '../definition/application';
import type { EgressTarget } from '../definition/calls';
import type { ClusterInfo, Delivery } from './cluster-info';
import type { JobOptions } from '../definition/job';
import type { Machine } from './machine';
import type { Phase, PodSecurity, Release } from './release';
import type { Capability } from '../definition/capability';
import type { Limits, Quota, Tenant } from '../definition/tenant';
import type { NetworkRules } from './network-rules';
import type { PlatformServers } from '../definition/uses';

export type { Machine } from './machine';
export type { Phase } from './release';

/** How a cluster is reached by later stacks and by people. It names a file or an account, never a credential. */
export interface ClusterAccess {
  readonly via: 'file';
  /** The kubeconfig; a relative path starts at the folder that holds `cdktf.out`. */
  readonly path: string;
  /** @default the kubeconfig's current context */
  readonly context?: string | undefined;
}

/** A release in its place: which component it is of, when it goes, and after which others. */
export type PlannedRelease = Release & {
  readonly component: string;
  readonly phase: Phase;
  readonly after: readonly string[];
};

/** A namespace that components live in. */
export interface ComponentNamespace {
  readonly name: string;
  readonly podSecurity: PodSecurity;
  readonly phase: Phase;
  /** Capabilities that are provided from here: network policies find them by a label for each. */
  readonly capabilities: readonly Capability[];
  /** Connections of its pods, by the name of the policy that allows them. */
  readonly networkRules: Readonly<Record<string, NetworkRules>>;
  /** Its pods do not talk to each other either, save as `traffic` says. */
  readonly isolatePods: boolean;
}

/** A workload at the end of a connection that calls. */
export interface Caller {
  readonly tenant: string;
  readonly application: string;
  readonly namespace: string;
}

/** An application at the end of a connection that is called. */
export interface Callee extends Caller {
  /** Port that its container listens on. */
  readonly port: number;
  readonly transport: Transport;
}

/** What carries a connection. */
export type Transport = 'TCP' | 'UDP';

interface WorkloadPlan {
  readonly name: string;
  readonly tenant: string;
  readonly namespace: string;
  /** ClusterSecretStore that its tenant's secrets come from; @default `default` */
  readonly secretStore?: string | undefined;
  readonly calls: readonly Callee[];
  readonly egressTargets: readonly EgressTarget[];
  /** Servers of the platform that it uses; @default none */
  readonly servers?: PlatformServers;
  /** Nodes of its tenant, where it has some of its own. */
  readonly nodes?: Tenant['nodes'];
}

/** An application on one cluster, with the configuration of its environment. */
export interface ApplicationPlan extends WorkloadPlan {
  /** What was written, with what differs in this environment laid over it. */
  readonly options: ApplicationOptions;
  readonly transport: Transport;
  readonly scale: Scale;
  /** Hosts and paths that the world reaches it by. */
  readonly routes: readonly Route[];
  readonly calledBy: readonly Caller[];
}

/** How many pods an application has; `min` and `max` differ where it scales by itself. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly cpuPercent: number;
  readonly memoryPercent?: number | undefined;
  readonly metric?: { readonly name: string; readonly average: string } | undefined;
}

/** A job on one cluster, with the configuration of its environment. */
export interface JobPlan extends WorkloadPlan {
  readonly options: JobOptions;
}

/** A namespace of a tenant. */
export interface TenantNamespacePlan {
  readonly name: string;
  readonly podSecurity: PodSecurity;
  readonly quota?: Quota | undefined;
}

/** A group and the ClusterRole that it has in a tenant's namespaces. */
export interface TenantMember {
  readonly group: string;
  readonly role: string;
}

/** What the API server refuses to a tenant beside what Kubernetes refuses by itself. */
export interface AdmissionRules {
  /** Hosts that its Ingresses may name. */
  readonly hosts: readonly string[];
  /** @default any */
  readonly registries?: readonly string[] | undefined;
  /** @default any */
  readonly storageClasses?: readonly string[] | undefined;
  /** Beside the default one, which has no name. */
  readonly priorityClasses: readonly string[];
  /**
   * Beside the default one, which has no name.
   * @default none
   */
  readonly runtimeClasses?: readonly string[];
  /**
   * ClusterSecretStore that its secrets come from.
   * @default 'default', which tenants share
   */
  readonly secretStore?: string;
  /**
   * Groups that can change nothing for the time being.
   * @default none
   */
  readonly suspendedGroups?: readonly string[];
}

/** Which manifests of a repository go to which namespaces of one cluster. */
export interface RuntimePlan {
  readonly name: string;
  readonly project: string;
  /** What the project is written in. */
  readonly language?: string | undefined;
  readonly repository: string;
  readonly revision: string;
  readonly path: string;
  readonly namespaces: readonly string[];
}

/** A product on one cluster. */
export interface ProductPlan {
  readonly name: string;
  readonly tenant: string;
  readonly namespaces: readonly string[];
  readonly repositories: readonly string[];
  readonly deployers: readonly string[];
  /** What changes in Git waits for a person. */
  readonly suspended: boolean;
  readonly runtimes: readonly RuntimePlan[];
}

/** A tenant on one cluster. */
export interface TenantPlan {
  readonly name: string;
  readonly members: readonly TenantMember[];
  readonly namespaces: readonly TenantNamespacePlan[];
  readonly limits?: Limits | undefined;
  readonly nodes?: Tenant['nodes'];
  readonly admission: AdmissionRules;
  readonly applications: readonly ApplicationPlan[];
  readonly jobs: readonly JobPlan[];
  /** Objects of its own making, each in one of its namespaces. */
  readonly objects: readonly TenantObject[];
  readonly products: readonly ProductPlan[];
}

/** An object of a tenant's own making. */
export interface TenantObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Everything that was decided for one cluster. */
export interface ClusterPlan {
  readonly name: string;
  readonly kind: string;
  readonly environment: string;
  /** It is to be torn down. */
  readonly removed: boolean;
  /** Options of its kind and of every cluster, defaults filled. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly access: ClusterAccess;
  readonly clusterInfo: ClusterInfo;
  readonly machines: readonly Machine[];
  /** What it keeps as long as it stands, by the path in its options. */
  readonly immutableFields: Readonly<Record<string, string>>;
  readonly namespaces: readonly ComponentNamespace[];
  /** In the order of apply. */
  readonly releases: readonly PlannedRelease[];
  readonly tenants: readonly TenantPlan[];
  /** Tenants that it had when it was last applied, and has no more: their going was allowed. */
  readonly removedTenants: readonly string[];
  /** What delivered the platform when it was last applied, where something else does now. */
  readonly deliveryMigration?: { readonly from: Delivery; readonly previous: ClusterPlan };
}
