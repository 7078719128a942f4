import ipaddr from 'ipaddr.js';
import type { AnsibleInventory } from '../files/ansible-inventory';
import { isMapping, listTexts, tryFormatScalar, type ClusterVariables } from './ansible-variables';

/** Groups of kubespray, with their names in earlier versions, and of naisible. */
const roleGroups = {
  controlPlanes: ['kube_control_plane', 'kube-master', 'kube_master', 'masters'],
  workers: ['kube_node', 'kube-node', 'workers'],
  etcd: ['etcd'],
} as const;

/**
 * Groups that kubespray's playbooks create from those of the inventory, so that an inventory need not have them.
 * @see https://github.com/kubernetes-sigs/kubespray/blob/master/roles/dynamic_groups/tasks/main.yml
 */
export const kubesprayGroups = {
  kube_control_plane: ['kube-master'],
  kube_node: ['kube-node'],
  calico_rr: ['calico-rr'],
  k8s_cluster: ['kube_node', 'kube_control_plane', 'calico_rr'],
} as const;

const zoneLabel = 'topology.kubernetes.io/zone';

/** Names of the hosts of a cluster by role. */
export interface ClusterHosts {
  readonly controlPlanes: readonly string[];
  readonly workers: readonly string[];
  /** Hosts that run only etcd; none if it runs on the control planes. */
  readonly etcd: readonly string[];
  /** Control planes that run workloads too. */
  readonly schedulable: readonly string[];
  /** Notes about hosts and groups that were not carried over. */
  readonly notes: readonly string[];
}

/** Returns the hosts of the groups of kubespray or naisible. */
export function listClusterHosts({ hosts, groups }: AnsibleInventory): ClusterHosts {
  const list = (role: keyof typeof roleGroups) => [
    ...new Set(roleGroups[role].flatMap((group) => groups.get(group) ?? [])),
  ];
  const controlPlanes = list('controlPlanes');
  const workers = list('workers').filter((host) => !controlPlanes.includes(host));
  const otherMembers = list('etcd').filter((host) => !controlPlanes.includes(host));
  // Hosts that run only etcd, which are all of them, or none.
  const etcd = list('etcd').some((host) => [...controlPlanes, ...workers].includes(host)) ? [] : otherMembers;
  const schedulable = list('workers').filter((host) => controlPlanes.includes(host));
  const known = [...controlPlanes, ...workers, ...etcd, ...otherMembers, ...(groups.get('bastion') ?? [])];
  const unused = [...hosts.keys()].filter((host) => !known.includes(host));
  return {
    ...{ controlPlanes, workers, etcd, schedulable },
    notes: [
      ...(controlPlanes.length === 0
        ? [`no control plane: the inventory has none of the groups ${roleGroups.controlPlanes.join(', ')}`]
        : []),
      ...(etcd.length < otherMembers.length
        ? [
            `etcd runs on ${list('etcd').join(', ')}, which are not all control planes, and not all hosts of its own: etcd of the new cluster runs on the control planes, unless you write the hosts of \`etcd\``,
          ]
        : []),
      ...(schedulable.length > 0 && schedulable.length < controlPlanes.length
        ? [`only some control planes run workloads (${schedulable.join(', ')}): workloadsOnControlPlanes is for all`]
        : []),
      ...(unused.length > 0 ? [`hosts in no group of the cluster, not carried over: ${unused.join(', ')}`] : []),
    ],
  };
}

/** IP families of the nodes, with the variables of their addresses. */
export const addressFamilies = {
  ipv4: { names: ['ip', 'ansible_host', 'ansible_ssh_host'], isValid: (text: string) => ipaddr.IPv4.isValid(text) },
  ipv6: {
    names: ['ip6', 'ip', 'ansible_host', 'ansible_ssh_host'],
    isValid: (text: string) => ipaddr.IPv6.isValid(text),
  },
} as const;

/**
 * Returns the addresses of hosts in the cluster, by name: `ip` or `ip6`, otherwise the address of SSH or the name, where these are
 * addresses of the family. A host without one gets a description of what to write, and a note.
 */
export function readAddresses(
  names: readonly string[],
  variables: ClusterVariables,
  family: keyof typeof addressFamilies,
): Readonly<Record<string, string>> {
  const { names: variableNames, isValid } = addressFamilies[family];
  return Object.fromEntries(
    names.map((host) => {
      const candidates = [...variableNames.map((name) => variables.textOfHost(host, name) ?? ''), host];
      const address = candidates.find((candidate) => isValid(candidate));
      if (address !== undefined) return [host, address];
      const kind = family === 'ipv4' ? 'IP' : 'IPv6';
      variables.addNote(`${host}: its address is not in the inventory: write its ${kind} address`);
      return [host, `${kind} address of ${host}`];
    }),
  );
}

/** Labels and taints of nodes, in the options of a cluster: zones, and groups of the workers with the same ones. */
export function readNodeSettings({ controlPlanes, workers }: ClusterHosts, variables: ClusterVariables) {
  const nodes = [...controlPlanes, ...workers].map((name) => readNode(name, variables));
  const zones = new Map<string, string[]>();
  for (const { name, zone } of nodes) if (zone !== undefined) zones.set(zone, [...(zones.get(zone) ?? []), name]);
  const groups = new Map<string, { names: string[]; labels: object; taints: readonly string[] }>();
  for (const { name, labels, taints } of nodes) {
    const hasSettings = Object.keys(labels).length + taints.length > 0;
    if (controlPlanes.includes(name)) {
      if (hasSettings)
        variables.addNote(
          `${name}: labels and taints of control planes were not carried over: Plinth sets those of workers`,
        );
      continue;
    }
    const key = hasSettings ? JSON.stringify([labels, taints]) : '';
    const group = groups.get(key) ?? { names: [], labels, taints };
    group.names.push(name);
    groups.set(key, group);
  }
  return {
    plain: groups.get('')?.names ?? [],
    workerGroups: [...groups].flatMap(([key, group]) => (key === '' ? [] : [group])),
    zones: zones.size > 0 ? Object.fromEntries(zones) : undefined,
  };
}

/** Reads the labels, the zone and the taints of a node. kubespray has a mapping of labels, naisible a list of `key=value`. */
function readNode(name: string, variables: ClusterVariables) {
  const value = variables.ofHost(name, 'node_labels');
  const entries = isMapping(value)
    ? Object.entries(value).map(([key, item]): [string, string] => [key, tryFormatScalar(item) ?? ''])
    : listTexts(value)
        .flatMap((text) => text.split(','))
        .map((label) => splitLabel(label));
  const labels = Object.fromEntries(entries.filter(([key]) => key !== zoneLabel));
  const taints = listTexts(variables.ofHost(name, 'node_taints'));
  return { name, labels, taints, zone: Object.fromEntries(entries)[zoneLabel] };
}

function splitLabel(label: string): [key: string, value: string] {
  const separator = label.indexOf('=');
  return separator < 0 ? [label, ''] : [label.slice(0, separator), label.slice(separator + 1)];
}

/** Returns the SSH settings of a cluster, with those of its hosts that differ. */
export function readSsh(
  names: readonly string[],
  bastions: readonly string[],
  variables: ClusterVariables,
  defaultUser: string | undefined,
  addresses: Readonly<Record<string, string>>,
) {
  const settings = names.map((host) => ({
    host,
    user: variables.textOfHost(host, 'ansible_user', 'ansible_ssh_user', 'nais_remote_user') ?? defaultUser,
    port: Number(variables.textOfHost(host, 'ansible_port', 'ansible_ssh_port') ?? 22),
    address:
      variables.textOfHost(host, 'ansible_host', 'ansible_ssh_host') ?? (ipaddr.isValid(host) ? undefined : host),
    key: variables.textOfHost(host, 'ansible_ssh_private_key_file', 'ansible_private_key_file'),
  }));
  noteAboutLogin(names, variables);
  const user = findMostFrequent(settings.map((host) => host.user)) ?? 'root';
  if (settings.every((host) => host.user === undefined))
    variables.addNote("the user for SSH is not in the inventory: 'root' was written");
  const port = findMostFrequent(settings.map((host) => host.port)) ?? 22;
  const keys = [...new Set(settings.flatMap(({ key }) => key ?? []))];
  if (keys.length > 1)
    variables.addNote(`several SSH keys (${keys.join(', ')}): Plinth uses one, or those of the SSH agent`);
  const own = settings.flatMap((host): [string, object][] => {
    const differences = {
      address: host.address === addresses[host.host] ? undefined : host.address,
      port: host.port === port ? undefined : host.port,
      user: host.user === user ? undefined : host.user,
    };
    return Object.values(differences).some((value) => value !== undefined) ? [[host.host, differences]] : [];
  });
  return {
    user,
    port: port === 22 ? undefined : port,
    privateKey: keys.length === 1 ? keys[0] : undefined,
    bastion: readBastion(bastions, variables),
    hosts: own.length > 0 ? Object.fromEntries(own) : undefined,
  };
}

/** Returns the bastion of kubespray's group of this name, which has one host. */
function readBastion([name, ...others]: readonly string[], variables: ClusterVariables): string | undefined {
  if (name === undefined) return undefined;
  const host = variables.textOfHost(name, 'ansible_host', 'ansible_ssh_host') ?? name;
  const user = variables.textOfHost(name, 'ansible_user', 'ansible_ssh_user');
  const port = variables.textOfHost(name, 'ansible_port', 'ansible_ssh_port') ?? '22';
  if (others.length > 0) variables.addNote(`several bastions: ${host} was carried over`);
  if (port !== '22')
    variables.addNote(`the bastion has port ${port}: write it into ~/.ssh/config, for the host ${host}`);
  return user === undefined ? host : `${user}@${host}`;
}

/** Notes about log-ins of Ansible that are different with Plinth. */
function noteAboutLogin(names: readonly string[], variables: ClusterVariables): void {
  const find = (...variableNames: readonly string[]) =>
    variableNames.find((name) => names.some((host) => variables.ofHost(host, name) !== undefined));
  const password = find('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password');
  if (password !== undefined) variables.addNote(`${password}: Plinth logs in with an SSH key, not with a password`);
  const sudoPassword = find('ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass');
  if (sudoPassword !== undefined)
    variables.addNote(`${sudoPassword}: the user must be able to run sudo without a password`);
  const sshArguments = find('ansible_ssh_common_args', 'ansible_ssh_extra_args', 'ansible_ssh_args');
  if (sshArguments !== undefined)
    variables.addNote(`${sshArguments}: write options of SSH into ~/.ssh/config, and a bastion into ssh.bastion`);
  if (names.some((host) => variables.textOfHost(host, 'ansible_connection') === 'local'))
    variables.addNote('ansible_connection=local: Plinth logs in with SSH, also on the machine where it runs');
  const method = names.map((host) => variables.textOfHost(host, 'ansible_become_method') ?? 'sudo');
  if (method.some((name) => name !== 'sudo')) variables.addNote('ansible_become_method: Plinth uses sudo');
}

function findMostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, first], [, second]) => second - first)[0]?.[0];
}
