import { isDeepStrictEqual } from 'node:util';
import type { ClusterPlan } from '../kinds/cluster-plan';
import type { NodePool } from '../kinds/node-pool';
import type { Change } from './change';
import { pairByName } from './pair-by-name';
import { createRemoval, type Removal } from './removals';

/** Change of a node pool that drains nodes. */
type DrainingChange = Change & { readonly risk: string };

/** Compares the node pools of a managed cluster: added, removed, and those whose nodes the cloud replaces. */
export function compareNodePools(previous: ClusterPlan, current: ClusterPlan): readonly Change[] {
  return pairNodePools(previous, current).flatMap(([previousPool, currentPool]): readonly Change[] =>
    currentPool && !previousPool
      ? [{ action: 'add', path: poolPath(current, currentPool) }]
      : listDrainingChanges(previousPool, currentPool, current),
  );
}

/**
 * Lists the node pools whose nodes are replaced or removed on a cluster with volumes: pods with volumes stop, and start only
 * on nodes in the zone of their volume.
 */
export function listDrainedNodePools(
  previous: readonly ClusterPlan[],
  current: readonly ClusterPlan[],
): readonly Removal[] {
  return pairByName(previous, current).flatMap(([previousCluster, currentCluster]) =>
    previousCluster && currentCluster ? listDrainedPoolsOfCluster(previousCluster, currentCluster) : [],
  );
}

function listDrainedPoolsOfCluster(previous: ClusterPlan, current: ClusterPlan): readonly Removal[] {
  if (previous.removed || current.removed || !('storage' in previous.clusterInfo.capabilities)) return [];
  return pairNodePools(previous, current).flatMap(([previousPool, currentPool]): readonly Removal[] => {
    const changes = listDrainingChanges(previousPool, currentPool, current);
    const pool = currentPool ?? previousPool;
    if (changes.length === 0 || !pool) return [];
    const path = poolPath(current, pool);
    const options = changes.map((change) => change.path.slice(path.length).join('.')).filter((name) => name !== '');
    const cause =
      options.length === 0 ? 'was removed from the definition' : `has another value of ${options.join(', ')}`;
    return [
      createRemoval(
        path,
        `${cause}: pods with volumes on its nodes stop, and start only on other nodes in the zone of their volumes`,
        currentPool ? 'write the previous value' : 'add it again',
      ),
    ];
  });
}

function pairNodePools(previous: ClusterPlan, current: ClusterPlan) {
  return pairByName(previous.clusterInfo.nodePools ?? [], current.clusterInfo.nodePools ?? []);
}

function poolPath({ name: cluster }: ClusterPlan, { name }: NodePool): readonly string[] {
  return ['clusters', cluster, 'nodePools', name];
}

function listDrainingChanges(
  previous: NodePool | undefined,
  current: NodePool | undefined,
  cluster: ClusterPlan,
): readonly DrainingChange[] {
  if (!previous) return [];
  const path = poolPath(cluster, current ?? previous);
  if (!current)
    return [{ action: 'remove', path, risk: 'its nodes are drained: pods that no other pool can run remain pending' }];
  const replacing = Object.keys(current.replacedBy).filter(
    (option) => !isDeepStrictEqual(previous.replacedBy[option], current.replacedBy[option]),
  );
  return [
    ...replacing.map((option): DrainingChange => ({
      action: 'change',
      path: [...path, option],
      from: previous.replacedBy[option] ?? '',
      to: current.replacedBy[option] ?? '',
      risk: 'all nodes of the pool are replaced: their pods are evicted',
    })),
    ...compareZones(previous, current, path),
  ];
}

function compareZones(
  { zones: previous = [] }: NodePool,
  { zones: current = [] }: NodePool,
  path: readonly string[],
): readonly DrainingChange[] {
  const removed = previous.filter((zone) => !current.includes(zone));
  if (removed.length === 0) return [];
  return [
    {
      action: 'change',
      path: [...path, 'zones'],
      from: previous.join(', '),
      to: current.join(', '),
      risk: `its nodes in ${removed.join(', ')} are removed: pods with volumes there remain pending`,
    },
  ];
}
