import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import type { Construct } from 'constructs';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { getAzureCloud } from '../cloud/azure-cloud';
import { groupId } from '../cloud/cluster-references';
import { renderTags } from '../cloud/tags';
import { addAgentPools } from './agent-pools';
import { addClusterKeys } from './cluster-vault';
import { addControlPlane } from './control-plane';
import { addClusterIdentities } from './identities';
import { addLogs } from './logs';
import type { AksOptions } from './schema';

/**
 * Adds the managed cluster: resource group, identities, keys, control plane, logs and node pools. A cluster that
 * the next apply destroys has no resources.
 */
export function addInfrastructure(scope: Construct, cluster: ClusterPlan, options: AksOptions): void {
  if (cluster.removed) return;
  const { clusterInfo } = cluster;
  const { resourceGroup, region, tags } = getAzureCloud(clusterInfo);
  new ResourceGroup(scope, groupId, { name: resourceGroup, location: region, tags: renderTags(tags) });
  const keys = addClusterKeys(scope, clusterInfo, options);
  const identities = addClusterIdentities(scope, clusterInfo, options, keys);
  addControlPlane(scope, cluster, options, {
    identities,
    keys,
    dependsOn: [identities.permissions],
  });
  addLogs(scope, clusterInfo, options);
  addAgentPools(scope, clusterInfo, options);
}
