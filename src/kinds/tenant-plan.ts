import type { EgressTarget } from '../definition/calls';
import type { Limits, Quota, Tenant } from '../definition/tenant';
import type { GroupKind } from '../definition/tenant-kinds';
import type { Additions } from './additions';
import type { PodSecurity } from './release';
import type { ApplicationPlan, JobPlan } from './workload-plan';

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
  /**
   * Objects, such as StatefulSets, of the pods that providers run for the tenant.
   * @default none
   */
  readonly providerPods?: readonly string[];
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
  /** Name of the tenant. */
  readonly name: string;
  /** Owners, viewers and other groups. */
  readonly members: readonly TenantMember[];
  /**
   * Name of the component at which users of its applications log in.
   * @default the issuer of the cluster
   */
  readonly identity?: string | undefined;
  /** Namespaces of the tenant on the cluster. */
  readonly namespaces: readonly TenantNamespacePlan[];
  /**
   * Default and maximum resources of containers, and maximum size of volumes.
   * @default requests and memory limit of an application, without maxima
   */
  readonly limits?: Limits | undefined;
  /**
   * Nodes that pods of the tenant are restricted to.
   * @default all nodes
   */
  readonly nodes?: Tenant['nodes'];
  /** What admission policies permit. */
  readonly admission: TenantRestrictions;
  /** Applications on the cluster. */
  readonly applications: readonly ApplicationPlan[];
  /** Jobs on the cluster. */
  readonly jobs: readonly JobPlan[];
  /** Further Kubernetes objects, as the tenant wrote them. */
  readonly objects: readonly TenantObject[];
  /** Products that Argo CD delivers. */
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
