import type { Capability } from '../definition/capability';

/**
 * Who is at the other end of a connection of a component:
 * - `api-server`: to it, the Kubernetes API; from it, its calls of webhooks and aggregated APIs
 * - `nodes`: the machines, and pods on their network
 * - `world`: outside of the cluster; as a source, anybody, since nodes may stand in for who really comes
 * - `link-local`: as a target, the addresses at which clouds answer their machines: with names, and with credentials; no part of the world
 * - `pods`: any pod of the cluster; as a target, each still decides whom it lets in
 * - `tenants`: pods of any tenant
 * - `components`: pods of the platform, in namespaces of no tenant
 * - a capability: the pods that provide it on this cluster; nothing is drawn where there are none
 * - a namespace, or some pods of it
 */
export type NetworkPeer =
  | 'api-server'
  | 'nodes'
  | 'world'
  | 'link-local'
  | 'pods'
  | 'tenants'
  | 'components'
  | { readonly capability: Capability }
  | { readonly namespace: string; readonly podLabels?: Readonly<Record<string, string>> };

/** A port of pods, where the connection ends: not the port of a Service before them. */
export type NetworkPort =
  | number
  | {
      readonly port: number;
      /** The last of a range that begins with `port`. @default it alone */
      readonly endPort?: number;
      readonly protocol: 'TCP' | 'UDP';
    };

/** Connections with one peer. */
export interface NetworkRule {
  readonly peer: NetworkPeer;
  /** @default all */
  readonly ports?: readonly NetworkPort[];
}

/**
 * Whom pods of a component talk to and are talked to by. Everything else is denied both ways, save what every component
 * may: ask the DNS, and talk within its own namespace unless a release of it keeps them `apart`.
 */
export interface NetworkRules {
  /**
   * Labels of the pods that it is about.
   * @default all pods of the namespace
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly ingress?: readonly NetworkRule[];
  readonly egress?: readonly NetworkRule[];
}
