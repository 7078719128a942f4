import { satisfies } from 'semver';
import { kubernetesVersions } from '../definition/kubernetes-versions';
import { isChartRelease } from '../kinds/release';
import { error, type Problem } from '../schema/problem';
import { resolveReleases } from '../planning/releases';
import type { CheckContext } from './context';

/**
 * Checks that the charts of a cluster support its Kubernetes version, by the `kubeVersion` of each chart.
 * @see https://helm.sh/docs/topics/charts/#the-kubeversion-field
 */
export function checkChartCompatibility({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters
    .filter(({ dependencyCycle }) => dependencyCycle.length === 0)
    .flatMap((cluster) => {
      const { kubernetes } = cluster.options;
      const version = kubernetesVersions[kubernetes];
      return resolveReleases(cluster).flatMap((release) => {
        if (!isChartRelease(release)) return [];
        const { component, chart } = release;
        if (satisfies(version, chart.kubernetes, { includePrerelease: true })) return [];
        return [
          error(
            cluster.components.find(({ name }) => name === component)?.path ?? ['clusters', cluster.name],
            kubernetes,
            `chart ${chart.name} ${chart.version} requires Kubernetes ${chart.kubernetes}`,
            'set another `kubernetes` version on the cluster',
          ),
        ];
      });
    });
}
