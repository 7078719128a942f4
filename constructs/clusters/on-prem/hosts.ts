import type { Machine } from '../../../src/kinds/cluster-plan';
import type { OnPremOptions } from './schema';

/** Host of an on-premises cluster, with the labels and taints of its node. */
export interface Host {
  readonly name: string;
  readonly address: string;
  /** `etcd` is a host that runs only etcd and is not a node. */
  readonly role: 'etcd' | 'control-plane' | 'worker';
  readonly labels: Readonly<Record<string, string>>;
  /** Taints in kubectl's notation, such as `gpu=yes:NoSchedule`. */
  readonly taints: readonly string[];
}

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule';

/** Lists all hosts of a cluster: control planes, workers, etcd hosts; each role in the order of the definition. */
export function listHosts(options: OnPremOptions): readonly Host[] {
  const controlPlaneTaints = options.workloadsOnControlPlanes ? [] : [controlPlaneTaint];
  const controlPlanes = Object.entries(options.controlPlanes).map(([name, address]): Host => ({
    name,
    address,
    role: 'control-plane',
    labels: {},
    taints: controlPlaneTaints,
  }));
  const workerGroups = [{ hosts: options.workers, labels: {}, taints: [] }, ...Object.values(options.workerGroups)];
  const workers = workerGroups.flatMap(({ hosts, labels, taints }) =>
    Object.entries(hosts).map(([name, address]): Host => ({ name, address, role: 'worker', labels, taints })),
  );
  const etcdHosts = Object.entries(options.etcd).map(([name, address]): Host => ({
    name,
    address,
    role: 'etcd',
    labels: {},
    taints: [],
  }));
  return [...controlPlanes, ...workers, ...etcdHosts];
}

/**
 * True if etcd runs on its own hosts (kubeadm's external etcd), false if it runs on the control planes (stacked etcd).
 */
export function usesExternalEtcd({ etcd }: OnPremOptions): boolean {
  return Object.keys(etcd).length > 0;
}

/** Lists the hosts of a cluster as machines of its plan. */
export function listMachines(options: OnPremOptions): readonly Machine[] {
  const hasStackedEtcd = !usesExternalEtcd(options);
  return listHosts(options).map(({ name, address, role, taints }) => ({
    name,
    address,
    roles: role === 'control-plane' && hasStackedEtcd ? ['control-plane', 'etcd'] : [role],
    ...(role === 'etcd' || taints.includes(controlPlaneTaint) ? { schedulable: false } : {}),
  }));
}
