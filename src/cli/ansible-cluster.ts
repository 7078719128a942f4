import ipaddr from 'ipaddr.js';
import { kubernetesVersions } from '../definition/kubernetes-versions';
import type { AnsibleInventory, AnsibleVariables } from '../files/ansible-inventory';

/** Cluster of an inventory, and what the inventory contains that the cluster does not. */
export interface ImportedCluster {
  readonly name: string;
  /** Options of a cluster of kind `on-prem`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What must be added or decided, and what was not carried over; one line each. */
  readonly notes: readonly string[];
}

/** Groups of kubespray, with their names in earlier versions, and of naisible. */
const roleGroups = {
  controlPlanes: ['kube_control_plane', 'kube-master', 'kube_master', 'masters'],
  workers: ['kube_node', 'kube-node', 'workers'],
  etcd: ['etcd'],
} as const;

/** Network plugins that have a component. */
const networkKinds: readonly string[] = ['flannel', 'cilium', 'calico'];

/** Variables that say how Ansible runs, or that Plinth does by itself. They need no note. */
const ignored =
  /^(ansible_(connection|python_interpreter|become\w*|ssh_(common|extra)_args|host_key_checking)|inventory_hostname|etcd_member_name|etcd_deployment_type|container_manager|kube_encrypt_secret_data|kubernetes_audit|auto_renew_certificates)$/;

/**
 * Returns the cluster of an inventory of kubespray or naisible.
 * @param name name of the cluster; by default, that of the inventory, or `cluster`
 */
export function importAnsibleCluster(
  { hosts, groups, unread }: AnsibleInventory,
  environment: string,
  name: string | undefined,
): ImportedCluster {
  const notes = unread.map((file) => `${file}: its variables were not read`);
  const carried = new Set<string>();
  const list = (role: keyof typeof roleGroups) => roleGroups[role].flatMap((group) => groups.get(group) ?? []);
  const controlPlanes = list('controlPlanes');
  const workers = list('workers').filter((host) => !controlPlanes.includes(host));
  const etcd = list('etcd').filter((host) => !controlPlanes.includes(host));
  if (controlPlanes.length === 0)
    notes.push(`no control plane: the inventory has none of the groups ${roleGroups.controlPlanes.join(', ')}`);
  if (etcd.length > 0 && etcd.length < list('etcd').length)
    notes.push('etcd runs on control planes and on hosts of its own: write the hosts of `etcd` yourself, or remove it');
  const schedulable = list('workers').filter((host) => controlPlanes.includes(host));
  if (schedulable.length > 0 && schedulable.length < controlPlanes.length)
    notes.push(
      `only some control planes run workloads (${schedulable.join(', ')}): workloadsOnControlPlanes is for all`,
    );
  const unused = [...hosts.keys()].filter((host) => ![...controlPlanes, ...workers, ...etcd].includes(host));
  if (unused.length > 0) notes.push(`hosts in no group of the cluster, not carried over: ${unused.join(', ')}`);

  const variables = new VariableReader(hosts.get(controlPlanes[0] ?? '') ?? {}, carried, notes);
  const addresses = new Map<string, string>();
  for (const host of [...controlPlanes, ...workers, ...etcd]) {
    const address = findAddress(host, hosts.get(host) ?? {}, carried);
    if (address === undefined) notes.push(`${host}: its address is not in the inventory: write its IP address`);
    addresses.set(host, address ?? `IP address of ${host}`);
  }
  const formatHosts = (names: readonly string[]) =>
    Object.fromEntries(names.map((host) => [host, addresses.get(host) ?? '']));
  const isNaisible = groups.has('masters');
  const clusterName = variables.text('cluster_name');
  const clusterDomain = isNaisible ? variables.text('cluster_domain') : (variables.text('dns_domain') ?? clusterName);
  const { plain, workerGroups } = groupWorkers(workers, hosts, carried);

  const options = omitUndefined({
    kind: 'on-prem',
    environment,
    ...readVersion(variables, notes),
    ssh: readSsh([...controlPlanes, ...workers, ...etcd], hosts, addresses, carried, notes),
    controlPlanes: formatHosts(controlPlanes),
    etcd: etcd.length > 0 ? formatHosts(etcd) : undefined,
    workers: plain.length > 0 ? formatHosts(plain) : undefined,
    workerGroups:
      workerGroups.length > 0
        ? Object.fromEntries(
            workerGroups.map(({ names, labels, taints }, index) => [
              `group${index + 1}`,
              { hosts: formatHosts(names), labels, taints },
            ]),
          )
        : undefined,
    workloadsOnControlPlanes:
      controlPlanes.length > 0 && schedulable.length === controlPlanes.length ? true : undefined,
    endpoint: readEndpoint(variables, controlPlanes.length, notes),
    podCidr: variables.text('kube_pods_subnet', 'pod_network_cidr'),
    serviceCidr: variables.text('kube_service_addresses', 'service_cidr'),
    clusterDomain,
    proxy: readProxy(variables, notes),
    oidc: readOidc(variables),
    kubeProxy: readMode(variables),
    components: [...readNetwork(variables, isNaisible, notes), { kind: 'core-dns' }],
  });
  const dnsAddress = variables.text('cluster_dns_ip', 'skydns_server');
  if (dnsAddress !== undefined)
    notes.push(
      `the DNS Service has the tenth address of serviceCidr, not necessarily ${dnsAddress} as in the inventory`,
    );
  return {
    name: name ?? (isNaisible ? clusterName : undefined) ?? 'cluster',
    options,
    notes: [...notes, ...listOtherVariables(hosts, carried)],
  };
}

/** Reads variables of the cluster, as the first control plane has them, and records which ones were carried over. */
class VariableReader {
  constructor(
    private readonly variables: AnsibleVariables,
    private readonly carried: Set<string>,
    private readonly notes: string[],
  ) {}

  /** Returns the first of these variables that has a value; undefined for one that Ansible computes. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.variables[name];
      if (value === undefined || value === null || value === '') continue;
      this.carried.add(name);
      const text = tryFormatScalar(value);
      if (text !== undefined) return text;
      this.notes.push(`${name}: its value is computed by Ansible, and was not carried over`);
    }
    return undefined;
  }

  isTrue(name: string): boolean {
    return ['true', 'yes', '1'].includes((this.text(name) ?? '').toLowerCase());
  }

  /** Returns a field of a variable that is a mapping. */
  field(name: string, key: string): string | undefined {
    const value = this.variables[name];
    if (typeof value !== 'object' || value === null) return undefined;
    this.carried.add(name);
    const field = (value as Readonly<Record<string, unknown>>)[key];
    return typeof field === 'string' || typeof field === 'number' ? String(field) : undefined;
  }
}

/** Returns the address of a host in the cluster: `ip`, otherwise `ansible_host` or the name, where these are addresses. */
function findAddress(host: string, variables: AnsibleVariables, carried: Set<string>): string | undefined {
  for (const name of ['ip', 'ansible_host', 'ansible_ssh_host']) if (variables[name] !== undefined) carried.add(name);
  return [variables.ip, variables.ansible_host, variables.ansible_ssh_host, host]
    .map((value) => (typeof value === 'string' ? value : ''))
    .find((value) => ipaddr.isValid(value));
}

function readVersion(variables: VariableReader, notes: string[]) {
  const version = variables.text('kube_version')?.replace(/^v/, '');
  if (version === undefined) return {};
  const minor = version.split('.').slice(0, 2).join('.');
  if (!(minor in kubernetesVersions)) {
    notes.push(
      `kube_version ${version} is not supported: upgrade the cluster to one of ${Object.keys(kubernetesVersions).join(', ')} first, or create a new one`,
    );
    return {};
  }
  return { kubernetes: minor, ...(version.split('.').length === 3 ? { patch: version } : {}) };
}

function readSsh(
  names: readonly string[],
  hosts: AnsibleInventory['hosts'],
  addresses: ReadonlyMap<string, string>,
  carried: Set<string>,
  notes: string[],
) {
  const read = (host: string, ...keys: readonly string[]) => {
    for (const key of keys) {
      const value = hosts.get(host)?.[key];
      const text = tryFormatScalar(value);
      if (text === undefined) continue;
      carried.add(key);
      return text;
    }
    return undefined;
  };
  const settings = names.map((host) => ({
    host,
    user: read(host, 'ansible_user', 'ansible_ssh_user', 'nais_remote_user'),
    port: Number(read(host, 'ansible_port', 'ansible_ssh_port') ?? 22),
    address: read(host, 'ansible_host', 'ansible_ssh_host') ?? (ipaddr.isValid(host) ? undefined : host),
    key: read(host, 'ansible_ssh_private_key_file'),
  }));
  const user = findMostFrequent(settings.map((host) => host.user)) ?? 'root';
  if (settings.every((host) => host.user === undefined))
    notes.push("the user for SSH is not in the inventory: 'root' was written");
  const port = findMostFrequent(settings.map((host) => host.port)) ?? 22;
  const keys = [...new Set(settings.flatMap(({ key }) => key ?? []))];
  if (keys.length > 1) notes.push(`several SSH keys (${keys.join(', ')}): Plinth uses one, or those of the SSH agent`);
  const own = settings.flatMap((host): [string, object][] => {
    const differences = omitUndefined({
      address: host.address === addresses.get(host.host) ? undefined : host.address,
      port: host.port === port ? undefined : host.port,
      user: host.user === undefined || host.user === user ? undefined : host.user,
    });
    return Object.keys(differences).length > 0 ? [[host.host, differences]] : [];
  });
  return omitUndefined({
    user,
    port: port === 22 ? undefined : port,
    privateKey: keys.length === 1 ? keys[0] : undefined,
    hosts: own.length > 0 ? Object.fromEntries(own) : undefined,
  });
}

/** Puts workers with the same labels and taints into a group. */
function groupWorkers(workers: readonly string[], hosts: AnsibleInventory['hosts'], carried: Set<string>) {
  const settings = new Map<string, { names: string[]; labels: object; taints: readonly string[] }>();
  for (const host of workers) {
    const { node_labels, node_taints } = hosts.get(host) ?? {};
    for (const name of ['node_labels', 'node_taints']) carried.add(name);
    // kubespray has a mapping, naisible a list of `key=value`.
    const labels = Object.fromEntries(
      Array.isArray(node_labels)
        ? listTexts(node_labels).map((label) => splitLabel(label))
        : Object.entries(node_labels ?? {}).map(([key, value]) => [key, String(value)]),
    );
    const taints = listTexts(node_taints);
    const key = JSON.stringify([labels, taints]);
    const group = settings.get(key) ?? { names: [], labels, taints };
    group.names.push(host);
    settings.set(key, group);
  }
  const isPlain = ({ labels, taints }: { labels: object; taints: readonly string[] }) =>
    Object.keys(labels).length + taints.length === 0;
  const all = [...settings.values()];
  return { plain: all.find(isPlain)?.names ?? [], workerGroups: all.filter((group) => !isPlain(group)) };
}

function readEndpoint(variables: VariableReader, controlPlanes: number, notes: string[]) {
  const vip = variables.isTrue('kube_vip_enabled') ? variables.text('kube_vip_address') : undefined;
  if (vip !== undefined) return { address: vip, via: 'kube-vip' };
  const address = variables.field('loadbalancer_apiserver', 'address');
  const port = variables.field('loadbalancer_apiserver', 'port');
  if (address !== undefined) return { address, ...(port === undefined ? {} : { port: Number(port) }) };
  if (controlPlanes > 1) notes.push('several control planes need an endpoint: write endpoint: { address: … }');
  return undefined;
}

function readProxy(variables: VariableReader, notes: string[]) {
  const http = variables.text('http_proxy', 'nais_http_proxy');
  const https = variables.text('https_proxy', 'nais_https_proxy');
  const except = variables.text('no_proxy', 'nais_no_proxy', 'additional_no_proxy');
  if (http === undefined) return undefined;
  if ([http, https].some((url) => url?.includes('@'))) {
    notes.push('the URL of the proxy contains credentials, and was not carried over');
    return undefined;
  }
  const entries = except?.split(',').filter(Boolean) ?? [];
  return omitUndefined({
    http,
    https: https === http ? undefined : https,
    except: entries.length > 0 ? entries : undefined,
  });
}

function readOidc(variables: VariableReader) {
  const issuer = variables.text('kube_oidc_url', 'oidc_issuer_url');
  const clientId = variables.text('kube_oidc_client_id', 'oidc_client_id');
  const usernameClaim = variables.text('kube_oidc_username_claim', 'oidc_username_claim');
  const groupsClaim = variables.text('kube_oidc_groups_claim', 'oidc_groups_claim');
  if (issuer === undefined || clientId === undefined) return undefined;
  return omitUndefined({ issuer, clientId, usernameClaim, groupsClaim });
}

function readMode(variables: VariableReader) {
  const mode = variables.text('kube_proxy_mode');
  return mode === undefined ? undefined : { mode };
}

function readNetwork(variables: VariableReader, isNaisible: boolean, notes: string[]): readonly { kind: string }[] {
  const plugin = variables.text('kube_network_plugin') ?? (isNaisible ? 'flannel' : undefined);
  if (plugin !== undefined && networkKinds.includes(plugin)) return [{ kind: plugin }];
  notes.push(
    `the network plugin ${plugin ?? 'is not in the inventory'}: write one of ${networkKinds.join(', ')} into components`,
  );
  return [];
}

/** Returns a string, number or boolean as text; undefined for other values, and for those that Ansible computes. */
function tryFormatScalar(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  return text.includes('{{') ? undefined : text;
}

function listTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((item: unknown) => String(item)) : [];
}

function splitLabel(label: string): readonly [key: string, value: string] {
  const separator = label.indexOf('=');
  return separator < 0 ? [label, ''] : [label.slice(0, separator), label.slice(separator + 1)];
}

/** Lists the variables that were not carried over, without their values, which may be secrets. */
function listOtherVariables(hosts: AnsibleInventory['hosts'], carried: ReadonlySet<string>): readonly string[] {
  const names = new Set([...hosts.values()].flatMap((variables) => Object.keys(variables)));
  const others = [...names].filter((name) => !carried.has(name) && !ignored.test(name)).sort();
  return others.length === 0 ? [] : [`variables that were not carried over: ${others.join(', ')}`];
}

function findMostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, first], [, second]) => second - first)[0]?.[0];
}

function omitUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
