import { calico, cilium, coreDns, flannel } from '../../../constructs/components';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import type { PlatformFile } from './platform-file';

const ssh = { user: 'deployer' };
const endpoint = { address: '10.0.0.10' };

function hosts(prefix: string, first: number, count: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${prefix}${index + 1}`, `10.0.0.${first + index}`]),
  );
}

/** Reads the ranges, the roles of hosts and the components out of a plan. */
function readCluster({ clusterInfo, machines, options, releases }: ClusterPlan) {
  const count = (role: 'control-plane' | 'etcd' | 'worker') =>
    machines.filter(({ roles }) => roles.includes(role)).length;
  return {
    pods: clusterInfo.podCidr,
    services: clusterInfo.serviceCidr,
    dns: clusterInfo.dnsAddress,
    domain: options.clusterDomain,
    controlPlanes: count('control-plane'),
    etcd: count('etcd'),
    workers: count('worker'),
    network: ['flannel', 'calico', 'cilium'].find((name) => releases.some((release) => release.name === name)),
    options,
  };
}

const naisRanges = { podCidr: '192.168.0.0/16', serviceCidr: '10.254.0.0/16', clusterDomain: 'nais.local' };
const naisNetwork = { components: [flannel(), coreDns()] };
const naisFacts = { pods: '192.168.0.0/16', services: '10.254.0.0/16', domain: 'nais.local', network: 'flannel' };
const naisDifferences = ['host-by-name', 'dns-address'] as const;
const naisProxy = 'http://webproxy.domain.com:8088';
const cephTaint = 'nais.io/ceph-node=true:NoSchedule';

const kubesprayRanges = { podCidr: '10.233.64.0/18', serviceCidr: '10.233.0.0/18' };
const kubesprayFacts = {
  pods: '10.233.64.0/18',
  services: '10.233.0.0/18',
  dns: '10.233.0.10',
  domain: 'cluster.local',
};
const ipvs = { kubeProxy: { mode: 'ipvs' } };

export const inventoryFiles: readonly PlatformFile[] = [
  {
    source: 'nais/naisible example-inventory-files.md: three nodes, with a proxy',
    cluster: {
      ...naisRanges,
      ...naisNetwork,
      ssh: { user: 'deployuser' },
      controlPlanes: { 'master.domain.com': '10.0.0.11' },
      workers: { 'worker1.domain.com': '10.0.0.21', 'worker2.domain.com': '10.0.0.22' },
      proxy: { http: naisProxy, except: ['.local', '.domain.com'] },
    },
    read: readCluster,
    facts: {
      ...naisFacts,
      controlPlanes: 1,
      workers: 2,
      options: { ssh: { user: 'deployuser' }, proxy: { http: naisProxy, except: ['.local', '.domain.com'] } },
    },
    differences: naisDifferences,
  },
  {
    source: 'nais/naisible example-inventory-files.md: labels and taints of nodes for Ceph',
    cluster: {
      ...naisRanges,
      ...naisNetwork,
      ssh,
      controlPlanes: hosts('master', 11, 1),
      workers: hosts('worker', 21, 3),
      workerGroups: {
        ceph: { hosts: hosts('ceph', 31, 2), labels: { 'nais.io/ceph-node': 'true' }, taints: [cephTaint] },
      },
    },
    read: readCluster,
    facts: {
      ...naisFacts,
      workers: 5,
      options: { workerGroups: { ceph: { labels: { 'nais.io/ceph-node': 'true' }, taints: [cephTaint] } } },
    },
    differences: naisDifferences,
  },
  {
    source: 'nais/naisible example-inventory-files.md: etcd of its own, OpenID Connect',
    cluster: {
      ...naisRanges,
      ...naisNetwork,
      ssh,
      controlPlanes: hosts('master', 11, 1),
      etcd: hosts('etcd', 15, 3),
      workers: hosts('worker', 21, 2),
      proxy: { http: naisProxy, except: ['.local', '.domain.no'] },
      oidc: {
        issuer: 'https://sts.windows.net/62366534-1ec3-4962-8869/',
        clientId: 'spn:a0e7d619-2cf2-4631-a6f0',
        usernameClaim: 'upn',
        groupsClaim: 'groups',
      },
    },
    read: readCluster,
    facts: {
      ...naisFacts,
      etcd: 3,
      options: { ssh: { user: 'deployer' }, oidc: { usernameClaim: 'upn', groupsClaim: 'groups' } },
    },
    differences: naisDifferences,
  },
  {
    source: 'kubernetes-sigs/kubespray inventory/sample (group_vars of the cluster)',
    cluster: {
      ...kubesprayRanges,
      ...ipvs,
      ssh,
      endpoint,
      controlPlanes: hosts('cp', 11, 3),
      workers: hosts('worker', 21, 2),
      components: [calico(), coreDns()],
    },
    read: readCluster,
    facts: { ...kubesprayFacts, controlPlanes: 3, network: 'calico', options: ipvs },
    differences: ['node-range-size', 'local-dns-cache', 'load-balancer-on-workers'],
  },
  {
    source: 'kubernetes-sigs/kubespray inventory/local/hosts.ini',
    cluster: {
      ...kubesprayRanges,
      ssh,
      controlPlanes: hosts('node', 11, 1),
      workloadsOnControlPlanes: true,
      components: [calico(), coreDns()],
    },
    read: readCluster,
    facts: { ...kubesprayFacts, controlPlanes: 1, workers: 0, options: { workloadsOnControlPlanes: true } },
    differences: ['local-connection'],
  },
  {
    source: 'kubernetes-sigs/kubespray tests/files/ubuntu24-flannel-ha.yml',
    cluster: {
      ...kubesprayRanges,
      ssh,
      endpoint,
      controlPlanes: hosts('cp', 11, 3),
      workers: hosts('worker', 21, 1),
      components: [flannel(), coreDns()],
      ignorePreflightErrors: ['all'],
    },
    read: readCluster,
    facts: { ...kubesprayFacts, network: 'flannel', options: { ignorePreflightErrors: ['all'] } },
  },
  {
    source: 'kubernetes-sigs/kubespray tests/files/ubuntu24-ha-separate-etcd.yml',
    cluster: {
      ...kubesprayRanges,
      ssh,
      endpoint,
      controlPlanes: hosts('cp', 11, 3),
      etcd: hosts('etcd', 15, 3),
      workers: hosts('worker', 21, 1),
      components: [calico(), coreDns()],
    },
    read: readCluster,
    facts: { ...kubesprayFacts, controlPlanes: 3, etcd: 3, workers: 1, network: 'calico' },
    differences: ['datastore-of-network'],
  },
  {
    source: 'kubernetes-sigs/kubespray tests/files/debian12-cilium.yml',
    cluster: {
      ...kubesprayRanges,
      ssh,
      controlPlanes: hosts('cp', 11, 1),
      workers: hosts('worker', 21, 1),
      components: [cilium(), coreDns()],
      system: 'debian-12',
    },
    read: readCluster,
    facts: { ...kubesprayFacts, network: 'cilium', options: { system: 'debian-12' } },
  },
  {
    source: 'kubernetes-sigs/kubespray tests/files/ubuntu24-calico-ipv6only-stack.yml',
    cluster: {
      podCidr: 'fd85:ee78:d8a6::/56',
      serviceCidr: 'fd85:ee78:d8a6:8607::1000/116',
      kubeProxy: { mode: 'iptables' },
      ssh,
      controlPlanes: { cp1: 'fd00::11' },
      workers: { w1: 'fd00::21' },
      components: [calico(), coreDns()],
    },
    read: readCluster,
    facts: { pods: 'fd85:ee78:d8a6::/56', network: 'calico', options: { kubeProxy: { mode: 'iptables' } } },
    differences: ['node-range-size', 'dual-stack'],
  },
  {
    source: 'kubernetes-sigs/kubespray tests/files/ubuntu24-calico-all-in-one-hardening.yml',
    cluster: {
      ...kubesprayRanges,
      ssh,
      controlPlanes: hosts('node', 11, 1),
      workloadsOnControlPlanes: true,
      components: [calico(), coreDns()],
      kubeProxy: { mode: 'iptables' },
      apiServer: {
        'authorization-mode': 'Node,RBAC',
        'request-timeout': '120s',
        'tls-min-version': 'VersionTLS12',
        profiling: 'false',
        'enable-admission-plugins': 'AlwaysPullImages,NodeRestriction,PodNodeSelector',
      },
      auditPolicy: { rules: [{ level: 'Metadata' }] },
      controllerManager: { 'terminated-pod-gc-threshold': '50', profiling: 'false' },
      scheduler: { profiling: 'false' },
      encryptionKey: 1,
      kubelet: {
        protectKernelDefaults: true,
        eventRecordQPS: 1,
        seccompDefault: true,
        streamingConnectionIdleTimeout: '5m',
        readOnlyPort: 0,
      },
    },
    read: readCluster,
    facts: {
      options: {
        apiServer: { 'request-timeout': '120s', profiling: 'false' },
        kubelet: { protectKernelDefaults: true, eventRecordQPS: 1, seccompDefault: true },
        controllerManager: { 'terminated-pod-gc-threshold': '50' },
        encryptionKey: 1,
      },
    },
    differences: ['admission-configuration', 'csr-approval'],
  },
];
