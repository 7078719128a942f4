import { isExistingNetwork, type EksOptions } from './schema';

/**
 * Returns the immutable fields of a cluster, by path in its options: EKS, or the VPC, cannot change them in place.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterConfig.html
 */
export function eksImmutableFields(options: EksOptions): Readonly<Record<string, string>> {
  const { region, clusterName, serviceCidr, network, encryptionKey, addOns } = options;
  return {
    region,
    clusterName: clusterName ?? 'the name of the cluster',
    serviceCidr,
    ...(isExistingNetwork(network)
      ? { network: network.id, 'network.podCidr': network.podCidr }
      : { network: 'created by Plinth', 'network.cidr': network.cidr }),
    encryptionKey: encryptionKey ?? 'a key of the cluster',
    'addOns.network': addOns.network === 'component' ? 'component' : 'managed',
  };
}
