import type { Construct } from 'constructs';

/** How later stacks and users connect to a cluster. It contains no credentials. */
export type ClusterConnection = KubeconfigConnection | ExecConnection;

/** Connection by a kubeconfig. */
export interface KubeconfigConnection {
  /** Distinguishes the connection from one by a program. */
  readonly type: 'kubeconfig';
  /** Path of the kubeconfig. A relative path starts at the parent folder of `cdktf.out`. */
  readonly path: string;
  /**
   * Context in the kubeconfig.
   * @default the current context of the kubeconfig
   */
  readonly context?: string | undefined;
}

/**
 * Connection to a managed cluster: each stack looks up the API server by the name of the cluster, and a program issues
 * short-lived credentials.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export interface ExecConnection {
  /** Distinguishes the connection from one by a kubeconfig. */
  readonly type: 'exec';
  /**
   * Adds the data source of the cluster to a stack, in which `addProviders` of the cluster kind has configured the
   * provider.
   */
  addLookup(scope: Construct): ApiServer;
  /** Program that prints an ExecCredential. */
  readonly command: string;
  /** Arguments of the program. */
  readonly args: readonly string[];
  /**
   * Version of the API of credential plugins that the program prints.
   * @default client.authentication.k8s.io/v1
   */
  readonly apiVersion?: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  /** Command line that adds the cluster to the kubeconfig whose path is appended to it. */
  readonly kubeconfigCommand: readonly string[];
}

/** API server of a cluster, as Terraform expressions. */
export interface ApiServer {
  /** URL. */
  readonly host: string;
  /** PEM certificates of the certificate authority. */
  readonly clusterCaCertificate: string;
}

/**
 * Returns the path of the kubeconfig of a cluster, relative to the parent folder of `cdktf.out`: that of the connection,
 * or the one that `plinth kubeconfig` writes.
 */
export function kubeconfigPath({
  name,
  connection,
}: {
  readonly name: string;
  readonly connection: ClusterConnection;
}): string {
  return connection.type === 'kubeconfig' ? connection.path : defaultKubeconfigPath(name);
}

/** Returns the path of the kubeconfig that `plinth kubeconfig`, and the apply of an on-premises cluster, write. */
export function defaultKubeconfigPath(cluster: string): string {
  return `kubeconfig/${cluster}.yaml`;
}
