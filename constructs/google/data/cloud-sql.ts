import type { Construct } from 'constructs';
import { formatSecretKey } from '../../../src/definition/secret-keys';
import { bindingSecretName } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedUse } from '../../../src/kinds/provided-uses';
import type { TerraformRelease } from '../../../src/kinds/release';
import { error } from '../../../src/schema/problem';
import { provisionerRelease } from '../../clouds/data-service-jobs';
import { checkTenantServers, listTenantServers } from '../../clouds/database-servers';
import { listServerReferences } from '../../clouds/existing-resources';
import { storedField } from '../../clouds/stored-binding';
import { databaseEgress, provideTenantDatabases, type TenantDatabase } from '../../clouds/tenant-databases';
import { metadataServer } from '../../kubernetes/pod-credentials';
import { tryGetGoogleCloud } from '../cloud/google-cloud';
import { checkRequiresGoogle } from '../cloud/requires-google';
import {
  addDatabaseSecret,
  addInstance,
  existingInstanceRelease,
  instanceName,
  instanceRelease,
  lookUpInstance,
} from './cloud-sql-instance';
import { cloudSqlSchema, resolveCloudSqlOptions, type CloudSqlOptions } from './cloud-sql-options';
import { addProvisioner, provisionerImages, provisionerPermissions } from './cloud-sql-provisioner';
import { afterTenantKey, tenantKeyReleases } from './tenant-key';

/** Options with the name of the component. */
type NamedOptions = CloudSqlOptions & { readonly name: string };

/**
 * PostgreSQL databases of Cloud SQL for workloads with `uses: { database: {} }`: one instance for each tenant and
 * environment, which survives its clusters, with a database and a user for each use.
 * @see https://cloud.google.com/sql/docs/postgres
 * @example
 * cloudSql({ size: 'medium', backupDays: 30 })
 */
export const cloudSql = componentKind({
  kind: 'cloud-sql',
  summary: 'PostgreSQL databases on request, in Google Cloud SQL.',
  schema: cloudSqlSchema,
  requires: () => ['network', 'secrets'],
  tenantReferences: ({ existing, servers }) => [
    ...listServerReferences(existing, (instance) => instance),
    ...listTenantServers(servers),
  ],
  validate: (options, cluster) => [
    ...checkRequiresGoogle('cloud-sql', cluster),
    ...checkTenantServers(options),
    ...(tryGetGoogleCloud(cluster) && tryGetGoogleCloud(cluster)?.network.dataCidr === undefined
      ? [
          error(
            [],
            'cloud-sql',
            'the network of the cluster has no private services access',
            'create it, and set `dataCidr` of the network to its range',
          ),
        ]
      : []),
  ],
  provides: (options) => ({
    database: provideTenantDatabases({
      service: 'Cloud SQL',
      reservedNames,
      // Certificates of Cloud SQL have the name of the instance, and not its address.
      authority: { certificates: storedField('ca'), sslMode: 'verify-ca' },
      tryGetRange: (cluster) => tryGetGoogleCloud(cluster)?.network.dataCidr,
      secretKey,
      addDatabases: (tenant, databases, cluster) => addTenantDatabases(tenant, databases, options, cluster),
    }),
  }),
  releases: ({ name }, cluster) => [
    provisionerRelease(name, [
      ...databaseEgress(tryGetGoogleCloud(cluster)?.network.dataCidr),
      { peer: { cidr: metadataServer.cidr }, ports: [metadataServer.port] },
    ]),
  ],
  terraformReleases: ({ name }, cluster) => [provisionerPermissions(name, cluster)],
});

/** Names that are of PostgreSQL and Cloud SQL. */
const reservedNames = ['cloudsqladmin', 'postgres', 'template0', 'template1'];

/** Returns the name of the credentials of a use in Secret Manager. */
function secretKey({ workload, use }: ProvidedUse, { capabilities }: ClusterInfo): string {
  const path = [workload.tenant, 'database', bindingSecretName(workload.name, use)];
  return formatSecretKey(capabilities, workload.secretStore ?? 'default', path);
}

function addTenantDatabases(
  tenant: TenantPlan,
  databases: readonly TenantDatabase[],
  options: NamedOptions,
  cluster: ClusterInfo,
): Additions {
  const existing = options.existing[tenant.name];
  const resolved = resolveCloudSqlOptions(options, tenant.name);
  const terraformReleases: readonly TerraformRelease[] = [
    ...tenantKeyReleases(tenant.name, cluster),
    existing === undefined
      ? {
          name: instanceRelease,
          stack: 'data',
          cloudNames: () => [`database ${instanceName(tenant.name, cluster)}`],
          replacedBy: { version: Number(resolved.version) },
          after: afterTenantKey(cluster),
          add: (scope) => {
            addInstance(scope, { tenant: tenant.name, options: resolved, cluster });
          },
        }
      : {
          name: existingInstanceRelease,
          stack: 'data',
          holdsNoData: true,
          add: (scope) => {
            lookUpInstance(scope, existing, cluster);
          },
        },
    ...databases.map(({ name, ...database }) => ({
      name: `database-${name}`,
      stack: 'data' as const,
      after: afterTenantKey(cluster),
      add: (scope: Construct) => {
        addDatabaseSecret(scope, {
          ...database,
          isExistingInstance: existing !== undefined,
          tenant: tenant.name,
          cluster,
        });
      },
    })),
  ];
  return {
    terraformReleases,
    images: provisionerImages,
    objects: (scope) => {
      addProvisioner(scope, {
        component: options.name,
        instance: existing ?? instanceName(tenant.name, cluster),
        tenant: tenant.name,
        store: tenant.admission.secretStore ?? 'default',
        secrets: databases.map(({ secret }) => secret),
        cluster,
      });
    },
  };
}
