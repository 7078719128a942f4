import { formatYaml } from '../../kubernetes/yaml';
import { usesExternalEtcd } from './hosts';
import type { OnPremOptions } from './schema';

const pkiDirectory = '/etc/kubernetes/pki';

/** What the control planes are told of etcd, where it has hosts of its own; nothing where it runs on them. */
export function renderExternalEtcd(options: OnPremOptions): object {
  if (!usesExternalEtcd(options)) return {};
  const external = {
    endpoints: Object.values(options.etcd).map((address) => `https://${formatUrlHost(address)}:2379`),
    caFile: `${pkiDirectory}/etcd/ca.crt`,
    certFile: `${pkiDirectory}/apiserver-etcd-client.crt`,
    keyFile: `${pkiDirectory}/apiserver-etcd-client.key`,
  };
  return { etcd: { external } };
}

/**
 * The kubelet of a host that runs etcd alone: it has no cluster to ask, starts what lies in its folder of manifests, and
 * listens to nobody outside.
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

/** An address as it stands in a URL. */
export function formatUrlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
