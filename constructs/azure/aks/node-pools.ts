import type { NodePool } from '../../../src/kinds/node-pool';
import { describeNodePool } from '../../clouds/node-pools';
import type { AksNodePool, AksOptions } from './schema';

/** Taint, and label, that AKS gives to the nodes of spot pools. */
const spotKey = 'kubernetes.azure.com/scalesetpriority';

/** Lists the node pools of a cluster, without that of the components of AKS, which takes no other pods. */
export function listNodePools(options: AksOptions): readonly NodePool[] {
  return Object.entries(options.nodePools).map(([name, pool]) => ({
    ...describeNodePool(name, pool),
    labels: poolLabels(name, pool),
    taints: poolTaints(pool),
    replacedBy: listReplacingOptions(pool, options),
  }));
}

/** Returns the labels of the nodes of a pool, with those that AKS sets itself. */
export function poolLabels(name: string, { labels, spot }: AksNodePool): { [label: string]: string } {
  return { ...labels, 'plinth.dev/node-pool': name, ...(spot ? { [spotKey]: 'spot' } : {}) };
}

/** Returns the taints of the nodes of a pool, with the one that AKS sets itself. */
export function poolTaints({ taints, spot }: AksNodePool): readonly string[] {
  return spot ? [...taints, `${spotKey}=spot:NoSchedule`] : taints;
}

/**
 * Returns the options whose change replaces the nodes of a pool: Terraform moves the pods to a temporary pool meanwhile.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster_node_pool
 */
function listReplacingOptions(
  { machineType, architecture, spot, zones: poolZones, diskGiB }: AksNodePool,
  { zones }: AksOptions,
): Readonly<Record<string, string>> {
  return {
    machineType,
    architecture,
    spot: String(spot),
    zones: (poolZones ?? zones).join(', '),
    diskGiB: String(diskGiB),
  };
}
