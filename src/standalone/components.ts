import type { AnyComponent } from '../definition/component';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { AnyKind } from '../kinds/cluster-kind';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { planStandalonePart, type StandalonePlan } from './part';

/**
 * Plans components without a platform definition, as the only components of a cluster.
 * @param kinds kinds of the components
 * @throws DefinitionError with all errors of the options, as `plinth check` reports them
 */
export function planStandaloneComponents(
  components: readonly AnyComponent[],
  cluster: ClusterInfo,
  kinds: readonly AnyKind[],
): StandalonePlan<ClusterPlan> {
  // The name of a function, such as `traefik` without parentheses, is not that of a component.
  const names = components.map((component) =>
    typeof component === 'function' || component.name === undefined ? component.kind : component.name,
  );
  const prefix = ['clusters', cluster.cluster, 'components'];
  // With one component, paths begin with its option; with several, with the component.
  const length = components.length === 1 ? prefix.length + 1 : prefix.length;
  const reported = {
    subject: `component ${names.map((name) => `'${name}'`).join(', ')}`,
    prefix,
    length,
    whole: 'component',
  };
  const { clusterPlan, warnings } = planStandalonePart({ cluster, kinds, components }, reported);
  return { plan: clusterPlan, cluster: clusterPlan.clusterInfo, warnings };
}
