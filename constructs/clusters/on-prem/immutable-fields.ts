import type { z } from 'zod';
import type { commonClusterSchema } from '../../../src/definition/cluster';
import { digest } from '../../digest';
import { usesExternalEtcd } from './hosts';
import { controlPlaneEndpoint } from './kubeadm';
import type { OnPremOptions } from './schema';

/**
 * Returns the immutable fields of a cluster, by path in its options. kubeadm writes them into certificates, kubeconfigs
 * and nodes when it initializes the cluster.
 */
export function onPremImmutableFields(options: OnPremOptions): Readonly<Record<string, string>> {
  const clusterOptions = options as OnPremOptions & z.output<typeof commonClusterSchema>;
  const { podCidr, serviceCidr, clusterDomain, dualStack } = clusterOptions;
  return {
    podCidr,
    serviceCidr,
    dualStack: dualStack ? `${dualStack.podCidr}, ${dualStack.serviceCidr}` : 'none',
    clusterDomain,
    endpoint: controlPlaneEndpoint(options) ?? 'none',
    certificateAuthority: options.certificateAuthority
      ? digest(options.certificateAuthority.certificate.trim())
      : 'created by kubeadm',
    etcd: usesExternalEtcd(options) ? 'separate etcd hosts' : 'etcd on the control planes',
  };
}
