import type { Construct } from 'constructs';
import type { NetworkRule } from './network-rules';
import type { TerraformRelease } from './release';

/**
 * What a provider adds for one workload, or for one tenant, on a cluster. Names of its objects contain the name of the
 * workload or tenant, so that they are unique.
 */
export interface Additions {
  /**
   * Adds Kubernetes objects, each with a namespace. They are delivered, and removed, with the workload or tenant. The
   * function is called at synth.
   * @default none
   */
  readonly objects?: (scope: Construct) => void;
  /**
   * Terraform resources outside the cluster.
   * @default none
   */
  readonly terraformReleases?: readonly TerraformRelease[];
  /**
   * Images that the objects run, for the bill of materials.
   * @default none
   */
  readonly images?: readonly string[];
  /**
   * Clients at an OpenID Connect issuer. The provider of `identity` registers them where it can; `plinth clients` lists
   * all others.
   * @default none
   */
  readonly oidcClients?: readonly OidcClient[];
  /**
   * Secrets that the objects read, or create, for the list of Secrets.
   * @default none
   */
  readonly secrets?: readonly ListedSecret[];
  /**
   * Pods that run because of the objects. They count against the quota and limits of the tenant.
   * @default none
   */
  readonly pods?: readonly AddedPods[];
}

/** Secret in the list of Secrets of a cluster. */
export interface ListedSecret {
  readonly namespace: string;
  readonly name: string;
  /** Keys of the Secret, sorted; empty where a tenant decides. */
  readonly keys: readonly string[];
  /** Where the values come from, such as `generated in the cluster`. */
  readonly source: string;
  /** What happens when the values change, or how they are changed. */
  readonly rotation: string;
}

/** Client at an OpenID Connect issuer. */
export interface OidcClient {
  /** URL of the issuer. */
  readonly issuer: string;
  /** URLs to which the issuer may redirect users. */
  readonly redirectUrls: readonly string[];
  /** Secret with the keys `client-id` and `client-secret`; for a public client with `client-id` only. */
  readonly secret: {
    readonly namespace: string;
    readonly name: string;
    /** Labels that the client needs. @default none */
    readonly labels?: Readonly<Record<string, string>>;
  };
  /** Name of the client on log-in pages. */
  readonly title: string;
  /**
   * ID of a public client: a program of users, which has no secret and uses PKCE.
   * @default a confidential client
   */
  readonly publicId?: string;
}

/** Equal pods in a namespace of a tenant that an operator, or a controller, creates for the objects of a provider. */
export interface AddedPods {
  /** Description for messages, such as `PostgreSQL server`. */
  readonly description: string;
  /** Name of the object that the pods belong to. It is also the name of their ServiceAccount: no workload may have it. */
  readonly name: string;
  readonly namespace: string;
  readonly count: number;
  /** CPU request of each pod without `sidecars`, and of its largest container. */
  readonly cpu: string;
  /** Memory request and limit of each pod without `sidecars`, and of its largest container. */
  readonly memory: string;
  /**
   * CPU request and memory limit of each other container of a pod; `cpu` and `memory` do not include them.
   * @default none
   */
  readonly sidecars?: readonly Readonly<Record<'cpu' | 'memory', string>>[];
  /**
   * Size of the volume of each pod, in GiB.
   * @default 0: no volume
   */
  readonly storageGiB?: number;
  /**
   * StorageClass of the volumes.
   * @default the default StorageClass
   */
  readonly storageClass?: string | undefined;
  /**
   * Set if the pods keep running when nothing uses them any more: the command that deletes them with their data.
   * @default they are deleted
   */
  readonly deletedBy?: string | undefined;
  /**
   * Numbers of other objects that are created for the pods, the Secrets of uses left out.
   * @default none
   */
  readonly objects?: { readonly services?: number; readonly configMaps?: number; readonly secrets?: number };
}

/** What a provider adds for one workload on a cluster. */
export interface WorkloadAdditions extends Additions {
  /**
   * Allowed connections to the pods of the workload.
   * @default none
   */
  readonly ingress?: readonly NetworkRule[];
  /**
   * Allowed connections that the pods of the workload open.
   * @default none
   */
  readonly egress?: readonly NetworkRule[];
  /**
   * Labels of the workload's pods. They cannot replace those that Plinth sets.
   * @default none
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /**
   * Environment variables of the workload's container by name, each a value, or from a key of a Secret in its namespace.
   * Those of the workload come before them.
   * @default none
   */
  readonly env?: Readonly<Record<string, string | { readonly secret: string; readonly key: string }>>;
  /**
   * Tokens of the workload's ServiceAccount, each for one audience, by the path of the file below `serviceTokenFolder`. They
   * expire after ten minutes; kubelet replaces them before.
   * @default none
   */
  readonly tokens?: Readonly<Record<string, { readonly audience: string }>>;
  /**
   * Annotations of the workload's Ingress. Two providers cannot set the same annotation.
   * @default none
   */
  readonly ingressAnnotations?: Readonly<Record<string, string>>;
  /**
   * Paths of the workload's hosts that have an Ingress of their own, with these annotations instead.
   * @default none
   */
  readonly ingressPaths?: readonly IngressPath[];
  /**
   * Whether the objects route the hosts of the workload to it. The workload then has no Ingress, and its network policy
   * does not admit the ingress controller.
   * @default false
   */
  readonly replacesIngress?: boolean;
  /**
   * Permissions in the cloud of the cluster: policies of this cloud, by name. The cluster kind grants them to the pods of
   * the workload alone (`workloadIdentity`).
   * @default none
   */
  readonly permissions?: Readonly<Record<string, unknown>>;
}

/** Path prefix of an application with an Ingress of its own. */
export interface IngressPath {
  /** Suffix of the name of the Ingress, unique among those of the application. A DNS label. */
  readonly name: string;
  /** Path prefix, such as `/oauth2`. */
  readonly path: string;
  /** Annotations of the Ingress. */
  readonly annotations: Readonly<Record<string, string>>;
}
