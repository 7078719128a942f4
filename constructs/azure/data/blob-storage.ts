import { StorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';
import { StorageContainer } from '@cdktf/provider-azurerm/lib/storage-container';
import { StorageManagementPolicy } from '@cdktf/provider-azurerm/lib/storage-management-policy';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAzureCloud } from '../cloud/azure-cloud';
import { formatCompactName } from '../cloud/names';
import { resourceId } from '../cloud/resource-ids';
import { renderTags } from '../cloud/tags';
import { dataKey, tenantGroupId, tenantGroupName } from '../vault/tenant-data';
import { addPrivateEndpoint } from '../network/private-endpoint';

/** Properties of the storage account of a tenant. */
export interface StorageAccountProps {
  readonly tenant: string;
  readonly cluster: ClusterInfo;
  readonly replication: 'LRS' | 'ZRS' | 'GRS' | 'GZRS';
  /** Days that replaced and deleted blobs are retained. */
  readonly versionDays: number;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
}

/** Returns the name of the storage account of a tenant in an environment. */
export function storageAccountName(tenant: string, cluster: ClusterInfo): string {
  const { platform, environment } = cluster;
  return formatCompactName('storage-account', getAzureCloud(cluster).subscription, platform, environment, tenant);
}

/** Returns the ID of the storage account of a tenant in an environment. */
export function storageAccountId(tenant: string, cluster: ClusterInfo): string {
  return resourceId(
    tenantGroupId(tenant, cluster),
    'Microsoft.Storage/storageAccounts',
    storageAccountName(tenant, cluster),
  );
}

/**
 * Adds a storage account: encrypted, versioned, private, and with Microsoft Entra instead of shared keys. A lock of Azure
 * would also keep the permissions of removed applications and clusters, so Terraform alone protects it.
 * @see https://learn.microsoft.com/azure/storage/blobs/security-recommendations
 */
export function addStorageAccount(scope: Construct, props: StorageAccountProps): void {
  const { tenant, cluster, replication, versionDays, deletionProtection } = props;
  const cloud = getAzureCloud(cluster);
  const resourceGroup = tenantGroupName(tenant, cluster);
  const name = storageAccountName(tenant, cluster);
  const account = new StorageAccount(scope, 'account', {
    name,
    location: cloud.region,
    resourceGroupName: resourceGroup,
    accountKind: 'StorageV2',
    accountTier: 'Standard',
    accountReplicationType: replication,
    httpsTrafficOnlyEnabled: true,
    minTlsVersion: 'TLS1_2',
    publicNetworkAccessEnabled: false,
    allowNestedItemsToBePublic: false,
    sharedAccessKeyEnabled: false,
    defaultToOauthAuthentication: true,
    localUserEnabled: false,
    crossTenantReplicationEnabled: false,
    allowedCopyScope: 'AAD',
    infrastructureEncryptionEnabled: true,
    identity: { type: 'UserAssigned', identityIds: [dataKey.identityId] },
    customerManagedKey: { keyVaultKeyId: dataKey.versionlessId, userAssignedIdentityId: dataKey.identityId },
    networkRules: { defaultAction: 'Deny', bypass: ['None'] },
    blobProperties: {
      versioningEnabled: true,
      deleteRetentionPolicy: { days: versionDays },
      containerDeleteRetentionPolicy: { days: versionDays },
    },
    tags: renderTags(cloud.tags),
    lifecycle: { preventDestroy: deletionProtection },
  });
  new StorageManagementPolicy(scope, 'versions', {
    storageAccountId: account.id,
    rule: [
      {
        name: 'versions',
        enabled: true,
        filters: { blobTypes: ['blockBlob'] },
        actions: { version: { deleteAfterDaysSinceCreation: versionDays } },
      },
    ],
  });
  addPrivateEndpoint(scope, 'endpoint', {
    name: `${name}-blob`,
    resourceGroup,
    cloud,
    service: 'blob',
    targetId: account.id,
  });
}

/** Properties of a container. */
export interface ContainerProps {
  readonly name: string;
  readonly tenant: string;
  readonly cluster: ClusterInfo;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
}

/** Adds a container, in the storage account of the same data stack. */
export function addContainer(scope: Construct, { name, tenant, cluster, deletionProtection }: ContainerProps): void {
  new StorageContainer(scope, 'container', {
    name,
    // By its ID, Terraform creates it without access to the blobs.
    storageAccountId: storageAccountId(tenant, cluster),
    containerAccessType: 'private',
    lifecycle: { preventDestroy: deletionProtection },
  });
}
