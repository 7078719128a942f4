import { listClusterRanges } from '../kinds/cluster-ranges';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { rangesOverlap } from '../schema/address-range';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { checkEgressRange } from './egress-ranges';

/**
 * Checks that the addresses of the connections of each cluster are outside of the cluster and of other environments, and
 * that no two connections have the same addresses.
 */
export function checkNetworkConnections(context: CheckContext): readonly Problem[] {
  return context.resolvedClusters.flatMap((cluster) => checkConnectionsOfCluster(cluster, context));
}

function checkConnectionsOfCluster(cluster: ResolvedCluster, context: CheckContext): readonly Problem[] {
  const { connections = {} } = cluster.clusterInfo;
  const ranges = Object.entries(connections).flatMap(([name, { cidrs }]) =>
    cidrs.map((cidr, index) => ({ name, cidr, path: ['clusters', cluster.name, 'connections', name, 'cidrs', index] })),
  );
  return ranges.flatMap(({ name, cidr, path }, position) => {
    const own = listClusterRanges(cluster.clusterInfo).find(({ range }) => rangesOverlap(cidr, range));
    if (own)
      return [
        error(
          path,
          cidr,
          `overlaps with ${own.option} ${own.range} of the cluster`,
          'write another range of the cluster',
        ),
      ];
    const other = ranges.slice(0, position).find((range) => range.name !== name && rangesOverlap(range.cidr, cidr));
    if (other)
      return [error(path, cidr, `overlaps with ${other.cidr} of connection '${other.name}'`, 'write separate ranges')];
    return checkEgressRange({ cidr, path, withinNetwork: true }, cluster, context);
  });
}
