import ipaddr from 'ipaddr.js';
import type { ClusterInfo } from '../kinds/cluster-info';
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
    ...machines.map(({ name, address }) => ({ range: address, owner: `host '${name}'`, cluster })),
    ...(apiServerAddress !== undefined && ipaddr.isValid(apiServerAddress)
      ? [{ range: apiServerAddress, owner: 'the endpoint', cluster }]
      : []),
  ];
}

/** Lists all addresses of a cluster that its definition declares. */
export function listOccupiedRanges(cluster: ResolvedCluster): readonly OccupiedRange[] {
  const { name, clusterInfo, options } = cluster;
  const loadBalancerRanges = clusterInfo.capabilities['load-balancer']?.addresses ?? [];
  return [
    ...listHostRanges(cluster),
    ...loadBalancerRanges.map((range) => ({ range, owner: 'a load-balancer range', cluster: name })),
    { range: options.podCidr, owner: 'podCidr', cluster: name },
    { range: options.serviceCidr, owner: 'serviceCidr', cluster: name },
  ];
}

/**
 * Lists the addresses of the clusters of other environments, which workloads of a cluster must not reach. Ranges of pods
 * and Services that are also those of the cluster are omitted: there they are the addresses of its own pods.
 */
export function listIsolatedRanges(
  cluster: ResolvedCluster,
  clusters: readonly ResolvedCluster[],
): readonly OccupiedRange[] {
  const { environment, podCidr, serviceCidr } = cluster.options;
  return clusters
    .filter(({ options }) => options.environment !== environment)
    .flatMap(listOccupiedRanges)
    .filter(({ range }) => !isWithinRange(range, podCidr) && !isWithinRange(range, serviceCidr));
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
