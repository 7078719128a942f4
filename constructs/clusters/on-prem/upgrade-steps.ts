import type { UpgradeStep } from '../../../src/kinds/upgrade-step';
import { listWorkerGroups, usesExternalEtcd } from './hosts';
import type { OnPremOptions } from './schema';

/** Lists the steps of an upgrade of a cluster to another version of Kubernetes, in the order of their resources. */
export function listUpgradeSteps(options: OnPremOptions): readonly UpgradeStep[] {
  const controlPlanes = Object.keys(options.controlPlanes);
  const etcdHosts = Object.keys(options.etcd);
  const drain = 'drained within its PodDisruptionBudgets, kubelet, containerd and CNI plugins replaced, uncordoned';
  return [
    {
      action: 'check',
      hosts: [...etcdHosts, ...controlPlanes, ...listWorkerGroups(options).flatMap(({ hosts }) => Object.keys(hosts))],
      batchSize: 20,
      description: 'versions and hosts are checked, and the images of the new version imported',
    },
    {
      action: 'snapshot',
      hosts: usesExternalEtcd(options) ? etcdHosts : controlPlanes,
      batchSize: 1,
      description: 'a snapshot of etcd is saved on the first healthy one of these hosts',
    },
    ...(etcdHosts.length > 0
      ? [
          {
            action: 'etcd',
            hosts: etcdHosts,
            batchSize: 1,
            description: 'etcd and kubelet are replaced; all members must be healthy before and after',
          } as const,
        ]
      : []),
    {
      action: 'control-planes',
      hosts: controlPlanes,
      batchSize: 1,
      description: `${usesExternalEtcd(options) ? 'control plane' : 'control plane and etcd'} replaced by kubeadm, ${drain}`,
    },
    ...listWorkerGroups(options).map(({ path, hosts, upgradeBatchSize }): UpgradeStep => ({
      action: 'workers',
      group: path,
      hosts: Object.keys(hosts),
      batchSize: upgradeBatchSize,
      description: drain,
    })),
  ];
}
