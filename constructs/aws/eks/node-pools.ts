import type { NodePool } from '../../../src/kinds/node-pool';
import type { EksNodePool, EksOptions } from './schema';

/** Lists the node pools of a cluster. */
export function listNodePools({ nodePools }: EksOptions): readonly NodePool[] {
  return Object.entries(nodePools).map(([name, pool]) => ({
    name,
    architecture: pool.architecture,
    minNodes: pool.min,
    maxNodes: pool.max,
    labels: pool.labels,
    taints: pool.taints,
    replacedBy: listReplacingOptions(pool),
  }));
}

/**
 * Returns the options whose change replaces the node group: EKS cannot change them in place.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/update-managed-node-group.html
 */
export function listReplacingOptions({ instanceTypes, architecture, spot, zones }: EksNodePool) {
  return {
    instanceTypes: instanceTypes.join(', '),
    architecture,
    spot: String(spot),
    zones: zones?.join(', ') ?? 'all',
  };
}
