import { isExistingNetwork, type AksOptions } from './schema';

/**
 * Returns the immutable fields of a cluster, by path in its options: AKS, or the network, cannot change them in place.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster
 */
export function aksImmutableFields(options: AksOptions): Readonly<Record<string, string>> {
  const { region, subscription, clusterName, network, api, diskEncryptionSet, addOns } = options;
  return {
    region,
    subscription,
    clusterName: clusterName ?? 'the name of the cluster',
    ...(isExistingNetwork(network)
      ? { network: network.nodeSubnet }
      : { network: 'created by Plinth', 'network.cidr': network.cidr }),
    api: api === 'private' ? 'private' : 'public address ranges',
    diskEncryptionSet: diskEncryptionSet ?? 'one of the cluster',
    'addOns.network': addOns.network,
  };
}
