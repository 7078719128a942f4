import type { NodePool } from '../../../src/kinds/node-pool';
import { describeNodePool } from '../../clouds/node-pools';
import { isExistingNetwork, type EksNodePool, type EksOptions } from './schema';

/** Lists the node pools of a cluster. */
export function listNodePools(options: EksOptions): readonly NodePool[] {
  return Object.entries(options.nodePools).map(([name, pool]) => ({
    ...describeNodePool(name, { ...pool, max: resolveMaxNodes(pool) }),
    replacedBy: listReplacingOptions(pool, options),
  }));
}

/** Returns the limit of the Auto Scaling group of a pool. */
export function resolveMaxNodes({ min, max = Math.max(min, 1) }: Pick<EksNodePool, 'min' | 'max'>): number {
  return max;
}

/**
 * Returns the options whose change replaces the node group: EKS cannot change them in place. Zones and subnets of the cluster are
 * among them.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/update-managed-node-group.html
 */
export function listReplacingOptions(
  { instanceTypes, architecture, spot, zones: poolZones }: EksNodePool,
  { zones, network }: Pick<EksOptions, 'zones' | 'network'>,
): Readonly<Record<string, string>> {
  return {
    instanceTypes: instanceTypes.join(', '),
    architecture,
    spot: String(spot),
    zones: (poolZones ?? zones).join(', '),
    ...(isExistingNetwork(network) ? { subnets: network.privateSubnets.join(', ') } : {}),
  };
}
