/** Machine of a cluster, as listed in the definition. */
export interface Machine {
  readonly name: string;
  /** IP address. */
  readonly address: string;
  readonly roles: readonly ('control-plane' | 'etcd' | 'worker')[];
  /**
   * Whether ordinary pods may run on the machine.
   * @default true
   */
  readonly schedulable?: boolean;
}
