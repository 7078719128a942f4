import { yamlOf } from '../../kubernetes/yaml';
import { etcdIsApart } from './hosts';
import type { OnPremOptions } from './schema';

const certificates = '/etc/kubernetes/pki';

/** What the control planes are told of etcd, where it has hosts of its own; nothing where it runs on them. */
export function externalEtcd(options: OnPremOptions): object {
  if (!etcdIsApart(options)) return {};
  const external = {
    endpoints: Object.values(options.etcd).map((address) => `https://${inUrl(address)}:2379`),
    caFile: `${certificates}/etcd/ca.crt`,
    certFile: `${certificates}/apiserver-etcd-client.crt`,
    keyFile: `${certificates}/apiserver-etcd-client.key`,
  };
  return { etcd: { external } };
}

/**
 * The kubelet of a host that runs etcd alone: it has no cluster to ask, starts what lies in its folder of manifests, and
 * listens to nobody outside.
 * @see https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/setup-ha-etcd-with-kubeadm/
 */
export function etcdKubelet(options: OnPremOptions): string {
  if (!etcdIsApart(options)) return '';
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
  return yamlOf(kubelet);
}

/** An address as it stands in a URL. */
export function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
