import type { ClusterPlan } from '../kinds/cluster-plan';
import { error, type Problem } from '../schema/problem';

/**
 * Checks that no network loses its last entry. The network of an environment and region belongs to the entries of its
 * clusters: it remains while one of them is in the definition, even with `state: 'removed'`, and is destroyed by
 * `network.state`.
 */
export function checkNetworkChanges(
  previous: readonly ClusterPlan[],
  current: readonly ClusterPlan[],
): readonly Problem[] {
  const existing = new Set(current.map(({ network }) => network?.name));
  const abandoned = new Map(
    previous.flatMap(({ name, removed, network }) =>
      removed && network && !network.removed && !existing.has(network.name) ? [[network.name, name] as const] : [],
    ),
  );
  return [...abandoned].map(([network, cluster]) =>
    error(
      ['clusters', cluster],
      undefined,
      `was the last entry with the network '${network}', which still exists: Plinth would no longer manage it`,
      "keep the entry with state: 'removed' while databases are in the network; otherwise add network: { state: 'removed' }, apply, and then delete the entry",
    ),
  );
}
