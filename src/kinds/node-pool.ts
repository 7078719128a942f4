/** Group of equal nodes that the cloud creates and replaces. */
export interface NodePool {
  readonly name: string;
  readonly architecture: 'amd64' | 'arm64';
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Taints in kubectl's notation, such as `gpu=yes:NoSchedule`. */
  readonly taints: readonly string[];
  /** Options whose change replaces all nodes of the pool, with their values. */
  readonly replacedBy: Readonly<Record<string, string>>;
  /**
   * Zones of the nodes, where the cloud changes them in place: the nodes of a removed zone are drained.
   * @default a change of zones replaces the pool, or the pool has none
   */
  readonly zones?: readonly string[];
}
