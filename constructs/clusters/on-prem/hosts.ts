import type { Machine } from '../../../src/kinds/cluster-plan';
import type { OnPremOptions } from './schema';

/** A host with everything that its node shall have. */
export interface Host {
  readonly name: string;
  readonly address: string;
  readonly role: 'etcd' | 'control-plane' | 'worker';
  readonly labels: Readonly<Record<string, string>>;
  /** As they are written: `gpu=yes:NoSchedule`. */
  readonly taints: readonly string[];
}

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule';

/** All hosts of a cluster: control planes, workers, and hosts of etcd alone, each in the order of the description. */
export function listHosts(options: OnPremOptions): readonly Host[] {
  const taints = options.workloadsOnControlPlanes ? [] : [controlPlaneTaint];
  const controlPlanes = Object.entries(options.controlPlanes).map(([name, address]): Host => ({
    name,
    address,
    role: 'control-plane',
    labels: {},
    taints,
  }));
  const groups = [{ hosts: options.workers, labels: {}, taints: [] }, ...Object.values(options.workerGroups)];
  const workers = groups.flatMap(({ hosts, labels, taints: own }) =>
    Object.entries(hosts).map(([name, address]): Host => ({ name, address, role: 'worker', labels, taints: own })),
  );
  const etcd = Object.entries(options.etcd).map(([name, address]): Host => ({
    name,
    address,
    role: 'etcd',
    labels: {},
    taints: [],
  }));
  return [...controlPlanes, ...workers, ...etcd];
}

/** Whether etcd has hosts of its own, instead of running on the control planes. */
export function usesExternalEtcd({ etcd }: OnPremOptions): boolean {
  return Object.keys(etcd).length > 0;
}

/** The machines as the plan sees them. */
export function listMachines(options: OnPremOptions): readonly Machine[] {
  const together = !usesExternalEtcd(options);
  return listHosts(options).map(({ name, address, role, taints }) => ({
    name,
    address,
    roles: role === 'control-plane' && together ? ['control-plane', 'etcd'] : [role],
    ...(role === 'etcd' || taints.includes(controlPlaneTaint) ? { schedulable: false } : {}),
  }));
}
