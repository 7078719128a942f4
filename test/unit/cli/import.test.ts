import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { renderImport } from '../../../src/cli/import';
import { expandHostRange } from '../../../src/files/ansible-inventory';
import { builtInLanguage } from '../../../src/synth';
import { withTempFolder } from '../../support/output-files';

interface Imported {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** Imports an inventory with these files; `inventory` is the first one. */
const importFiles = (files: Readonly<Record<string, string>>) =>
  withTempFolder((folder): Imported => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { cluster, notes } = renderImport(join(folder, Object.keys(files)[0] ?? ''), { environment: 'dev' });
    const { clusters } = parse(cluster) as { clusters: Record<string, Readonly<Record<string, unknown>>> };
    const [[name, options] = ['', {}]] = Object.entries(clusters);
    return { name, options, notes: notes.replaceAll(folder, '').trim().split('\n') };
  });

const kubespray = `
node1 ansible_host=95.54.0.12 ip=10.3.0.1 ansible_user=core
node2 ansible_host=10.3.0.2 ansible_user=core ansible_port=2222  # a comment
node[03:05] ansible_user=ops
[kube_control_plane]
node1
[etcd]
node1
[kube_node]
node2
node[03:05]
[k8s_cluster:children]
kube_control_plane
kube_node
[k8s_cluster:vars]
kube_version=v1.35.4
kube_network_plugin=cilium
cilium_mtu=1400
`;
const planCluster = (options: Readonly<Record<string, unknown>>) =>
  builtInLanguage.plan({
    ...{ name: 'acme', domain: 'acme.example', environments: ['dev'], tenants: {} },
    clusters: { dc1: options },
  });
const addresses = Object.fromEntries(
  [3, 4, 5].map((index) => [`host_vars/node0${index}.yml`, `ip: 10.3.0.${index}\n`]),
);

describe('an inventory of kubespray', () => {
  it('is imported with addresses, SSH settings and ranges of hosts', () => {
    const { name, options, notes } = importFiles({
      'inventory.ini': kubespray,
      ...addresses,
      'group_vars/all/all.yml':
        'loadbalancer_apiserver: {address: 10.3.0.100, port: 8443}\nhttp_proxy: http://proxy.acme.example:3128\nno_proxy: "localhost,{{ extra }}"\n',
      'group_vars/k8s_cluster.yml':
        'kube_pods_subnet: 10.233.64.0/18\nkube_service_addresses: 10.233.0.0/18\ncluster_name: cluster.local\nkube_proxy_mode: ipvs\n',
      'group_vars/etcd.yml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n',
    });
    expect(name).toBe('cluster');
    expect(options).toEqual({
      kind: 'on-prem',
      environment: 'dev',
      kubernetes: '1.35',
      patch: '1.35.4',
      ssh: {
        user: 'ops',
        hosts: {
          node1: { address: '95.54.0.12', user: 'core' },
          node2: { port: 2222, user: 'core' },
          node03: { address: 'node03' },
          node04: { address: 'node04' },
          node05: { address: 'node05' },
        },
      },
      controlPlanes: { node1: '10.3.0.1' },
      workers: { node2: '10.3.0.2', node03: '10.3.0.3', node04: '10.3.0.4', node05: '10.3.0.5' },
      endpoint: { address: '10.3.0.100', port: 8443 },
      podCidr: '10.233.64.0/18',
      serviceCidr: '10.233.0.0/18',
      clusterDomain: 'cluster.local',
      proxy: { http: 'http://proxy.acme.example:3128' },
      kubeProxy: { mode: 'ipvs' },
      components: [{ kind: 'cilium' }, { kind: 'core-dns' }],
    });
    expect(notes).toEqual([
      'note: /group_vars/etcd.yml: is encrypted: its variables were not read',
      'note: no_proxy: its value is computed by Ansible, and was not carried over',
      'note: variables that were not carried over: cilium_mtu',
    ]);
    expect(planCluster(options).clusters[0]?.machines).toHaveLength(5);
  });

  it('in YAML is imported with etcd on its own hosts, labels and taints', () => {
    const { options } = importFiles({
      'hosts.yaml': `
all:
  vars: {ansible_user: ops}
  hosts:
    cp1: {ip: 10.0.0.1}
    e1: {ip: 10.0.0.2}
    w1: {ip: 10.0.0.3, node_labels: {disk: ssd}, node_taints: ['gpu=yes:NoSchedule']}
    w2: {ip: 10.0.0.4}
  children:
    kube_control_plane: {hosts: {cp1: }}
    etcd: {hosts: {e1: }}
    kube_node: {hosts: {w1: , w2: }}
`,
    });
    expect(options).toMatchObject({
      etcd: { e1: '10.0.0.2' },
      workers: { w2: '10.0.0.4' },
      workerGroups: {
        group1: { hosts: { w1: '10.0.0.3' }, labels: { disk: 'ssd' }, taints: ['gpu=yes:NoSchedule'] },
      },
    });
  });

  it('with control planes that are workers runs workloads on them', () => {
    const { options } = importFiles({
      inventory: '[kube_control_plane]\n10.0.0.1\n[kube_node]\n10.0.0.1\n10.0.0.2\n',
    });
    expect(options).toMatchObject({
      workloadsOnControlPlanes: true,
      controlPlanes: { '10.0.0.1': '10.0.0.1' },
      workers: { '10.0.0.2': '10.0.0.2' },
    });
  });

  it('with IPv4 and IPv6 is a dual-stack cluster', () => {
    const { options, notes } = importFiles({
      'inventory.ini':
        '[kube_control_plane]\ncp1 ip=10.0.0.1 ip6=fd00:10::1\n[kube_node]\nw1 ip=10.0.0.2 ip6=fd00:10::2\n',
      // The inventory has no group k8s_cluster: a playbook creates it.
      'group_vars/k8s_cluster/k8s-cluster.yml':
        'ipv6_stack: true\nkube_pods_subnet: 10.233.64.0/18\nkube_service_addresses: 10.233.0.0/18\nkube_pods_subnet_ipv6: fd85:ee78:d8a6:8607::1:0000/112\n' +
        'kube_service_addresses_ipv6: fd85:ee78:d8a6:8607::1000/116\nkube_network_plugin: calico\nenable_nodelocaldns: true\n',
      'group_vars/gpu.yml': 'gpu: true\n',
    });
    expect(options).toMatchObject({
      controlPlanes: { cp1: '10.0.0.1' },
      podCidr: '10.233.64.0/18',
      dualStack: {
        podCidr: 'fd85:ee78:d8a6:8607::1:0000/112',
        serviceCidr: 'fd85:ee78:d8a6:8607::1000/116',
        addresses: { cp1: 'fd00:10::1', w1: 'fd00:10::2' },
      },
      controllerManager: { 'node-cidr-mask-size-ipv6': '120' },
      components: [{ kind: 'calico' }, { kind: 'core-dns', nodeCache: true }],
    });
    expect(notes[0]).toBe(
      'note: /group_vars/gpu.yml: the inventory has no group of this name: its variables were not read',
    );
    expect(planCluster(options).clusters[0]?.machines).toHaveLength(2);
  });

  it('with IPv6 only has the IPv6 ranges and addresses', () => {
    const { options } = importFiles({
      'inventory.ini':
        '[kube_control_plane]\ncp1 ansible_host=cp1.acme.example ip=10.0.0.1 ip6=fd00:10::1\n[all:vars]\nipv4_stack=false\nipv6_stack=true\nkube_network_node_prefix_ipv6=64\nkube_pods_subnet_ipv6=fd00:244::/56\nkube_service_addresses_ipv6=fd00:96::/112\n',
    });
    expect(options).toMatchObject({
      controlPlanes: { cp1: 'fd00:10::1' },
      podCidr: 'fd00:244::/56',
      serviceCidr: 'fd00:96::/112',
    });
    expect(options).not.toHaveProperty('dualStack');
    expect(options).not.toHaveProperty('controllerManager');
  });

  it('is imported with settings of programs, mirrors, a bastion and components', () => {
    const { options, notes } = importFiles({
      'hosts.yaml': `
all:
  vars: {ansible_user: ops, registry_host: registry.acme.example, kube_image_repo: '{{ registry_host }}/k8s'}
  hosts:
    cp1: {ip: 10.0.0.1, kubelet_max_pods: 120, node_labels: {role: first}}
    w1: {ip: 10.0.0.2, kubelet_max_pods: 60, node_labels: {topology.kubernetes.io/zone: a}}
    gate: {ansible_host: gate.acme.example, ansible_user: jump, ansible_port: 2222}
  children:
    kube_control_plane: {hosts: {cp1: }}
    kube_node: {hosts: {w1: }}
    etcd: {hosts: {cp1: , w1: }}
    bastion: {hosts: {gate: }}
`,
      'group_vars/all.yml': `
kube_kubeadm_apiserver_extra_args: {goaway-chance: '0.001'}
kube_apiserver_enable_admission_plugins: [EventRateLimit, AlwaysPullImages]
kube_network_node_prefix: 25
etcd_quota_backend_bytes: 4294967296
kube_memory_reserved: 256Mi
kubelet_config_extra_args: {evictionHard: {memory.available: 200Mi}}
supplementary_addresses_in_ssl_keys: [api.acme.example]
containerd_registries_mirrors: [{prefix: docker.io, mirrors: [{host: 'https://mirror.acme.example', skip_verify: true}]}]
kube_network_plugin: calico
calico_mtu: 1450
cilium_tunnel_mode: vxlan
metallb_enabled: true
metallb_config: {address_pools: {primary: {ip_range: [10.5.0.0/24]}}, layer2: [primary]}
cert_manager_enabled: true
registry_enabled: false
kube_oidc_url: https://login.acme.example
kube_encrypt_secret_data: false
container_manager: crio
ansible_become_password: !vault |
  $ANSIBLE_VAULT;1.1;AES256
`,
    });
    expect(options).toMatchObject({
      ssh: { user: 'ops', bastion: 'jump@gate.acme.example' },
      zones: { a: ['w1'] },
      imageRepository: 'registry.acme.example/k8s',
      registryMirrors: { 'docker.io': 'https://mirror.acme.example' },
      certificateNames: ['api.acme.example'],
      apiServer: { 'goaway-chance': '0.001', 'enable-admission-plugins': 'NodeRestriction,AlwaysPullImages' },
      controllerManager: { 'node-cidr-mask-size-ipv4': '25' },
      etcdArguments: { 'quota-backend-bytes': '4294967296' },
      kubelet: { maxPods: 120, kubeReserved: { memory: '256Mi' }, evictionHard: { 'memory.available': '200Mi' } },
      components: [{ kind: 'calico' }, { kind: 'core-dns' }, { kind: 'metallb', addresses: ['10.5.0.0/24'] }],
    });
    expect(options).not.toHaveProperty('oidc');
    expect(notes).toEqual([
      'note: etcd runs on cp1, w1, which are not all control planes, and not all hosts of its own: etcd of the new cluster runs on the control planes, unless you write the hosts of `etcd`',
      'note: cp1: labels and taints of control planes were not carried over: Plinth sets those of workers',
      'note: ansible_become_password: its value is encrypted, and was not carried over',
      'note: the bastion has port 2222: write it into ~/.ssh/config, for the host gate.acme.example',
      'note: containerd_registries_mirrors: not carried over: skip_verify',
      'note: kube_apiserver_enable_admission_plugins: not carried over, without a configuration file: EventRateLimit',
      'note: kubelet_max_pods: hosts have different values, of which that of cp1 was carried over',
      'note: cert_manager_enabled: add the component cert-manager, which has options of its own',
      'note: metallb_config: not carried over: layer2',
      'note: container_manager: hosts have containerd, not crio',
      'note: kube_encrypt_secret_data: Secrets are encrypted in etcd: encryptionKey: false does not encrypt them',
      'note: variables that were not carried over: calico_mtu, kube_oidc_url, registry_host',
    ]);
    expect(planCluster(options).clusters[0]?.machines).toHaveLength(2);
  });

  it('with log-ins that Plinth does not have is noted', () => {
    const { notes } = importFiles({
      i: "[kube_control_plane]\n10.0.0.1 ansible_user=ops ansible_ssh_pass=secret ansible_become_pass=secret ansible_ssh_common_args='-o ProxyCommand=x' ansible_become_method=su\n",
    });
    expect(notes.join('\n')).not.toContain('secret');
    expect(notes).toEqual([
      'note: ansible_ssh_pass: Plinth logs in with an SSH key, not with a password',
      'note: ansible_become_pass: the user must be able to run sudo without a password',
      'note: ansible_ssh_common_args: write options of SSH into ~/.ssh/config, and a bastion into ssh.bastion',
      'note: ansible_become_method: Plinth uses sudo',
      'note: the network plugin is not in the inventory: write one of flannel, cilium, calico into components',
    ]);
  });
});

describe('an inventory of naisible', () => {
  it('is imported, and what it lacks or has in addition is noted', () => {
    const { name, options, notes } = importFiles({
      inventory: `
[masters]
master.acme.example
[workers]
worker1.acme.example
worker2.acme.example
[storage_nodes]
worker2.acme.example
[all:vars]
cluster_name=nais-dev
service_cidr=10.254.0.0/16
cluster_dns_ip=10.254.0.53
pod_network_cidr=192.168.0.0/16
cluster_domain=nais.local
cluster_lb_suffix=nais.acme.example
nais_http_proxy=http://user:word@webproxy.acme.example:8088
nais_no_proxy="localhost,{{ansible_default_ipv4.address}}"
nais_remote_user=deployer
oidc_issuer_url=https://sts.acme.example/1/
oidc_client_id=spn:1
oidc_username_claim=upn
`,
      'group_vars/storage_nodes': 'node_taints:\n  - nais.io/storage-node=true:NoSchedule\n',
    });
    expect(name).toBe('nais-dev');
    expect(options).toMatchObject({
      ssh: { user: 'deployer', hosts: { 'master.acme.example': { address: 'master.acme.example' } } },
      controlPlanes: { 'master.acme.example': 'IP address of master.acme.example' },
      workerGroups: { group1: { taints: ['nais.io/storage-node=true:NoSchedule'] } },
      clusterDomain: 'nais.local',
      podCidr: '192.168.0.0/16',
      oidc: { issuer: 'https://sts.acme.example/1/', clientId: 'spn:1', usernameClaim: 'upn' },
      components: [{ kind: 'flannel' }, { kind: 'core-dns' }],
    });
    expect(options).not.toHaveProperty('proxy');
    expect(notes).toEqual([
      'note: master.acme.example: its address is not in the inventory: write its IP address',
      'note: worker1.acme.example: its address is not in the inventory: write its IP address',
      'note: worker2.acme.example: its address is not in the inventory: write its IP address',
      'note: nais_no_proxy: its value is computed by Ansible, and was not carried over',
      'note: the URL of the proxy contains credentials, and was not carried over',
      'note: the DNS Service has the tenth address of serviceCidr, not necessarily 10.254.0.53 as in the inventory',
      'note: variables that were not carried over: cluster_lb_suffix',
    ]);
  });
});

describe('an inventory', () => {
  it('with a version that is not supported is imported without it', () => {
    const { options, notes } = importFiles({ i: '[kube_control_plane]\n10.0.0.1 kube_version=v1.20.4\n' });
    expect(options).not.toHaveProperty('kubernetes');
    expect(notes[0]).toContain('kube_version 1.20.4 is not supported: upgrade the cluster to one of 1.33');
  });

  it('that does not exist, or has a line that is not valid, is an error', () => {
    expect(() => renderImport('/nowhere/inventory', { environment: 'dev' })).toThrow(
      '/nowhere/inventory is not a file',
    );
    expect(() => importFiles({ i: '[all:vars]\nno variable\n' })).toThrow(
      "i:2: 'no variable' is not a variable: write name=value",
    );
  });

  it('has ranges of hosts with leading zeros, letters and steps', () => {
    expect(expandHostRange('w[08:10].dc')).toEqual(['w08.dc', 'w09.dc', 'w10.dc']);
    expect(expandHostRange('db-[a:c]')).toEqual(['db-a', 'db-b', 'db-c']);
    expect(expandHostRange('r[1:2]w[1:5:2]')).toEqual(['r1w1', 'r1w3', 'r1w5', 'r2w1', 'r2w3', 'r2w5']);
    expect(expandHostRange('fd00::1')).toEqual(['fd00::1']);
  });
});
