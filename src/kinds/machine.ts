/** Machine of a cluster, as listed in the definition. */
export interface Machine {
  /** Host name, and name of the node. */
  readonly name: string;
  /** IP address. */
  readonly address: string;
  /**
   * IP address in the second IP family of a dual-stack cluster.
   * @default none
   */
  readonly secondAddress?: string;
  /** What the machine runs: the control plane, etcd, workloads. */
  readonly roles: readonly ('control-plane' | 'etcd' | 'worker')[];
  /**
   * Whether ordinary pods may run on the machine.
   * @default true
   */
  readonly schedulable?: boolean;
}
