import type { z } from 'zod';
import type { commonClusterSchema } from '../../../src/model/cluster';
import { etcdIsApart } from './hosts';
import { endpointOf } from './kubeadm';
import type { OnPremOptions } from './schema';

/** What kubeadm writes into every certificate, kubeconfig or node when it makes a cluster, and nothing can change later. */
export function keptBy(options: OnPremOptions): Readonly<Record<string, string>> {
  const { podCidr, serviceCidr, clusterDomain } = options as OnPremOptions & z.output<typeof commonClusterSchema>;
  return {
    podCidr,
    serviceCidr,
    clusterDomain,
    endpoint: endpointOf(options) ?? 'none',
    etcd: etcdIsApart(options) ? 'hosts of its own' : 'the control planes',
  };
}
