import { formatYaml } from '../../kubernetes/yaml';
import { usesExternalEtcd } from './hosts';
import type { OnPremOptions } from './schema';

const pkiDirectory = '/etc/kubernetes/pki';

/** Lists the additional arguments of etcd, as names and values. */
export function listEtcdArguments({
  etcdArguments,
  controlPlaneMetrics,
}: OnPremOptions): readonly (readonly [string, string])[] {
  return Object.entries({
    ...(controlPlaneMetrics ? { 'listen-metrics-urls': 'http://0.0.0.0:2381' } : {}),
    ...etcdArguments,
  });
}

/** Returns the field `etcd` of kubeadm's ClusterConfiguration; an empty object for stacked etcd without arguments. */
export function renderEtcd(options: OnPremOptions): object {
  const extraArgs = listEtcdArguments(options).map(([name, value]) => ({ name, value }));
  if (!usesExternalEtcd(options)) return extraArgs.length === 0 ? {} : { etcd: { local: { extraArgs } } };
  const external = {
    endpoints: Object.values(options.etcd).map((address) => `https://${formatUrlHost(address)}:2379`),
    caFile: `${pkiDirectory}/etcd/ca.crt`,
    certFile: `${pkiDirectory}/apiserver-etcd-client.crt`,
    keyFile: `${pkiDirectory}/apiserver-etcd-client.key`,
  };
  return { etcd: { external } };
}

/**
 * Returns the KubeletConfiguration, as YAML, of hosts that run only etcd: a standalone kubelet that runs static pods
 * and listens on the loopback address only. Returns an empty string for stacked etcd.
 * @see https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/setup-ha-etcd-with-kubeadm/
 */
export function renderEtcdKubeletConfiguration(options: OnPremOptions): string {
  if (!usesExternalEtcd(options)) return '';
  const kubelet = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'systemd',
    ...options.kubelet,
    address: '127.0.0.1',
    authentication: { anonymous: { enabled: false }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    staticPodPath: '/etc/kubernetes/manifests',
  };
  return formatYaml(kubelet);
}

/** Formats an address or host name as the host of a URL: IPv6 addresses in brackets. */
export function formatUrlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
