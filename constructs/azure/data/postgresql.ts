import type { Construct } from 'constructs';
import { bindingSecretName } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedUse } from '../../../src/kinds/provided-uses';
import type { TerraformRelease } from '../../../src/kinds/release';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { provisionerRelease } from '../../clouds/data-service-jobs';
import { renderAuthority } from '../../clouds/database-binding';
import { checkTenantServers, listTenantServers } from '../../clouds/database-servers';
import { listServerReferences } from '../../clouds/existing-resources';
import { databaseEgress, provideTenantDatabases, type TenantDatabase } from '../../clouds/tenant-databases';
import { tryGetAzureCloud } from '../cloud/azure-cloud';
import { formatSecretName } from '../vault/environment-vault';
import { parseResourceId } from '../cloud/resource-ids';
import {
  checkReachesEntra,
  checkRequiresAzure,
  checkRequiresDataSubnet,
  checkRequiresZones,
} from '../cloud/requires-azure';
import { afterTenantData, tenantDataRelease } from '../vault/tenant-data';
import {
  postgresqlSchema,
  resolvePostgresqlOptions,
  type PostgresqlOptions,
  type ResolvedPostgresqlOptions,
} from './postgresql-options';
import { addProvisioner, addProvisionerCredential, provisionerImages } from './postgresql-provisioner';
import { addAdministrator, addDatabaseSecret, addServer, serverHost, serverName } from './postgresql-server';

/** Options with the name of the component. */
type NamedOptions = PostgresqlOptions & { readonly name: string };

/**
 * PostgreSQL databases of Azure Database for PostgreSQL for workloads with `uses: { database: {} }`: one flexible server
 * for each tenant and environment, which survives its clusters, with a database and a user for each use.
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/overview
 * @example
 * azurePostgresql({ size: 'medium', backupDays: 30 })
 */
export const azurePostgresql = componentKind({
  kind: 'azure-postgresql',
  summary: 'PostgreSQL databases on request, in Azure Database for PostgreSQL.',
  schema: postgresqlSchema,
  requires: () => ['network', 'secrets', 'key-vault'],
  tenantReferences: ({ existing, servers }) => [
    ...listServerReferences(existing, (id) => id.toLowerCase()),
    ...listTenantServers(servers),
  ],
  validate: (options, cluster) => [
    ...checkRequiresAzure('azure-postgresql', cluster),
    ...checkReachesEntra('azure-postgresql', cluster),
    ...checkRequiresDataSubnet('azure-postgresql', cluster),
    ...checkTenantServers(options),
    ...checkHighAvailability(resolvePostgresqlOptions(options), [], cluster),
    ...Object.keys(options.servers).flatMap((tenant) =>
      checkHighAvailability(resolvePostgresqlOptions(options, tenant), ['servers', tenant], cluster),
    ),
    ...checkSubscription(options, cluster),
  ],
  provides: (options) => ({
    database: provideTenantDatabases({
      service: 'Azure Database for PostgreSQL',
      reservedNames,
      authority: renderAuthority(options),
      tryGetRange: (cluster) => tryGetAzureCloud(cluster)?.network.dataCidr,
      secretKey,
      addDatabases: (tenant, databases, cluster) => addTenantDatabases(tenant, databases, options, cluster),
    }),
  }),
  releases: ({ name }, cluster) => [
    provisionerRelease(name, databaseEgress(tryGetAzureCloud(cluster)?.network.dataCidr)),
  ],
});

/** @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute */
function checkHighAvailability(
  { sku, multiZone }: ResolvedPostgresqlOptions,
  path: readonly PathSegment[],
  cluster: ClusterInfo,
): readonly Problem[] {
  if (!multiZone) return [];
  const zoneProblems = checkRequiresZones([...path, 'multiZone'], true, cluster, 'write multiZone: false');
  if (!sku.startsWith('B_')) return zoneProblems;
  return [
    ...zoneProblems,
    error(
      [...path, 'multiZone'],
      multiZone,
      `Azure runs no standby for the burstable size ${sku}`,
      'write multiZone: false, or a size such as GP_Standard_D2ds_v5',
    ),
  ];
}

/** Checks that existing servers are in the subscription of the cluster, in which Terraform sets their administrator. */
function checkSubscription({ existing }: PostgresqlOptions, cluster: ClusterInfo): readonly Problem[] {
  const subscription = tryGetAzureCloud(cluster)?.subscription;
  if (subscription === undefined) return [];
  return Object.entries(existing)
    .filter(([, id]) => parseResourceId(id).subscription !== subscription)
    .map(([tenant, id]) =>
      error(
        ['existing', tenant],
        id,
        `is in another subscription than the cluster, which is in ${subscription}`,
        'write the ID of a server in the subscription of the cluster',
      ),
    );
}

/** Names that are of PostgreSQL and Azure. */
const reservedNames = ['azure-maintenance', 'azure-sys', 'postgres', 'template0', 'template1'];

/** Returns the name of the credentials of a use in the key vault. */
function secretKey({ workload, use }: ProvidedUse): string {
  return formatSecretName(workload.tenant, 'database', bindingSecretName(workload.name, use));
}

function addTenantDatabases(
  tenant: TenantPlan,
  databases: readonly TenantDatabase[],
  options: NamedOptions,
  cluster: ClusterInfo,
): Additions {
  const existing = options.existing[tenant.name];
  const resolved = resolvePostgresqlOptions(options, tenant.name);
  const host = serverHost(existing === undefined ? serverName(tenant.name, cluster) : parseResourceId(existing).name);
  const terraformReleases: readonly TerraformRelease[] = [
    tenantDataRelease(tenant.name, cluster),
    {
      // Another name, so that a server that Plinth has created is not destroyed when it becomes an existing one.
      name: existing === undefined ? 'postgresql' : 'postgresql-existing',
      stack: 'data',
      ...(existing === undefined
        ? { replacedBy: { version: Number(resolved.version), geoBackup: String(options.geoBackup) } }
        : {}),
      after: afterTenantData,
      add: (scope) => {
        if (existing === undefined) addServer(scope, { tenant: tenant.name, options: resolved, cluster });
        else
          addAdministrator(scope, {
            tenant: tenant.name,
            cluster,
            server: parseResourceId(existing).name,
            resourceGroup: parseResourceId(existing).group,
          });
      },
    },
    ...databases.map(({ name, ...database }) => ({
      name: `database-${name}`,
      stack: 'data' as const,
      add: (scope: Construct) => {
        addDatabaseSecret(scope, { ...database, host, cluster });
      },
    })),
    {
      name: 'postgresql-administrator',
      stack: 'infrastructure',
      add: (scope) => {
        addProvisionerCredential(scope, options.name, tenant.name, cluster);
      },
    },
  ];
  return {
    terraformReleases,
    images: provisionerImages,
    objects: (scope) => {
      addProvisioner(scope, {
        component: options.name,
        tenant: tenant.name,
        store: tenant.admission.secretStore ?? 'default',
        secrets: databases.map(({ secret }) => secret),
        host,
        cluster,
      });
    },
  };
}
