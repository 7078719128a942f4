import ipaddr from 'ipaddr.js';
import type { ClusterInfo } from '../kinds/cluster-info';
import { listClusterRanges } from '../kinds/cluster-ranges';
import { isWithinRange } from '../schema/address-range';
import type { ResolvedCluster } from './resolved-cluster';

/** Addresses in use by a cluster. */
export interface OccupiedRange {
  /** Address, CIDR or `first-last`. */
  readonly range: string;
  /** Noun phrase for messages, such as `host 'cp1'` or `podCidr`. */
  readonly owner: string;
  readonly cluster: string;
}

/** Lists the addresses of a cluster's hosts, and of the endpoint of its API. */
export function listHostRanges({ name: cluster, clusterInfo }: ResolvedCluster): readonly OccupiedRange[] {
  const { machines, apiServerAddress } = clusterInfo;
  return [
    ...machines.flatMap(({ name, address, secondAddress }) =>
      [address, ...(secondAddress === undefined ? [] : [secondAddress])].map((range) => ({
        ...{ range, owner: `host '${name}'`, cluster },
      })),
    ),
    ...(apiServerAddress !== undefined && ipaddr.isValid(apiServerAddress)
      ? [{ range: apiServerAddress, owner: 'the endpoint', cluster }]
      : []),
  ];
}

/** Lists the ranges of the network of a cluster, and of its API servers. */
export function listNetworkRanges({ name: cluster, clusterInfo }: ResolvedCluster): readonly OccupiedRange[] {
  const { networkRanges = [], apiServerRanges = [] } = clusterInfo;
  return [
    ...networkRanges.map(({ range, owner }) => ({ range, owner, cluster })),
    ...apiServerRanges.map((range) => ({ range, owner: 'the control plane', cluster })),
  ];
}

/** Lists the addresses of a cluster that its definition declares, without those of its network. */
function listOccupiedRanges(cluster: ResolvedCluster): readonly OccupiedRange[] {
  const { name, clusterInfo } = cluster;
  const loadBalancerRanges = clusterInfo.capabilities['load-balancer']?.addresses ?? [];
  return [
    ...listHostRanges(cluster),
    ...loadBalancerRanges.map((range) => ({ range, owner: 'a load-balancer range', cluster: name })),
    ...listClusterRanges(clusterInfo).map(({ range, option }) => ({ range, owner: option, cluster: name })),
  ];
}

/**
 * Lists the addresses of the clusters of other environments, which workloads of a cluster must not reach. Ranges of pods
 * and Services that are also those of the cluster are omitted: there they are the addresses of its own pods. So are ranges of
 * a network that the cluster is in, too, which are not isolated from each other.
 */
export function listIsolatedRanges(
  cluster: ResolvedCluster,
  clusters: readonly ResolvedCluster[],
): readonly OccupiedRange[] {
  const { environment } = cluster.options;
  const ownRanges = listClusterRanges(cluster.clusterInfo);
  const ownNetworkRanges = listNetworkRanges(cluster);
  const isWithin = (ranges: readonly { readonly range: string }[], { range }: OccupiedRange) =>
    ranges.some((own) => isWithinRange(range, own.range));
  return clusters
    .filter(({ options }) => options.environment !== environment)
    .flatMap((other) => [
      ...listOccupiedRanges(other),
      ...listNetworkRanges(other).filter((occupied) => !isWithin(ownNetworkRanges, occupied)),
    ])
    .filter((occupied) => !isWithin(ownRanges, occupied));
}

/** Adds to each cluster's info the ranges of the clusters of other environments. */
export function addIsolatedRanges(clusters: readonly ResolvedCluster[]): readonly ResolvedCluster[] {
  return clusters.map((cluster) => {
    const isolatedRanges = [...new Set(listIsolatedRanges(cluster, clusters).map(({ range }) => range))].sort();
    if (isolatedRanges.length === 0) return cluster;
    const clusterInfo: ClusterInfo = { ...cluster.clusterInfo, isolatedRanges };
    return { ...cluster, clusterInfo };
  });
}
