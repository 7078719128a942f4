import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Checks that delivery by Argo CD finds Argo CD on the cluster, and that Terraform delivers official charts only. */
export function checkDelivery({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters
    .filter(({ hasInvalidComponents }) => !hasInvalidComponents)
    .flatMap(({ name, options, clusterInfo }) => {
      if (options.delivery === 'terraform') {
        if (options.charts === 'official') return [];
        return [
          error(
            ['clusters', name, 'charts'],
            options.charts,
            'Terraform installs official charts only, not rendered ones',
            "remove it, or write delivery: 'argo-cd'",
          ),
        ];
      }
      if (clusterInfo.capabilities.delivery?.api === 'argo-cd') return [];
      return [
        error(
          ['clusters', name, 'delivery'],
          'argo-cd',
          'requires Argo CD, which nothing on this cluster provides',
          "add a component of kind 'argo-cd' with its repository, or write 'terraform'",
        ),
      ];
    });
}
