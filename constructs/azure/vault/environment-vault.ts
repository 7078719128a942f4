import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { flatKeySeparator } from '../../../src/definition/secret-keys';
import { digest } from '../../digest';
import { getAzureCloud } from '../cloud/azure-cloud';
import { formatName, formatUniqueName, nameRules } from '../cloud/names';
import { resourceGroupId, resourceId } from '../cloud/resource-ids';

/** Names that determine the key vault of an environment. */
export interface VaultPlace {
  readonly platform: string;
  readonly environment: string;
  readonly subscription: string;
}

/** Returns the name of the resource group with the key vault of an environment. */
export function environmentGroupName({ platform, environment }: Pick<VaultPlace, 'platform' | 'environment'>): string {
  return formatName('resource-group', platform, environment, 'data');
}

/** Returns the name of the key vault of an environment, with the secrets, and the keys of data, of its tenants. */
export function environmentVaultName({ platform, environment, subscription }: VaultPlace): string {
  return formatUniqueName('key-vault', subscription, platform, environment);
}

/** Returns the ID of the key vault of the environment of a cluster. */
export function environmentVaultId(cluster: ClusterInfo): string {
  const { platform, environment } = cluster;
  const { subscription } = getAzureCloud(cluster);
  return resourceId(
    resourceGroupId(subscription, environmentGroupName(cluster)),
    'Microsoft.KeyVault/vaults',
    environmentVaultName({ platform, environment, subscription }),
  );
}

/** Length of the digest that replaces the end of a name that is too long. */
const digestLength = 8;

/**
 * Returns the name of a secret of a tenant in the key vault of its environment. It begins with the name of the tenant, so
 * that no tenant can read the secrets of another one.
 */
export function formatSecretName(tenant: string, ...path: readonly string[]): string {
  const name = [tenant, ...path].join(flatKeySeparator);
  const { maxLength } = nameRules['key-vault-object'];
  if (name.length <= maxLength) return name;
  return `${name.slice(0, maxLength - digestLength - 1).replace(/-+$/, '')}-${digest(name).slice(0, digestLength)}`;
}
