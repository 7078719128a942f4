import { listWorkloadsWithStackData } from '../planning/component-workloads';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that components of two clusters do not have the same data in the stack of their environment, such as the database
 * of an issuer: its name has that of the component, and not that of the cluster, and each cluster has keys of its own.
 */
export function checkSharedComponentData({ resolvedClusters }: CheckContext): readonly Problem[] {
  const owners = resolvedClusters
    .filter(({ options, hasInvalidComponents }) => options.state !== 'removed' && !hasInvalidComponents)
    .flatMap((cluster) =>
      [...new Set(listWorkloadsWithStackData(cluster).map(({ component }) => component))].map((component) => ({
        cluster,
        component,
      })),
    );
  return owners.flatMap(({ cluster, component }, index) => {
    const other = owners
      .slice(0, index)
      .find(
        (candidate) =>
          candidate.component.name === component.name &&
          candidate.cluster.clusterInfo.environment === cluster.clusterInfo.environment,
      );
    if (!other) return [];
    return [
      error(
        [...component.path, 'name'],
        component.name,
        `has its data in the environment '${cluster.clusterInfo.environment}', as the component of this name of cluster '${other.cluster.name}'`,
        'write another name, so that each has data of its own',
      ),
    ];
  });
}
