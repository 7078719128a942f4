import { DataAzurermUserAssignedIdentity } from '@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { dnsLabel } from '../../../src/schema/field-types';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { getAzureCloud } from '../cloud/azure-cloud';
import {
  environmentGroupName,
  environmentVaultId,
  environmentVaultName,
  type VaultPlace,
} from '../vault/environment-vault';
import { formatName } from '../cloud/names';
import { checkReachesEntra, checkRequiresAzure, checkRequiresDataSubnet } from '../cloud/requires-azure';
import { renderTags } from '../cloud/tags';
import { addVault } from '../vault/vault';
import { clientIdKey } from '../identity/client-id';
import { addFederatedIdentity } from '../identity/federated-identity';

/** Secret with the client ID of External Secrets. Its namespace exists on each cluster. */
const clientIdSecret = { name: 'external-secrets-azure', namespace: 'kube-system' } as const;

/**
 * Key vault of the environment, with the secrets of its tenants and the keys of their data, and the permission of External
 * Secrets Operator to read secrets, with names `<tenant>--…`, and to write those of components, with names
 * `platform--<cluster>--…`. The operator has no other credential.
 * @see https://external-secrets.io/latest/provider/azure-key-vault/
 * @example
 * keyVault()
 */
export const keyVault = componentKind({
  kind: 'key-vault',
  summary: 'Azure Key Vault of the environment, which External Secrets Operator may read and write.',
  schema: z.strictObject({
    operator: dnsLabel.default('external-secrets').describe('name of the component externalSecrets()'),
  }),
  requires: () => ['secrets'],
  provides: () => ({ 'key-vault': {} }),
  validate: (_, cluster) => [
    ...checkRequiresAzure('key-vault', cluster),
    ...checkReachesEntra('key-vault', cluster),
    ...checkRequiresDataSubnet('key-vault', cluster),
  ],
  terraformReleases: ({ name, operator }, cluster) => [
    {
      name,
      stack: 'data',
      add: (scope) => {
        addEnvironmentVault(scope, cluster);
      },
    },
    {
      name: `${name}-reader`,
      stack: 'infrastructure',
      add: (scope) => {
        addReader(scope, operator, cluster);
      },
    },
    {
      name: `${name}-client-id`,
      stack: 'bootstrap',
      add: (scope) => {
        addReaderClientId(scope, cluster);
      },
    },
  ],
  releases: () => [],
});

function addEnvironmentVault(scope: Construct, cluster: ClusterInfo): void {
  const { platform, environment } = cluster;
  const cloud = getAzureCloud(cluster);
  const group = new ResourceGroup(scope, 'group', {
    name: environmentGroupName(cluster),
    location: cloud.region,
    tags: renderTags(cloud.tags),
  });
  addVault(scope, 'vault', {
    name: environmentVaultName({ platform, environment, subscription: cloud.subscription }),
    resourceGroup: group.name,
    cloud,
    deletionProtection: true,
  });
}

/** Name of the identity of External Secrets on a cluster. */
function readerName({ platform, cluster }: ClusterInfo): string {
  return formatName('identity', platform, cluster, 'external-secrets');
}

function addReader(scope: Construct, operator: string, cluster: ClusterInfo): void {
  const identity = addFederatedIdentity(scope, 'operator', {
    name: readerName(cluster),
    serviceAccount: { namespace: operator, name: operator },
    cloud: getAzureCloud(cluster),
  });
  // Roles cannot be limited to names of secrets: the Secrets of components are generated into the vault of the tenants.
  new RoleAssignment(scope, 'read-write-secrets', {
    scope: environmentVaultId(cluster),
    roleDefinitionName: 'Key Vault Secrets Officer',
    principalId: identity.principalId,
    principalType: 'ServicePrincipal',
  });
}

/** Adds the Secret by which External Secrets knows its identity: only Terraform knows the client ID. */
function addReaderClientId(scope: Construct, cluster: ClusterInfo): void {
  const { clientId } = new DataAzurermUserAssignedIdentity(scope, 'operator', {
    name: readerName(cluster),
    resourceGroupName: getAzureCloud(cluster).resourceGroup,
  });
  new SecretV1(scope, 'client-id', { metadata: { ...clientIdSecret }, data: { [clientIdKey]: clientId } });
}

/** Names and IDs that determine the store of a cluster. */
export interface KeyVaultStoreProps extends VaultPlace {
  readonly entraTenant: string;
  /**
   * Name of the component externalSecrets().
   * @default external-secrets
   */
  readonly operator?: string;
}

/**
 * Returns the field `provider` of a ClusterSecretStore of the environment's key vault, for `externalSecrets({ store })`.
 * @example
 * const subscription = '00000000-0000-0000-0000-000000000001';
 * const entraTenant = '00000000-0000-0000-0000-000000000002';
 * externalSecrets({ store: keyVaultStore({ platform: 'acme', environment: 'prod', subscription, entraTenant }) })
 */
export function keyVaultStore({ entraTenant, operator = 'external-secrets', ...place }: KeyVaultStoreProps) {
  return {
    azurekv: {
      authType: 'WorkloadIdentity',
      vaultUrl: `https://${environmentVaultName(place)}.vault.azure.net`,
      tenantId: entraTenant,
      serviceAccountRef: { name: operator, namespace: operator },
      authSecretRef: { clientId: { ...clientIdSecret, key: clientIdKey } },
    },
  };
}
