import type { Application, OutsideHost } from './application';
import type { ClusterFacts, Delivery } from './facts';
import type { Phase, PodSecurity, Release } from './release';
import type { Capability } from './capability';
import type { Quota } from './tenant';
import type { Traffic } from './traffic';

export type { Phase } from './release';

/** How a cluster is reached by later stacks and by people. It names a file or an account, never a credential. */
export interface ClusterAccess {
  readonly via: 'file';
  /** The kubeconfig; a relative path starts at the folder that holds `cdktf.out`. */
  readonly path: string;
  /** @default the kubeconfig's current context */
  readonly context?: string | undefined;
}

/** A machine of a cluster, as its description names it. */
export interface Machine {
  readonly name: string;
  readonly address: string;
  readonly roles: readonly ('control-plane' | 'etcd' | 'worker')[];
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
  readonly offers: readonly Capability[];
  /** Connections of its pods, by the name of the policy that allows them. */
  readonly traffic: Readonly<Record<string, Traffic>>;
}

/** Another application, at one end of a connection. */
export interface Peer {
  readonly tenant: string;
  readonly application: string;
  readonly namespace: string;
  readonly port: number;
}

/** An application on one cluster, with the configuration of its environment. */
export interface ApplicationPlan {
  readonly name: string;
  readonly tenant: string;
  readonly namespace: string;
  /** What was written, with what differs in this environment laid over it. */
  readonly options: Application;
  /** Host names that the world reaches it by. */
  readonly hosts: readonly string[];
  readonly calls: readonly Peer[];
  readonly calledBy: readonly Peer[];
  readonly outside: readonly OutsideHost[];
}

/** A namespace of a tenant. */
export interface TenantNamespacePlan {
  readonly name: string;
  readonly podSecurity: PodSecurity;
  readonly quota?: Quota | undefined;
}

/** A tenant on one cluster. */
export interface TenantPlan {
  readonly name: string;
  readonly owners: string;
  readonly viewers: readonly string[];
  readonly namespaces: readonly TenantNamespacePlan[];
  readonly applications: readonly ApplicationPlan[];
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
  readonly facts: ClusterFacts;
  readonly machines: readonly Machine[];
  readonly namespaces: readonly ComponentNamespace[];
  /** In the order of apply. */
  readonly releases: readonly PlannedRelease[];
  readonly tenants: readonly TenantPlan[];
  /** What delivered the platform when it was last applied, where something else does now. */
  readonly handOver?: { readonly from: Delivery; readonly before: ClusterPlan };
}
