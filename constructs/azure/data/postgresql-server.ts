import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { PostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PostgresqlFlexibleServerActiveDirectoryAdministrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { PostgresqlFlexibleServerConfiguration } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-configuration';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { postgresqlPort } from '../../clouds/tenant-databases';
import { getAzureCloud } from '../cloud/azure-cloud';
import { addClientIdSecret } from '../identity/client-id';
import { environmentVaultId, formatSecretName } from '../vault/environment-vault';
import { formatName, formatUniqueName } from '../cloud/names';
import { resourceId } from '../cloud/resource-ids';
import { renderTags } from '../cloud/tags';
import { dataKey, tenantGroupId, tenantGroupName } from '../vault/tenant-data';
import { addPrivateEndpoint } from '../network/private-endpoint';
import type { ResolvedPostgresqlOptions } from './postgresql-options';

/** Returns the name of the server of a tenant in an environment. */
export function serverName(tenant: string, cluster: ClusterInfo): string {
  const { platform, environment } = cluster;
  return formatUniqueName('postgresql-server', getAzureCloud(cluster).subscription, platform, environment, tenant);
}

/** Returns the host name of a server. */
export function serverHost(server: string): string {
  return `${server}.postgres.database.azure.com`;
}

/** Properties of the server of a tenant. */
export interface ServerProps {
  readonly tenant: string;
  readonly options: ResolvedPostgresqlOptions;
  readonly cluster: ClusterInfo;
}

/** Parameters of servers: who connects, and which tables are changed, is logged. TLS is required by default. */
const parameters = { log_connections: 'on', log_statement: 'ddl' } as const;

/**
 * Adds a server: encrypted, private and backed up. Its administrator is an identity of Microsoft Entra, which outlives
 * clusters as the server does; the password that Azure requires is generated while Terraform applies, and nothing keeps it.
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/security-entra-concepts
 */
export function addServer(scope: Construct, { tenant, options, cluster }: ServerProps): void {
  const cloud = getAzureCloud(cluster);
  const resourceGroup = tenantGroupName(tenant, cluster);
  const name = serverName(tenant, cluster);
  const server = new PostgresqlFlexibleServer(scope, 'server', {
    name,
    location: cloud.region,
    resourceGroupName: resourceGroup,
    version: options.version,
    skuName: options.sku,
    storageMb: options.storageGiB * 1024,
    autoGrowEnabled: true,
    backupRetentionDays: options.backupDays,
    geoRedundantBackupEnabled: options.geoBackup,
    publicNetworkAccessEnabled: false,
    administratorLogin: 'unused',
    administratorPasswordWo: '${uuid()}',
    administratorPasswordWoVersion: 1,
    authentication: {
      activeDirectoryAuthEnabled: true,
      // For the users of applications.
      passwordAuthEnabled: true,
      tenantId: cloud.entraTenant,
    },
    identity: { type: 'UserAssigned', identityIds: [dataKey.identityId] },
    customerManagedKey: { keyVaultKeyId: dataKey.id, primaryUserAssignedIdentityId: dataKey.identityId },
    ...(options.multiZone ? { highAvailability: { mode: 'ZoneRedundant' } } : {}),
    tags: renderTags(cloud.tags),
    lifecycle: {
      // Azure extends the storage, and a failover exchanges the zones.
      ignoreChanges: ['storage_mb', 'zone', 'high_availability[0].standby_availability_zone'],
      preventDestroy: options.deletionProtection,
    },
  });
  // A server that gets its endpoint refuses other changes.
  const dependsOn = addPrivateEndpoint(scope, 'endpoint', {
    name: `${name}-postgresql`,
    resourceGroup,
    cloud,
    service: 'postgresqlServer',
    targetId: server.id,
  });
  for (const [parameter, value] of Object.entries(parameters))
    new PostgresqlFlexibleServerConfiguration(scope, parameter.replaceAll('_', '-'), {
      name: parameter,
      serverId: server.id,
      value,
      dependsOn: [...dependsOn],
    });
  addAdministrator(scope, { tenant, cluster, server: server.name, resourceGroup, dependsOn });
}

/** Returns the name of the identity that administers the server of a tenant, which is also its user in PostgreSQL. */
export function administratorName(tenant: string, { platform, environment }: ClusterInfo): string {
  return formatName('identity', platform, environment, tenant, 'postgresql');
}

/** Returns the ID of the identity that administers the server of a tenant. */
export function administratorId(tenant: string, cluster: ClusterInfo): string {
  return resourceId(
    tenantGroupId(tenant, cluster),
    'Microsoft.ManagedIdentity/userAssignedIdentities',
    administratorName(tenant, cluster),
  );
}

/** Returns the name of the client ID of that identity in the key vault. */
export function administratorClientIdName(tenant: string): string {
  return formatSecretName('plinth', 'postgresql', tenant);
}

/** Properties of the administrator of a server. */
export interface AdministratorProps {
  readonly tenant: string;
  readonly cluster: ClusterInfo;
  /** Name of the server. */
  readonly server: string;
  /** Name of the resource group of the server. */
  readonly resourceGroup: string;
  /** @default none */
  readonly dependsOn?: readonly TerraformDependable[];
}

/** Adds the identity that administers a server, in the resource group of the tenant's data. */
export function addAdministrator(
  scope: Construct,
  { tenant, cluster, server, resourceGroup, dependsOn = [] }: AdministratorProps,
): void {
  const { region, entraTenant, tags } = getAzureCloud(cluster);
  const name = administratorName(tenant, cluster);
  const identity = new UserAssignedIdentity(scope, 'identity', {
    name,
    location: region,
    resourceGroupName: tenantGroupName(tenant, cluster),
    tags: renderTags(tags),
  });
  new PostgresqlFlexibleServerActiveDirectoryAdministrator(scope, 'administrator', {
    serverName: server,
    resourceGroupName: resourceGroup,
    tenantId: entraTenant,
    objectId: identity.principalId,
    principalName: name,
    principalType: 'ServicePrincipal',
    dependsOn: [...dependsOn],
  });
  addClientIdSecret(scope, 'client-id', {
    name: administratorClientIdName(tenant),
    vaultId: environmentVaultId(cluster),
    identity,
  });
}

/** Credentials of a use in the key vault. */
export interface DatabaseSecretProps {
  /** Name in the key vault. */
  readonly secret: string;
  readonly database: string;
  readonly username: string;
  /** Host name of the server. */
  readonly host: string;
  readonly cluster: ClusterInfo;
}

/**
 * Adds the secret with the endpoint and the credentials of a use. Terraform generates the password while it applies, as a
 * write-only argument: it is in no plan and no state.
 * @see https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
 */
export function addDatabaseSecret(
  scope: Construct,
  { secret, database, username, host, cluster }: DatabaseSecretProps,
): void {
  const fields = [
    'type = "postgresql"',
    'provider = "azure"',
    `host = "${host}"`,
    `port = "${postgresqlPort}"`,
    `database = "${database}"`,
    `username = "${username}"`,
    'password = uuid()',
  ];
  new KeyVaultSecret(scope, 'credentials', {
    name: secret,
    keyVaultId: environmentVaultId(cluster),
    contentType: 'application/json',
    valueWo: `\${jsonencode({ ${fields.join(', ')} })}`,
    valueWoVersion: 1,
  });
}
