import type { Machine } from '../../../src/kinds/machine';
import type { OnPremOptions } from './schema';

/** Host of an on-premises cluster, with the labels and taints of its node. */
export interface Host {
  readonly name: string;
  readonly address: string;
  /** Address in the second IP family; undefined without `dualStack`, and for etcd hosts. */
  readonly secondAddress?: string | undefined;
  /** `etcd` is a host that runs only etcd and is not a node. */
  readonly role: 'etcd' | 'control-plane' | 'worker';
  readonly labels: Readonly<Record<string, string>>;
  /** Taints in kubectl's notation, such as `gpu=yes:NoSchedule`. */
  readonly taints: readonly string[];
  /** Path of the option that contains the host, such as `workers` or `workerGroups.gpu`: workers are upgraded by group. */
  readonly group: string;
}

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule';

/** Lists all hosts of a cluster: control planes, workers, etcd hosts; each role in the order of the definition. */
export function listHosts(options: OnPremOptions): readonly Host[] {
  const controlPlaneTaints = options.workloadsOnControlPlanes ? [] : [controlPlaneTaint];
  const controlPlanes = Object.entries(options.controlPlanes).map(([name, address]): Host => ({
    name,
    address,
    secondAddress: options.dualStack?.addresses[name],
    role: 'control-plane',
    labels: zoneLabel(options, name),
    taints: controlPlaneTaints,
    group: 'controlPlanes',
  }));
  const workers = listWorkerGroups(options).flatMap(({ path, hosts, labels, taints }) =>
    Object.entries(hosts).map(([name, address]): Host => ({
      name,
      address,
      secondAddress: options.dualStack?.addresses[name],
      role: 'worker',
      labels: { ...zoneLabel(options, name), ...labels },
      taints,
      group: path,
    })),
  );
  const etcdHosts = Object.entries(options.etcd).map(([name, address]): Host => ({
    name,
    address,
    role: 'etcd',
    labels: {},
    taints: [],
    group: 'etcd',
  }));
  return [...controlPlanes, ...workers, ...etcdHosts];
}

/** Returns the label of the zone of a host; none if it is in no zone. */
function zoneLabel({ zones }: OnPremOptions, host: string): Readonly<Record<string, string>> {
  const zone = Object.entries(zones).find(([, hosts]) => hosts.includes(host))?.[0];
  return zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone };
}

/** Workers that are upgraded together. */
interface WorkerGroup {
  /** Path of the option that contains its hosts. */
  readonly path: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly string[];
  /** Number of hosts that are upgraded at the same time. */
  readonly upgradeBatchSize: number;
}

/** Lists the groups of workers that have hosts: `workers`, then `workerGroups` in the order of the definition. */
export function listWorkerGroups({
  workers,
  upgradeBatchSize,
  workerGroups,
}: Pick<OnPremOptions, 'workers' | 'upgradeBatchSize' | 'workerGroups'>): readonly WorkerGroup[] {
  return [
    { path: 'workers', hosts: workers, labels: {}, taints: [], upgradeBatchSize },
    ...Object.entries(workerGroups).map(([name, group]) => ({ path: `workerGroups.${name}`, ...group })),
  ].filter(({ hosts }) => Object.keys(hosts).length > 0);
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
  return listHosts(options).map(({ name, address, secondAddress, role, taints }) => ({
    name,
    address,
    ...(secondAddress === undefined ? {} : { secondAddress }),
    roles: role === 'control-plane' && hasStackedEtcd ? ['control-plane', 'etcd'] : [role],
    ...(role === 'etcd' || taints.includes(controlPlaneTaint) ? { schedulable: false } : {}),
  }));
}
