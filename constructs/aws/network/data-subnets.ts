import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { NetworkRule } from '../../../src/kinds/network-rules';
import { error, type Problem } from '../../../src/schema/problem';
import { tryGetAwsCloud } from '../cloud/aws-cloud';

/** Checks that the network of a cluster has subnets for databases and caches. Clusters elsewhere have an error of their own. */
export function checkDataSubnets(kind: string, cluster: ClusterInfo): readonly Problem[] {
  const cloud = tryGetAwsCloud(cluster);
  if (!cloud || cloud.network.dataCidr !== undefined) return [];
  const message = 'the network of the cluster has no subnets for databases and caches';
  return [error([], kind, message, 'set `dataSubnets` and `dataCidr` of the network')];
}

/** Returns the rules for connections to databases or caches of AWS: none where the network has no subnets for them. */
export function renderDataEgress(cluster: ClusterInfo, port: number): readonly NetworkRule[] {
  const dataCidr = tryGetAwsCloud(cluster)?.network.dataCidr;
  return dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [port] }];
}
