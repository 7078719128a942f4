import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';
import { getAwsCloud, tryGetAwsCloud } from '../cloud/aws-cloud';

/** Checks that the network of a cluster has subnets for databases and caches. Clusters elsewhere have an error of their own. */
export function checkDataSubnets(kind: string, cluster: ClusterInfo): readonly Problem[] {
  const cloud = tryGetAwsCloud(cluster);
  if (!cloud || cloud.network.dataCidr !== undefined) return [];
  const message = 'the network of the cluster has no subnets for databases and caches';
  return [error([], kind, message, 'set `dataSubnets` and `dataCidr` of the network')];
}

/**
 * Returns the address range of databases and caches.
 * @throws Error where the network has none, which the validation of the component has refused
 */
export function getDataCidr(cluster: ClusterInfo): string {
  const { dataCidr } = getAwsCloud(cluster).network;
  if (dataCidr === undefined)
    throw new Error(`the network of cluster '${cluster.cluster}' has no subnets for databases and caches`);
  return dataCidr;
}
