import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TerraformRelease } from '../../../src/kinds/release';
import { getAzureCloud } from '../cloud/azure-cloud';
import { addEncryptionKey, addNewestVersion, newestKeyId } from './encryption-key';
import { environmentVaultId, formatSecretName } from './environment-vault';
import { formatName } from '../cloud/names';
import { resourceGroupId } from '../cloud/resource-ids';
import { renderTags } from '../cloud/tags';

const releaseName = 'data-encryption';

/** Terraform expressions of the key of a tenant's data, for the resources of the same data stack. */
export const dataKey = {
  id: `\${data.azurerm_key_vault_key.${releaseName}_${newestKeyId('key')}.id}`,
  versionlessId: `\${azurerm_key_vault_key.${releaseName}_key.versionless_id}`,
  identityId: `\${azurerm_user_assigned_identity.${releaseName}_key-identity.id}`,
} as const;

/** Returns the name of the resource group with the data of a tenant in an environment. */
export function tenantGroupName(tenant: string, { platform, environment }: ClusterInfo): string {
  return formatName('resource-group', platform, environment, tenant, 'data');
}

/** Returns the ID of the resource group with the data of a tenant in an environment. */
export function tenantGroupId(tenant: string, cluster: ClusterInfo): string {
  return resourceGroupId(getAzureCloud(cluster).subscription, tenantGroupName(tenant, cluster));
}

/**
 * Returns the release with the resource group of a tenant's data, and the key of all its data services. The other releases
 * of the data stack come after it.
 */
export function tenantDataRelease(tenant: string, cluster: ClusterInfo): TerraformRelease {
  return {
    name: releaseName,
    stack: 'data',
    cloudNames: () => [`resource group ${tenantGroupName(tenant, cluster)}`],
    add: (scope) => {
      addTenantData(scope, tenant, cluster);
    },
  };
}

/** Names of releases that come before all others of a tenant's data stack. */
export const afterTenantData = [releaseName];

function addTenantData(scope: Construct, tenant: string, cluster: ClusterInfo): void {
  const cloud = getAzureCloud(cluster);
  const group = new ResourceGroup(scope, 'group', {
    name: tenantGroupName(tenant, cluster),
    location: cloud.region,
    tags: renderTags(cloud.tags),
  });
  const { key } = addEncryptionKey(scope, 'key', {
    name: formatSecretName(tenant, 'data'),
    vaultId: environmentVaultId(cluster),
    identity: formatName('identity', cluster.platform, cluster.environment, tenant, 'data'),
    resourceGroup: group.name,
    cloud,
  });
  addNewestVersion(scope, 'key', key);
}
