import { DataAzurermKeyVaultKey } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault-key';
import { KeyVaultKey } from '@cdktf/provider-azurerm/lib/key-vault-key';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import type { AzureCloud } from '../cloud/azure-cloud';
import { addRoleDelay } from '../cloud/role-delay';
import { renderTags } from '../cloud/tags';

/** Properties of an encryption key. */
export interface EncryptionKeyProps {
  readonly name: string;
  /** ID of the key vault. */
  readonly vaultId: string;
  /** Name of the identity that uses the key, and its resource group. */
  readonly identity: string;
  readonly resourceGroup: string;
  readonly cloud: AzureCloud;
  /** @default none */
  readonly dependsOn?: readonly TerraformDependable[];
}

/** Encryption key with the identity by which services use it, as Terraform expressions. */
export interface EncryptionKey {
  readonly key: InstanceType<typeof KeyVaultKey>;
  /** ID without a version, for services that follow rotations. */
  readonly versionlessId: string;
  readonly identityId: string;
  /** Wait for the permission of the identity, for resources that need it at once. */
  readonly permission: TerraformDependable;
}

/** Role that wraps and unwraps keys, and reads their metadata. */
const keyUserRole = 'Key Vault Crypto Service Encryption User';

/** Key of a key vault. */
export interface RotatedKeyProps extends Pick<EncryptionKeyProps, 'name' | 'vaultId' | 'dependsOn'> {
  /** What services do with the key. */
  readonly operations: readonly ('encrypt' | 'decrypt' | 'wrapKey' | 'unwrapKey')[];
}

/**
 * Adds a key that is rotated each year. Keys do not expire: a database whose key has expired could not be read.
 * @see https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
 */
export function addRotatedKey(
  scope: Construct,
  id: string,
  { name, vaultId, operations, dependsOn = [] }: RotatedKeyProps,
): InstanceType<typeof KeyVaultKey> {
  return new KeyVaultKey(scope, id, {
    name,
    keyVaultId: vaultId,
    keyType: 'RSA',
    keySize: 3072,
    keyOpts: [...operations],
    rotationPolicy: { automatic: { timeAfterCreation: 'P1Y' } },
    dependsOn: [...dependsOn],
  });
}

/** Returns the ID of the data source with the newest version of a key. */
export function newestKeyId(id: string): string {
  return `${id}-newest`;
}

/**
 * Adds a data source with the newest version of a key, for services that do not follow rotations: the resource retains the
 * version that it created, so that no plan would show another one.
 * @returns ID of the version, as a Terraform expression
 */
export function addNewestVersion(scope: Construct, id: string, key: InstanceType<typeof KeyVaultKey>): string {
  const { nameInput: name, keyVaultIdInput: keyVaultId } = key;
  return new DataAzurermKeyVaultKey(scope, newestKeyId(id), {
    name: name ?? '',
    keyVaultId: keyVaultId ?? '',
    dependsOn: [key],
  }).id;
}

/** Adds a key that is rotated each year, and an identity that may use it. */
export function addEncryptionKey(scope: Construct, id: string, props: EncryptionKeyProps): EncryptionKey {
  const { identity: identityName, resourceGroup, cloud } = props;
  const key = addRotatedKey(scope, id, { ...props, operations: ['wrapKey', 'unwrapKey'] });
  const identity = new UserAssignedIdentity(scope, `${id}-identity`, {
    name: identityName,
    location: cloud.region,
    resourceGroupName: resourceGroup,
    tags: renderTags(cloud.tags),
  });
  const permission = new RoleAssignment(scope, `${id}-permission`, {
    scope: key.resourceVersionlessId,
    roleDefinitionName: keyUserRole,
    principalId: identity.principalId,
    principalType: 'ServicePrincipal',
  });
  return {
    key,
    versionlessId: key.versionlessId,
    identityId: identity.id,
    permission: addRoleDelay(scope, `${id}-permission-delay`, [permission]),
  };
}
