/** A machine of a cluster, as its description names it. */
export interface Machine {
  readonly name: string;
  readonly address: string;
  readonly roles: readonly ('control-plane' | 'etcd' | 'worker')[];
  /**
   * Whether ordinary pods may run on it.
   * @default true
   */
  readonly schedulable?: boolean;
}
