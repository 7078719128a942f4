import type { Capability } from '../definition/capability';

/**
 * Other end of a connection of a component's pods:
 * - `api-server`: the Kubernetes API server; as a source, its calls of webhooks and aggregated APIs
 * - `nodes`: nodes, and pods with `hostNetwork`
 * - `outside-cluster`: addresses outside the cluster; as a source any address, pods included, since nodes may replace the
 *   source address of a connection from outside
 * - `link-local`: as a target, the link-local range with the instance metadata service of clouds, which issues
 *   credentials; `outside-cluster` does not include it
 * - `pods`: all pods of the cluster; as a target, the rules of the target namespace apply too
 * - `tenants`: pods of all tenants
 * - `components`: pods in namespaces without a tenant
 * - `{ capability }`: the pods that provide a capability on the cluster; no rule is generated where nothing provides it
 * - `{ namespace, podLabels }`: pods of one namespace; without `podLabels` all of them
 * - `{ cidr }`: an address range outside of the cluster, such as the subnets of managed databases; a range of link-local
 *   addresses must be written here in full, since larger ranges do not include them
 */
export type NetworkPeer =
  | 'api-server'
  | 'nodes'
  | 'outside-cluster'
  | 'link-local'
  | 'pods'
  | 'tenants'
  | 'components'
  | { readonly capability: Capability }
  | { readonly cidr: string }
  | { readonly namespace: string; readonly podLabels?: Readonly<Record<string, string>> };

/** Port of the pods (not of their Service) that accept the connection; a number is a TCP port. */
export type NetworkPort =
  | number
  | {
      readonly port: number;
      /**
       * Last port of a range that begins with `port`.
       * @default port
       */
      readonly endPort?: number;
      readonly protocol: 'TCP' | 'UDP';
    };

/** Allowed connections with one peer. */
export interface NetworkRule {
  readonly peer: NetworkPeer;
  /** @default all */
  readonly ports?: readonly NetworkPort[];
}

/**
 * Allowed connections of a component's pods. All other ingress and egress is denied, except that every component may
 * query the cluster DNS and, unless a release sets `isolatePods`, connect to pods of its own namespace.
 */
export interface NetworkRules {
  /**
   * Labels of the pods that the rules apply to.
   * @default all pods of the namespace
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Allowed connections to the pods. */
  readonly ingress?: readonly NetworkRule[];
  /** Allowed connections that the pods open. */
  readonly egress?: readonly NetworkRule[];
}
