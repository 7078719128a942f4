import type { z } from 'zod';
import type { commonClusterSchema } from '../../../src/definition/cluster';
import { usesExternalEtcd } from './hosts';
import { controlPlaneEndpoint } from './kubeadm';
import type { OnPremOptions } from './schema';

/** What kubeadm writes into every certificate, kubeconfig or node when it makes a cluster, and nothing can change later. */
export function onPremImmutableFields(options: OnPremOptions): Readonly<Record<string, string>> {
  const { podCidr, serviceCidr, clusterDomain } = options as OnPremOptions & z.output<typeof commonClusterSchema>;
  return {
    podCidr,
    serviceCidr,
    clusterDomain,
    endpoint: controlPlaneEndpoint(options) ?? 'none',
    etcd: usesExternalEtcd(options) ? 'hosts of its own' : 'the control planes',
  };
}
