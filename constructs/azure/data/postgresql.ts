import type { Construct } from 'constructs';
import { bindingSecretName, isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { Release, TerraformRelease } from '../../../src/kinds/release';
import { error, type Problem } from '../../../src/schema/problem';
import { addDatabaseBinding, databaseBindingKeys } from '../../clouds/database-binding';
import { checkDatabaseNames, sqlName } from '../../clouds/database-names';
import { addObject } from '../../kubernetes/object';
import { listServerReferences } from '../../clouds/existing-resources';
import { tryGetAzureCloud } from '../cloud/azure-cloud';
import { formatSecretName } from '../vault/environment-vault';
import { parseResourceId } from '../cloud/resource-ids';
import { checkRequiresAzure, checkRequiresDataSubnet } from '../cloud/requires-azure';
import { afterTenantData, tenantDataRelease } from '../vault/tenant-data';
import { postgresqlSchema, resolvePostgresqlOptions, type PostgresqlOptions } from './postgresql-options';
import {
  addProvisioner,
  addProvisionerCredential,
  provisionerImages,
  provisionerServiceAccount,
} from './postgresql-provisioner';
import {
  addAdministrator,
  addDatabaseSecret,
  addServer,
  postgresqlPort,
  serverHost,
  serverName,
} from './postgresql-server';

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
  tenantReferences: ({ existing }) => listServerReferences(existing, (id) => id.toLowerCase()),
  validate: (options, cluster) => [
    ...checkRequiresAzure('azure-postgresql', cluster),
    ...checkRequiresDataSubnet('azure-postgresql', cluster),
    ...checkHighAvailability(options),
    ...checkSubscription(options, cluster),
  ],
  provides: (options) => ({ database: provideDatabases(options) }),
  releases: ({ name }, cluster) => [provisionerRelease(name, cluster)],
});

/** @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute */
function checkHighAvailability(options: PostgresqlOptions): readonly Problem[] {
  const { sku, multiZone } = resolvePostgresqlOptions(options);
  if (!multiZone || !sku.startsWith('B_')) return [];
  return [
    error(
      ['multiZone'],
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
const reservedDatabases = ['azure-maintenance', 'azure-sys', 'postgres', 'template0', 'template1'];

function provideDatabases(options: NamedOptions): ProvidedCapability {
  return {
    endpoint: { api: 'postgresql', bindingKeys: databaseBindingKeys },
    validateTenant: (tenant) => checkDatabaseNames(tenant, reservedDatabases),
    forTenant: (tenant, { cluster }) => addTenantDatabases(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided) addDatabaseBinding(scope, use, secretName(use));
        },
        egress: renderEgress(cluster),
      };
    },
  };
}

function renderEgress(cluster: ClusterInfo) {
  const dataCidr = tryGetAzureCloud(cluster)?.network.dataCidr;
  return dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [postgresqlPort] }];
}

/** Returns the name of the credentials of a use in the key vault. */
function secretName({ workload, use }: ProvidedUse): string {
  return formatSecretName(workload.tenant, 'database', bindingSecretName(workload.name, use));
}

function addTenantDatabases(tenant: TenantPlan, options: NamedOptions, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'database');
  if (uses.length === 0) return {};
  const existing = options.existing[tenant.name];
  const host = serverHost(existing === undefined ? serverName(tenant.name, cluster) : parseResourceId(existing).name);
  const secrets = uses.map((use) => ({
    name: bindingSecretName(use.workload.name, use.use),
    secret: secretName(use),
    database: sqlName(resolveUseName(use.workload.name, use.use)),
    username: sqlName(bindingSecretName(use.workload.name, use.use)),
  }));
  const terraformReleases: readonly TerraformRelease[] = [
    tenantDataRelease(tenant.name, cluster),
    {
      // Another name, so that a server that Plinth has created is not destroyed when it becomes an existing one.
      name: existing === undefined ? 'postgresql' : 'postgresql-existing',
      stack: 'data',
      ...(existing === undefined
        ? { replacedBy: { version: Number(options.version), geoBackup: String(options.geoBackup) } }
        : {}),
      after: afterTenantData,
      add: (scope) => {
        if (existing === undefined)
          addServer(scope, { tenant: tenant.name, options: resolvePostgresqlOptions(options), cluster });
        else
          addAdministrator(scope, {
            tenant: tenant.name,
            cluster,
            server: parseResourceId(existing).name,
            resourceGroup: parseResourceId(existing).group,
          });
      },
    },
    ...secrets.map(({ name, ...secret }) => ({
      name: `database-${name}`,
      stack: 'data' as const,
      add: (scope: Construct) => {
        addDatabaseSecret(scope, { ...secret, host, cluster });
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
        secrets: secrets.map(({ secret }) => secret),
        host,
        cluster,
      });
    },
  };
}

/** Namespace of the jobs that create databases and users, with their service account. */
function provisionerRelease(name: string, cluster: ClusterInfo): Release {
  return {
    name,
    namespace: name,
    podSecurity: 'restricted',
    isolatePods: true,
    networkRules: {
      provisioner: {
        // Microsoft Entra has public addresses.
        egress: [...renderEgress(cluster), { peer: 'outside-cluster', ports: [443] }],
      },
    },
    objects: {
      'objects.yaml': (scope) => {
        addObject(scope, 'service-account', {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: provisionerServiceAccount, namespace: name },
          automountServiceAccountToken: false,
        });
      },
    },
  };
}
