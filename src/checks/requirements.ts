import { capabilityTraits } from '../definition/capability';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { describeMissing } from './missing-capability';

/**
 * Checks that every capability that a component requires is provided on its cluster. Where the component has to know
 * the endpoint of an existing service, `provides` of the cluster must declare it.
 */
export function checkRequirements({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters
    .filter(({ hasInvalidComponents }) => !hasInvalidComponents)
    .flatMap((cluster) => [...checkProviders(cluster), ...checkEndpoints(cluster)]);
}

function checkProviders({ name, components, clusterInfo }: ResolvedCluster): readonly Problem[] {
  return components.flatMap((component) =>
    component.requires
      .filter((capability) => !(capability in clusterInfo.capabilities))
      .map((capability) =>
        describeMissing(
          error(
            component.path,
            component.options.kind,
            `requires '${capability}' (${capabilityTraits(capability).summary}), which nothing on cluster '${name}' provides`,
            '',
          ),
          { cluster: name, capability },
        ),
      ),
  );
}

function checkEndpoints({
  name,
  components,
  clusterInfo,
  infrastructureCapabilities,
}: ResolvedCluster): readonly Problem[] {
  return components.flatMap((component) =>
    component.requires
      .filter((capability) => capability in infrastructureCapabilities)
      .filter((capability) => capabilityTraits(capability).requiresEndpoint)
      .flatMap((capability) => {
        const { api, url } = clusterInfo.capabilities[capability] ?? {};
        if (api && url) return [];
        return [
          error(
            ['clusters', name, 'provides', capability],
            infrastructureCapabilities[capability],
            `must declare the endpoint, which component '${component.name}' requires`,
            'write { api, url, namespace }',
          ),
        ];
      }),
  );
}
