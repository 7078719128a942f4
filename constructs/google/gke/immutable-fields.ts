import { isExistingNetwork, type GkeOptions } from './schema';

/**
 * Returns the immutable fields of a cluster, by path in its options: GKE, or the network, cannot change them in place.
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster
 */
export function gkeImmutableFields(options: GkeOptions): Readonly<Record<string, string>> {
  const { region, project, clusterName, network, encryptionKey } = options;
  return {
    region,
    project,
    clusterName: clusterName ?? 'the name of the cluster',
    ...(isExistingNetwork(network)
      ? { network: network.subnet }
      : { network: 'created by Plinth', 'network.cidr': network.cidr }),
    encryptionKey: encryptionKey ?? 'that of the environment',
  };
}
