import type { NodePool } from '../../../src/kinds/node-pool';
import { describeNodePool } from '../../clouds/node-pools';
import type { GkeNodePool, GkeOptions } from './schema';

/** Lists the node pools of a cluster. */
export function listNodePools({ nodePools, zones }: GkeOptions): readonly NodePool[] {
  return Object.entries(nodePools).map(([name, pool]) => ({
    ...describeNodePool(name, pool),
    replacedBy: listReplacingOptions(pool),
    zones: pool.zones ?? zones,
  }));
}

/** Returns the number of nodes in each zone with which a node pool is created: at least `min` in all zones. */
export function firstNodesPerZone({ min, zones }: GkeNodePool, clusterZones: readonly string[]): number {
  return Math.ceil(min / (zones ?? clusterZones).length);
}

/**
 * Returns the options whose change replaces the node pool.
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_node_pool
 */
export function listReplacingOptions({ machineType, architecture, spot, diskGiB }: GkeNodePool) {
  return { machineType, architecture, spot: String(spot), diskGiB: String(diskGiB) };
}
