/** Group of equal nodes that the cloud creates and replaces. */
export interface NodePool {
  readonly name: string;
  readonly architecture: 'amd64' | 'arm64';
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Taints in kubectl's notation, such as `gpu=yes:NoSchedule`. */
  readonly taints: readonly string[];
  /** Options whose change replaces all nodes of the pool. */
  readonly replacedBy: Readonly<Record<string, string>>;
}
