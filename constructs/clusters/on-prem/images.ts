import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { images } from '../../images';
import { kubeadmImageTags } from './kubeadm-images';
import { type KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { resolveKubernetesVersion } from './kubeadm';
import type { OnPremOptions } from './schema';

const defaultRepository = 'registry.k8s.io';

/** Returns the image of etcd that kubeadm uses for the version of Kubernetes of a cluster. */
export function etcdImage({ imageRepository = defaultRepository }: OnPremOptions, { kubernetes }: ClusterInfo): string {
  return `${imageRepository}/etcd:${kubeadmImageTags[kubernetes as KubernetesVersion].etcd}`;
}

/** Lists the images that kubeadm and kube-vip run on the hosts; `registryMirror` is not applied to their names. */
export function listNodeImages(options: OnPremOptions, cluster: ClusterInfo): readonly string[] {
  const repository = options.imageRepository ?? defaultRepository;
  const { pause } = kubeadmImageTags[cluster.kubernetes as KubernetesVersion];
  const componentNames = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'];
  return [
    ...componentNames.map((name) => `${repository}/${name}:v${resolveKubernetesVersion(cluster, options)}`),
    etcdImage(options, cluster),
    `${repository}/pause:${pause}`,
    ...(options.endpoint?.via === 'kube-vip' ? [images.kubeVip] : []),
  ];
}
