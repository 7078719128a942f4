import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { images } from '../../images';
import { resolveKubernetesVersion } from './kubeadm';
import { kubeadmImageTags } from './kubeadm-images';
import type { OnPremOptions } from './schema';

/** Version of the CNI plugins on hosts that download them from the project's releases. */
const pinnedCniPlugins = 'v1.9.1';

/**
 * Returns the version of the CNI plugins; undefined where the hosts install the newest one among the artifacts.
 * Packages of Kubernetes contain the plugins.
 */
export function cniPluginsVersion({ artifacts }: OnPremOptions): string | undefined {
  return artifacts ? artifacts.cniPlugins : pinnedCniPlugins;
}

/**
 * Returns the versions of the programs on the hosts, by program. Programs of the operating system, such as containerd
 * from a package, are not included.
 */
export function listVersions(options: OnPremOptions, cluster: ClusterInfo): Readonly<Record<string, string>> {
  const { etcd, pause } = kubeadmImageTags[cluster.kubernetes as KubernetesVersion];
  const { artifacts, endpoint, system = '' } = options;
  const cniPlugins =
    artifacts || ['flatcar', 'fedora-coreos'].includes(system) ? cniPluginsVersion(options) : undefined;
  return {
    kubernetes: resolveKubernetesVersion(cluster, options),
    etcd,
    pause,
    ...(cniPlugins === undefined ? {} : { 'CNI plugins': cniPlugins.replace(/^v/, '') }),
    ...(artifacts?.containerd === undefined ? {} : { containerd: artifacts.containerd.replace(/^v/, '') }),
    ...(endpoint?.via === 'kube-vip' ? { 'kube-vip': images.kubeVip.split(':v')[1] ?? '' } : {}),
  };
}
