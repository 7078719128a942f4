import { ResourceGroupTemplateDeployment } from '@cdktf/provider-azurerm/lib/resource-group-template-deployment';
import type { Construct } from 'constructs';
import { digest } from '../../digest';
import { formatName } from '../cloud/names';

/** Access of a workload to the data of a cache of its tenant. */
export interface CacheAccess {
  /** Name of the cache in Azure. */
  readonly cache: string;
  /** Name of the resource group of the cache. */
  readonly resourceGroup: string;
}

/** Identity that gets the access. */
export interface CacheUser {
  /** Object ID, as a Terraform expression. */
  readonly principalId: string;
  /** Names of cluster, tenant and workload, which identify it. */
  readonly names: readonly string[];
}

/**
 * Lets an identity read and write the data of a cache. The provider has no resource for it, so that it is a deployment of
 * Azure Resource Manager, which removes what it has created.
 * @see https://learn.microsoft.com/azure/templates/microsoft.cache/2025-04-01/redisenterprise/databases/accesspolicyassignments
 */
export function addCacheAccess(
  scope: Construct,
  { cache, resourceGroup }: CacheAccess,
  { principalId, names }: CacheUser,
): void {
  const suffix = digest([cache, ...names]).slice(0, 8);
  new ResourceGroupTemplateDeployment(scope, `cache-${digest([cache]).slice(0, 8)}`, {
    name: formatName('deployment', ...names, suffix),
    resourceGroupName: resourceGroup,
    deploymentMode: 'Incremental',
    templateContent: JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [
        {
          type: 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments',
          apiVersion: '2025-04-01',
          // Letters and digits only.
          name: `${cache}/default/plinth${suffix}`,
          properties: { accessPolicyName: 'default', user: { objectId: principalId } },
        },
      ],
    }),
  });
}
