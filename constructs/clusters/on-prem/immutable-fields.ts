import type { z } from 'zod';
import type { commonClusterSchema } from '../../../src/definition/cluster';
import { usesExternalEtcd } from './hosts';
import { controlPlaneEndpoint, resolveKubernetesVersion } from './kubeadm';
import type { OnPremOptions } from './schema';

/**
 * Returns the immutable fields of a cluster, by path in its options. kubeadm writes them into certificates, kubeconfigs
 * and nodes when it initializes the cluster; hosts are not upgraded to another version of Kubernetes.
 */
export function onPremImmutableFields(options: OnPremOptions): Readonly<Record<string, string>> {
  const clusterOptions = options as OnPremOptions & z.output<typeof commonClusterSchema>;
  const { podCidr, serviceCidr, clusterDomain, kubernetes } = clusterOptions;
  return {
    kubernetes,
    patch: resolveKubernetesVersion(clusterOptions, options),
    podCidr,
    serviceCidr,
    clusterDomain,
    endpoint: controlPlaneEndpoint(options) ?? 'none',
    etcd: usesExternalEtcd(options) ? 'separate etcd hosts' : 'etcd on the control planes',
  };
}
