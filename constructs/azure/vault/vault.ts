import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import { addPrivateEndpoint } from '../network/private-endpoint';
import type { AzureCloud } from '../cloud/azure-cloud';
import { renderTags } from '../cloud/tags';

/** Properties of a key vault. */
export interface VaultProps {
  readonly name: string;
  readonly resourceGroup: string;
  readonly cloud: AzureCloud;
  /**
   * Whether Terraform refuses to destroy or replace it.
   * @default false
   */
  readonly deletionProtection?: boolean;
}

/** A key vault. */
export interface Vault {
  /** ID, as a Terraform expression. */
  readonly id: string;
  /** Private endpoint, without which nothing writes keys and secrets to a private vault. */
  readonly endpoint: readonly TerraformDependable[];
}

/** Days until a deleted vault, key or secret is gone. Until then it can be restored. */
const softDeleteRetentionDays = 90;

/**
 * Adds a key vault with permissions by Azure roles, which cannot be purged before its retention ends. It is reached by a
 * private endpoint where the network has a subnet for it, and from `allowedRanges`.
 * @see https://learn.microsoft.com/azure/key-vault/general/best-practices
 */
export function addVault(
  scope: Construct,
  id: string,
  { name, resourceGroup, cloud, deletionProtection = false }: VaultProps,
): Vault {
  const { region, entraTenant, allowedRanges, tags } = cloud;
  const vault = new KeyVault(scope, id, {
    name,
    location: region,
    resourceGroupName: resourceGroup,
    tenantId: entraTenant,
    skuName: 'standard',
    rbacAuthorizationEnabled: true,
    purgeProtectionEnabled: true,
    softDeleteRetentionDays,
    publicNetworkAccessEnabled: allowedRanges.length > 0,
    // Disk encryption, PostgreSQL and storage accounts are trusted services: they use keys by their own permissions.
    networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices', ipRules: [...allowedRanges] },
    tags: renderTags(tags),
    ...(deletionProtection ? { lifecycle: { preventDestroy: true } } : {}),
  });
  const endpoint = addPrivateEndpoint(scope, `${id}-endpoint`, {
    name: `${name}-endpoint`,
    resourceGroup,
    cloud,
    service: 'vault',
    targetId: vault.id,
  });
  return { id: vault.id, endpoint };
}
