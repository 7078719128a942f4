import { KubernetesClusterNodePool } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { digest } from '../../digest';
import { getAzureCloud } from '../cloud/azure-cloud';
import { createdCluster } from '../cloud/cluster-references';
import { renderTags } from '../cloud/tags';
import { maxPodsPerNode, maxSurge } from './control-plane';
import { poolLabels, poolTaints } from './node-pools';
import type { AksNodePool, AksOptions } from './schema';

/** Adds the node pools. AKS upgrades them after the control plane, and scales them between `min` and `max`. */
export function addAgentPools(scope: Construct, clusterInfo: ClusterInfo, options: AksOptions): void {
  const { network, tags } = getAzureCloud(clusterInfo);
  for (const [name, pool] of Object.entries(options.nodePools))
    new KubernetesClusterNodePool(scope, `${name}-nodes`, {
      name,
      kubernetesClusterId: createdCluster.id,
      mode: 'User',
      vmSize: pool.machineType,
      autoScalingEnabled: true,
      minCount: pool.min,
      maxCount: pool.max,
      maxPods: maxPodsPerNode,
      nodeLabels: poolLabels(name, pool),
      nodeTaints: [...poolTaints(pool)],
      osType: 'Linux',
      osSku: 'AzureLinux',
      osDiskSizeGb: pool.diskGiB,
      orchestratorVersion: options.kubernetes,
      zones: [...(pool.zones ?? options.zones)],
      vnetSubnetId: network.nodeSubnet,
      hostEncryptionEnabled: true,
      temporaryNameForRotation: temporaryName(name),
      ...renderPriority(pool),
      tags: renderTags(tags),
      lifecycle: { ignoreChanges: ['node_count'] },
    });
}

/** Spot pools take no upgrade settings: Azure evicts their nodes in any case. */
function renderPriority({ spot }: AksNodePool) {
  return spot
    ? { priority: 'Spot', evictionPolicy: 'Delete', spotMaxPrice: -1 }
    : { priority: 'Regular', upgradeSettings: { maxSurge } };
}

/** Returns the name of the pool that has the pods of a pool while the pool is replaced. */
function temporaryName(pool: string): string {
  return `t${digest(['temporary', pool]).slice(0, 8)}`;
}
