import { listClusterRanges } from '../kinds/cluster-ranges';
import { listHostRanges, listIsolatedRanges, listNetworkRanges, type OccupiedRange } from '../planning/isolated-ranges';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { countAddresses, isCoveredByRanges, isWithinRange } from '../schema/address-range';
import { listNat64Ranges, tryGetReservedRange } from '../schema/reserved-ranges';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Address range that a workload calls, with its place in the definition. */
export interface CalledRange {
  readonly cidr: string;
  readonly includesHosts?: boolean | undefined;
  /** Whether it may be part of the cluster's own network, as the addresses of private links are. */
  readonly withinNetwork?: boolean;
  readonly path: readonly PathSegment[];
}

/**
 * Checks an address range that a workload on a cluster may reach. A range that is part of the cluster, of a cluster of
 * another environment or of a reserved range is an error; a larger range excludes them in its NetworkPolicy.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function checkEgressRange(
  { cidr, includesHosts, withinNetwork, path }: CalledRange,
  cluster: ResolvedCluster,
  { resolvedClusters }: CheckContext,
): readonly Problem[] {
  const clusterRange = listClusterRanges(cluster.clusterInfo).find(({ range }) => isWithinRange(cidr, range));
  if (clusterRange)
    return [
      error(
        path,
        cidr,
        `is within ${clusterRange.option} ${clusterRange.range} of cluster '${cluster.name}', but must be outside the cluster`,
        'call applications by their name',
      ),
    ];
  const reserved = tryGetReservedRange(cidr);
  if (reserved)
    return [
      error(
        path,
        cidr,
        `is within ${reserved.range}, ${reserved.purpose}, which no workload may call`,
        'write the address of a server',
      ),
    ];
  const isolatedRanges = withNat64(listIsolatedRanges(cluster, resolvedClusters));
  const isolated = isolatedRanges.find(({ range }) => isWithinRange(cidr, range));
  if (isolated) return [isolationError(cidr, path, isolated, cluster, resolvedClusters)];
  const hostRanges = includesHosts
    ? []
    : withNat64([...listHostRanges(cluster), ...(withinNetwork ? [] : listNetworkRanges(cluster))]);
  const host = hostRanges.find(({ range }) => isWithinRange(cidr, range));
  if (host)
    return [
      error(
        path,
        cidr,
        countAddresses(host.range) === 1n
          ? `is the address of ${host.owner} of cluster '${cluster.name}'`
          : `is within the range of ${host.owner}, ${host.range}, of cluster '${cluster.name}'`,
        'write a server outside the cluster, or set `includesHosts: true` next to it, which requires `hostEgress` of the tenant',
      ),
    ];
  const excluded = [...isolatedRanges, ...hostRanges].map(({ range }) => range);
  if (!isCoveredByRanges(cidr, excluded)) return [];
  return [
    error(
      path,
      cidr,
      `has only addresses of hosts of cluster '${cluster.name}', of their network and of other environments, which are excluded`,
      'write the addresses of a server outside the platform',
    ),
  ];
}

/** Adds the ranges by which a NAT64 gateway reaches these. */
function withNat64(ranges: readonly OccupiedRange[]): readonly OccupiedRange[] {
  return ranges.flatMap((occupied) => [
    occupied,
    ...listNat64Ranges(occupied.range).map((range) => ({ ...occupied, range })),
  ]);
}

function isolationError(
  cidr: string,
  path: readonly PathSegment[],
  { range, owner, cluster: targetCluster }: OccupiedRange,
  { options }: ResolvedCluster,
  clusters: readonly ResolvedCluster[],
): Problem {
  const environment = clusters.find(({ name }) => name === targetCluster)?.options.environment ?? '';
  const place = range === cidr || owner.startsWith('host') || owner === 'the endpoint' ? owner : `${owner}, ${range},`;
  return error(
    path,
    cidr,
    `is within ${place} of cluster '${targetCluster}' in environment '${environment}', but environment '${options.environment}' calls it`,
    'call a server of the same environment, or write the call in `perEnvironment`',
  );
}
