import { listHostRanges, type OccupiedRange } from '../planning/isolated-ranges';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { rangesOverlap } from '../schema/address-range';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that clusters do not announce addresses of each other: load-balancer ranges must contain no addresses of the
 * hosts, endpoints and load balancers of other clusters, and no endpoint may be that of another cluster or its host.
 * @see https://metallb.io/configuration/
 */
export function checkSharedAddresses({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((cluster, index) => {
    const others = resolvedClusters.filter((other) => other !== cluster);
    const hostRanges = others.flatMap(listHostRanges);
    return [
      // Of two ranges that overlap, that of the second cluster is the error.
      ...checkRanges(listLoadBalancerRanges(cluster), [
        ...hostRanges,
        ...resolvedClusters.slice(0, index).flatMap((other) =>
          listLoadBalancerRanges(other).map(({ range }) => ({
            range,
            owner: `load-balancer range ${range}`,
            cluster: other.name,
          })),
        ),
      ]),
      ...checkRanges(
        listEndpoint(cluster),
        hostRanges.filter(
          (range) =>
            range.owner !== 'the endpoint' || resolvedClusters.findIndex(({ name }) => name === range.cluster) < index,
        ),
      ),
    ];
  });
}

interface DeclaredRange {
  readonly range: string;
  readonly path: readonly PathSegment[];
}

function checkRanges(ranges: readonly DeclaredRange[], occupied: readonly OccupiedRange[]): readonly Problem[] {
  return ranges.flatMap(({ range, path }) => {
    const conflict = occupied.find((other) => rangesOverlap(range, other.range));
    if (!conflict) return [];
    return [
      error(
        path,
        range,
        `overlaps with ${conflict.owner} of cluster '${conflict.cluster}'`,
        'write addresses that no other cluster uses',
      ),
    ];
  });
}

function listLoadBalancerRanges({
  name,
  components,
  infrastructureCapabilities,
}: ResolvedCluster): readonly DeclaredRange[] {
  const providers = [
    ...components.map(({ endpoints, path }) => ({ addresses: endpoints['load-balancer']?.addresses, path })),
    {
      addresses: infrastructureCapabilities['load-balancer']?.addresses,
      path: ['clusters', name, 'provides', 'load-balancer', 'addresses'],
    },
  ];
  return providers.flatMap(({ addresses = [], path }) => addresses.map((range) => ({ range, path })));
}

function listEndpoint(cluster: ResolvedCluster): readonly DeclaredRange[] {
  return listHostRanges(cluster)
    .filter(({ owner }) => owner === 'the endpoint')
    .map(({ range }) => ({ range, path: ['clusters', cluster.name, 'endpoint'] }));
}
