import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that clusters of different environments are not in one account where equal service accounts are one identity: the
 * pods of one environment would have the permissions of the other.
 */
export function checkSharedIdentities({ resolvedClusters }: CheckContext): readonly Problem[] {
  const clusters = resolvedClusters.filter(({ clusterInfo }) => clusterInfo.cloud?.sharesIdentities === true);
  return clusters.flatMap(({ name, clusterInfo: { cloud, environment } }, index) => {
    const other = clusters
      .slice(0, index)
      .find(
        ({ clusterInfo }) => clusterInfo.cloud?.account === cloud?.account && clusterInfo.environment !== environment,
      );
    if (!other) return [];
    return [
      error(
        ['clusters', name],
        cloud?.account,
        `is also the account of cluster '${other.name}' of environment '${other.clusterInfo.environment}': pods of both would have the same permissions`,
        'give each environment an account or project of its own',
      ),
    ];
  });
}
