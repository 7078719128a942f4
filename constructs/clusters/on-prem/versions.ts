import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { images } from '../../images';
import { resolveKubernetesVersion } from './kubeadm';
import { kubeadmImageTags } from './kubeadm-images';
import type { OnPremOptions } from './schema';

/** Version of the CNI plugins on hosts that install them from artifacts, or from the project's releases. */
const pinnedCniPlugins = 'v1.9.1';

/** Version of containerd on hosts that install it from artifacts. */
const pinnedContainerd = 'v2.4.2';

/** Returns the version of the CNI plugins. It is not used where hosts have the packages of Kubernetes, which contain them. */
export function cniPluginsVersion({ artifacts }: OnPremOptions): string {
  return artifacts?.cniPlugins ?? pinnedCniPlugins;
}

/** Returns the version of containerd on hosts that install it from artifacts. */
export function containerdVersion({ artifacts }: OnPremOptions): string {
  return artifacts?.containerd ?? pinnedContainerd;
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
