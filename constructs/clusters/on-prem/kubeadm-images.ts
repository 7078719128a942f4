import type { KubernetesVersion } from '../../../src/definition/kubernetes-versions';

/**
 * Tags of the images etcd and pause that kubeadm uses, by minor version of Kubernetes, for the patch version that
 * Plinth pins.
 */
export const kubeadmImageTags: Readonly<Record<KubernetesVersion, { readonly etcd: string; readonly pause: string }>> =
  {
    '1.33': { etcd: '3.5.24-0', pause: '3.10' },
    '1.34': { etcd: '3.6.5-0', pause: '3.10.1' },
    '1.35': { etcd: '3.6.6-0', pause: '3.10.1' },
    '1.36': { etcd: '3.6.8-0', pause: '3.10.2' },
  };
