import { DiskEncryptionSet } from '@cdktf/provider-azurerm/lib/disk-encryption-set';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAzureCloud } from '../cloud/azure-cloud';
import { createdCluster } from '../cloud/cluster-references';
import { addEncryptionKey } from '../vault/encryption-key';
import { formatName } from '../cloud/names';
import { renderTags } from '../cloud/tags';
import type { Vault } from '../vault/vault';

/** Returns the name of the disk encryption set of a cluster. */
export function diskEncryptionSetName(clusterName: string): string {
  return formatName('disk-encryption-set', clusterName, 'disks');
}

/**
 * Adds the disk encryption set of nodes and volumes, with a key in the key vault of the cluster.
 * @see https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys
 */
export function addDiskEncryption(
  scope: Construct,
  clusterInfo: ClusterInfo,
  vault: Vault,
): InstanceType<typeof DiskEncryptionSet> {
  const cloud = getAzureCloud(clusterInfo);
  const { clusterName, region, tags } = cloud;
  const resourceGroup = createdCluster.group;
  const key = addEncryptionKey(scope, 'disk-key', {
    name: 'disks',
    vaultId: vault.id,
    dependsOn: vault.endpoint,
    identity: formatName('identity', clusterInfo.platform, clusterName, 'disks'),
    resourceGroup,
    cloud,
  });
  return new DiskEncryptionSet(scope, 'disks', {
    name: diskEncryptionSetName(clusterName),
    location: region,
    resourceGroupName: resourceGroup,
    keyVaultKeyId: key.versionlessId,
    autoKeyRotationEnabled: true,
    encryptionType: 'EncryptionAtRestWithCustomerKey',
    identity: { type: 'UserAssigned', identityIds: [key.identityId] },
    tags: renderTags(tags),
    dependsOn: [key.permission],
  });
}
