/** Step of an upgrade of a cluster to another version of Kubernetes. A step starts when the previous one has succeeded. */
export interface UpgradeStep {
  readonly action: 'check' | 'snapshot' | 'etcd' | 'control-planes' | 'workers' | 'add-ons' | 'node-pools';
  /** Path, in the options of the cluster, of the workers of the step: `workers`, or `workerGroups.gpu`. */
  readonly group?: string;
  /** Names of the hosts, in the order of the upgrade; of managed clusters, names of add-ons or node pools, and none of control planes. */
  readonly hosts: readonly string[];
  /** Number of hosts, add-ons or node pools at a time. */
  readonly batchSize: number;
  /** What is done with each host, in a few words. */
  readonly description: string;
}
