import { isDeepStrictEqual } from 'node:util';
import type { ClusterPlan } from '../kinds/cluster-plan';
import type { Change } from './change';
import { pairByName } from './pair-by-name';

/** Compares the node pools of a managed cluster: added, removed, and those whose nodes the cloud replaces. */
export function compareNodePools(previous: ClusterPlan, current: ClusterPlan): readonly Change[] {
  return pairByName(previous.clusterInfo.nodePools ?? [], current.clusterInfo.nodePools ?? []).flatMap(
    ([previousPool, currentPool]): readonly Change[] => {
      const path = ['clusters', current.name, 'nodePools', (currentPool ?? previousPool)?.name ?? ''];
      if (!previousPool) return [{ action: 'add', path }];
      if (!currentPool)
        return [
          { action: 'remove', path, risk: 'its nodes are drained: pods that no other pool can run remain pending' },
        ];
      const replacing = Object.keys(currentPool.replacedBy).filter(
        (option) => !isDeepStrictEqual(previousPool.replacedBy[option], currentPool.replacedBy[option]),
      );
      return replacing.map((option) => ({
        action: 'change' as const,
        path: [...path, option],
        from: previousPool.replacedBy[option] ?? '',
        to: currentPool.replacedBy[option] ?? '',
        risk: 'all nodes of the pool are replaced: their pods are evicted',
      }));
    },
  );
}
