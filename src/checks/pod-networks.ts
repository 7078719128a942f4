import { rangesOverlap } from '../schema/address-range';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that clusters whose pods and Services have addresses of the same network have different ranges.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/alias-ips
 */
export function checkPodNetworks({ resolvedClusters }: CheckContext): readonly Problem[] {
  const ranges = resolvedClusters.flatMap(({ name: cluster, clusterInfo: { cloud, podCidr, serviceCidr } }) =>
    cloud?.podNetworkId === undefined
      ? []
      : Object.entries({ podCidr, serviceCidr }).map(([option, range]) => ({
          cluster,
          option,
          range,
          network: cloud.podNetworkId,
        })),
  );
  return ranges.flatMap(({ cluster, option, range, network }, index) => {
    const other = ranges
      .slice(0, index)
      .find((used) => used.cluster !== cluster && used.network === network && rangesOverlap(used.range, range));
    if (!other) return [];
    return [
      error(
        ['clusters', cluster, option],
        range,
        `overlaps with ${other.option} ${other.range} of cluster '${other.cluster}', whose network has the ranges of both`,
        'write another range, or give one of the clusters a network of its own',
      ),
    ];
  });
}
