import { kubernetesVersions } from '../definition/kubernetes-versions';
import type { AnsibleInventory } from '../files/ansible-inventory';
import { readComponents } from './ansible-components';
import { listClusterHosts, readAddresses, readNodeSettings, readSsh } from './ansible-hosts';
import { readFamilies, readProgramSettings, readRanges } from './ansible-settings';
import { ClusterVariables, isMapping, isTrue, listTexts } from './ansible-variables';

/** Cluster of an inventory, and what the inventory contains that the cluster does not. */
export interface ImportedCluster {
  readonly name: string;
  /** Options of a cluster of kind `on-prem`; those that are undefined are not written. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What must be added or decided, and what was not carried over; one line each. */
  readonly notes: readonly string[];
}

/** Variables that say how Ansible runs, or that Plinth does by itself. They need no note. */
const ignored =
  /^(ansible_(python_interpreter|become|become_user|become_exe|become_flags|host_key_checking)|inventory_hostname|etcd_member_name|etcd_deployment_type|auto_renew_certificates|kubelet_rotate_(server_)?certificates|kubelet_authorization_mode_webhook|kubelet_authentication_token_webhook)$/;

/** Variables that turn something on. */
const switches = /(_enabled$|^enable_|^deploy_)/;

/** Start of the names of variables of one network plugin or container runtime, which others do not read. */
const pluginVariables = /^(calico|cilium|flannel|kube_ovn|kube_router|macvlan|docker|crio)_/;

/** Variables of features that Plinth turns on by default, with what turns them off. */
const defaultFeatures: Readonly<Record<string, string>> = {
  kube_encrypt_secret_data: 'Secrets are encrypted in etcd: encryptionKey: false does not encrypt them',
  kubernetes_audit: 'requests are logged: auditPolicy: false logs none',
};

/**
 * Returns the cluster of an inventory of kubespray or naisible.
 * @param name name of the cluster; by default, that of the inventory, or `cluster`
 */
export function importAnsibleCluster(
  inventory: AnsibleInventory,
  environment: string,
  name: string | undefined,
): ImportedCluster {
  const { groups, unread } = inventory;
  const hosts = listClusterHosts(inventory);
  const { controlPlanes, workers, etcd, schedulable } = hosts;
  const nodes = [...controlPlanes, ...workers];
  const variables = new ClusterVariables(inventory, [...nodes, ...etcd]);
  const isNaisible = groups.has('masters');
  const families = readFamilies(variables);
  const addresses = readAddresses([...nodes, ...etcd], variables, families.first);
  const selectAddresses = (names: readonly string[]) =>
    Object.fromEntries(names.map((host) => [host, addresses[host] ?? '']));
  const clusterName = variables.text('cluster_name');
  const clusterDomain = isNaisible ? variables.text('cluster_domain') : (variables.text('dns_domain') ?? clusterName);
  const { plain, workerGroups, zones } = readNodeSettings(hosts, variables);
  const { ranges, secondRanges } = readRanges(variables, families);

  const options = {
    kind: 'on-prem',
    environment,
    ...readVersion(variables),
    ssh: readSsh(
      [...nodes, ...etcd],
      groups.get('bastion') ?? [],
      variables,
      isNaisible ? 'deployer' : undefined,
      addresses,
    ),
    controlPlanes: selectAddresses(controlPlanes),
    etcd: etcd.length > 0 ? selectAddresses(etcd) : undefined,
    workers: plain.length > 0 ? selectAddresses(plain) : undefined,
    workerGroups:
      workerGroups.length > 0
        ? Object.fromEntries(
            workerGroups.map(({ names, labels, taints }, index) => [
              `group${index + 1}`,
              { hosts: selectAddresses(names), labels, taints },
            ]),
          )
        : undefined,
    zones,
    workloadsOnControlPlanes:
      controlPlanes.length > 0 && schedulable.length === controlPlanes.length ? true : undefined,
    endpoint: readEndpoint(variables, controlPlanes.length),
    ...ranges,
    dualStack:
      secondRanges === undefined ? undefined : { ...secondRanges, addresses: readAddresses(nodes, variables, 'ipv6') },
    clusterDomain,
    proxy: readProxy(variables),
    registryMirrors: readRegistryMirrors(variables),
    imageRepository: variables.text('kube_image_repo'),
    certificateNames: readCertificateNames(variables),
    oidc: readOidc(variables, isNaisible),
    ...readProgramSettings(variables, families),
    components: readComponents(variables, isNaisible),
  };
  noteAboutDifferences(variables);
  const used = ['kube_network_plugin', 'container_manager'].map((variable) =>
    variables.text(variable)?.replaceAll('-', '_'),
  );
  const others = variables.listOthers((variable, value) => {
    const [, plugin] = pluginVariables.exec(variable) ?? [];
    return (
      ignored.test(variable) ||
      (switches.test(variable) && !isTrue(value)) ||
      (plugin !== undefined && !used.includes(plugin))
    );
  });
  return {
    name: name ?? (isNaisible ? clusterName : undefined) ?? 'cluster',
    options,
    notes: [
      ...unread.map((file) => `${file}: its variables were not read`),
      ...hosts.notes,
      ...variables.notes,
      ...(others.length > 0 ? [`variables that were not carried over: ${others.join(', ')}`] : []),
    ],
  };
}

/** Notes about what the new cluster does in another way, whatever the inventory has. */
function noteAboutDifferences(variables: ClusterVariables): void {
  const dnsAddress = variables.text('cluster_dns_ip', 'skydns_server');
  if (dnsAddress !== undefined)
    variables.addNote(
      `the DNS Service has the tenth address of serviceCidr, not necessarily ${dnsAddress} as in the inventory`,
    );
  const port = variables.text('kube_apiserver_port') ?? '6443';
  if (port !== '6443') variables.addNote(`kube_apiserver_port: API servers have port 6443, not ${port}`);
  const runtime = variables.text('container_manager') ?? 'containerd';
  if (runtime !== 'containerd') variables.addNote(`container_manager: hosts have containerd, not ${runtime}`);
  for (const [variable, difference] of Object.entries(defaultFeatures))
    if (!isTrue(variables.value(variable) ?? true)) variables.addNote(`${variable}: ${difference}`);
  if (variables.text('files_repo') !== undefined)
    variables.addNote('files_repo: `artifacts` of Plinth has other paths: see docs/on-premises.md');
}

function readVersion(variables: ClusterVariables) {
  const version = variables.text('kube_version', 'k8s_version')?.replace(/^v/, '');
  if (version === undefined) return {};
  const minor = version.split('.').slice(0, 2).join('.');
  if (!(minor in kubernetesVersions)) {
    variables.addNote(
      `kube_version ${version} is not supported: upgrade the cluster to one of ${Object.keys(kubernetesVersions).join(', ')} first, or create a new one`,
    );
    return {};
  }
  return { kubernetes: minor, ...(version.split('.').length === 3 ? { patch: version } : {}) };
}

function readEndpoint(variables: ClusterVariables, controlPlanes: number) {
  const vip = variables.isTrue('kube_vip_enabled') ? variables.text('kube_vip_address') : undefined;
  const { address, port } = variables.mapping('loadbalancer_apiserver');
  if (vip !== undefined) {
    if (address !== undefined && address !== vip)
      variables.addNote('loadbalancer_apiserver: its address was not carried over, since kube-vip has the endpoint');
    if (variables.isTrue('kube_vip_services_enabled'))
      variables.addNote('kube_vip_services_enabled: kube-vip serves the API only: add a load balancer such as metallb');
    return { address: vip, via: 'kube-vip' };
  }
  const domain = variables.text('apiserver_loadbalancer_domain_name');
  if (address !== undefined) return { address, port: port === undefined ? undefined : Number(port) };
  if (domain !== undefined) return { address: domain };
  if (controlPlanes > 1) variables.addNote('several control planes need an endpoint: write endpoint: { address: … }');
  return undefined;
}

function readCertificateNames(variables: ClusterVariables): readonly string[] | undefined {
  const names = [
    ...variables.texts('apiserver_loadbalancer_domain_name'),
    ...variables.texts('supplementary_addresses_in_ssl_keys'),
  ];
  return names.length > 0 ? names : undefined;
}

function readProxy(variables: ClusterVariables) {
  const http = variables.text('http_proxy', 'nais_http_proxy');
  const https = variables.text('https_proxy', 'nais_https_proxy');
  const except = ['no_proxy', 'nais_no_proxy', 'additional_no_proxy'].flatMap(
    (variable) => variables.text(variable)?.split(',').filter(Boolean) ?? [],
  );
  if (http === undefined && https === undefined) return undefined;
  if ([http, https].some((url) => url?.includes('@'))) {
    variables.addNote('the URL of the proxy contains credentials, and was not carried over');
    return undefined;
  }
  return {
    http: http ?? https,
    https: https === http || http === undefined ? undefined : https,
    except: except.length > 0 ? except : undefined,
  };
}

/** Reads the mirrors of registries of containerd. A registry has one mirror. */
function readRegistryMirrors(variables: ClusterVariables): Readonly<Record<string, string>> | undefined {
  const value = variables.value('containerd_registries_mirrors');
  const registries = (Array.isArray(value) ? value : []).filter(isMapping).map(({ prefix, mirrors }) => ({
    registry: String(prefix),
    mirrors: (Array.isArray(mirrors) ? mirrors : []).filter(isMapping),
  }));
  if (registries.length === 0) return undefined;
  for (const { registry, mirrors } of registries)
    if (mirrors.length > 1)
      variables.addNote(`containerd_registries_mirrors: the first mirror of ${registry} was carried over`);
  const settings = new Set(registries.flatMap(({ mirrors }) => mirrors.flatMap((mirror) => Object.keys(mirror))));
  const others = [...settings].filter((setting) => setting !== 'host' && setting !== 'capabilities');
  if (others.length > 0) variables.addNote(`containerd_registries_mirrors: not carried over: ${others.join(', ')}`);
  return Object.fromEntries(
    registries.flatMap(({ registry, mirrors }) => listTexts(mirrors[0]?.host).map((host) => [registry, host])),
  );
}

/** Reads the issuer of tokens; kubespray has a variable that turns it on. */
function readOidc(variables: ClusterVariables, isNaisible: boolean) {
  if (!isNaisible && !variables.isTrue('kube_oidc_auth')) return undefined;
  const issuer = variables.text('kube_oidc_url', 'oidc_issuer_url');
  const clientId = variables.text('kube_oidc_client_id', 'oidc_client_id');
  const usernameClaim = variables.text('kube_oidc_username_claim', 'oidc_username_claim');
  const groupsClaim = variables.text('kube_oidc_groups_claim', 'oidc_groups_claim');
  if (issuer !== undefined && clientId !== undefined) return { issuer, clientId, usernameClaim, groupsClaim };
  const found = [issuer, clientId, usernameClaim, groupsClaim].some((value) => value !== undefined);
  if (found) variables.addNote('OpenID Connect needs the URL of an issuer and a client ID: write oidc: { … }');
  return undefined;
}
