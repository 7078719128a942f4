import type { NetworkConnection } from '../definition/network-connections';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { rangesOverlap } from '../schema/address-range';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

interface ConnectedRange {
  readonly cluster: string;
  readonly network: string | undefined;
  readonly connection: string;
  /** ID of the network or gateway on the other side. */
  readonly via: string;
  readonly range: string;
}

/**
 * Checks that clusters in different networks, which are connected with the same one, have different address ranges: the cloud
 * refuses the second peering, and nothing on the other side could answer both.
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 * @see https://cloud.google.com/vpc/docs/vpc-peering#subnet-ip-ranges
 */
export function checkConnectedNetworks({ resolvedClusters }: CheckContext): readonly Problem[] {
  const clusters = resolvedClusters.filter(({ options }) => options.state !== 'removed');
  const ranges = clusters.flatMap(listConnectedRanges);
  const reported = new Set<string>();
  return ranges.flatMap(({ cluster, network, connection, via, range }, index) => {
    const other = ranges
      .slice(0, index)
      .find((used) => used.via === via && used.network !== network && rangesOverlap(used.range, range));
    const path = ['clusters', cluster, 'connections', connection, 'via'];
    if (!other || reported.has(path.join())) return [];
    reported.add(path.join());
    return [
      error(
        path,
        via,
        `is connected with cluster '${other.cluster}', whose network ${other.range} overlaps with ${range} of this cluster`,
        'write another `network.cidr`, and on GKE other ranges of pods and Services, for one of them',
      ),
    ];
  });
}

/** Lists the ranges that the other side of each connection reaches. */
function listConnectedRanges({ name, clusterInfo }: ResolvedCluster): readonly ConnectedRange[] {
  const { cloud, connections = {}, networkRanges = [], podCidr, serviceCidr } = clusterInfo;
  const network = networkRanges.filter(({ owner }) => owner === 'the network').map(({ range }) => range);
  // Where pods have a network, their ranges and those of Services are subnet ranges of it.
  const ranges = [...network, ...(cloud?.podNetworkId === undefined ? [] : [podCidr, serviceCidr])];
  return Object.entries(connections).flatMap(([connection, options]) => {
    const via = tryGetVia(options);
    // A private link has addresses of the network itself.
    const isLink = options.cidrs.some((cidr) => network.some((range) => rangesOverlap(cidr, range)));
    if (via === undefined || isLink) return [];
    return ranges.map((range) => ({ cluster: name, network: cloud?.networkId, connection, via, range }));
  });
}

/** Clouds extend connections by the ID of what they use; on-premises, `via` is a gateway of the hosts. */
function tryGetVia(connection: NetworkConnection): string | undefined {
  const via = 'via' in connection ? connection.via : undefined;
  return typeof via === 'string' ? via : undefined;
}
