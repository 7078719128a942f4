import { isDeepStrictEqual } from 'node:util';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Checks that clusters that share a network, which one Terraform stack creates, have the same options of it. */
export function checkNetworks({ resolvedClusters }: CheckContext): readonly Problem[] {
  const networks = resolvedClusters.flatMap(({ name: cluster, bound, clusterInfo }) => {
    const network = bound.network(clusterInfo);
    return network ? [{ cluster, network }] : [];
  });
  return networks.flatMap(({ cluster, network }, index) => {
    const first = networks.slice(0, index).find((other) => other.network.name === network.name);
    if (!first) return [];
    const path = ['clusters', cluster, 'network'];
    const differing = Object.keys(network.options).find(
      (option) => !isDeepStrictEqual(network.options[option], first.network.options[option]),
    );
    if (differing !== undefined)
      return [
        error(
          path,
          undefined,
          `cluster '${first.cluster}' has the same network '${network.name}' with another value of '${differing}'`,
          'write the same value in both clusters, or give one of them an existing network by its id',
        ),
      ];
    if (network.removed === first.network.removed) return [];
    const fix = "write state: 'removed' for the network in all its clusters, or in none";
    return [
      error([...path, 'state'], undefined, `cluster '${first.cluster}' has the same network in another state`, fix),
    ];
  });
}
