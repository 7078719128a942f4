import type { Construct } from 'constructs';
import { bindingSecretName } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { TerraformRelease } from '../../../src/kinds/release';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { renderAuthority } from '../../clouds/database-binding';
import { checkTenantServers, listTenantServers } from '../../clouds/database-servers';
import { listServerReferences } from '../../clouds/existing-resources';
import {
  databaseEgress,
  postgresqlPort,
  provideTenantDatabases,
  type TenantDatabase,
} from '../../clouds/tenant-databases';
import { tryGetAwsCloud } from '../cloud/aws-cloud';
import { dataKeyRelease } from '../cloud/data-key';
import { checkRequiresAws } from '../cloud/requires-aws';
import { checkDataSubnets } from '../network/data-subnets';
import { secretPrefix } from '../secrets/secrets-manager';
import type { ProvidedUse } from '../../../src/kinds/provided-uses';
import { rdsSchema, resolveRdsOptions, type RdsOptions, type ResolvedRdsOptions } from './rds-options';
import { addNodeAccess } from './node-access';
import {
  addDatabaseInstance,
  addDatabaseSecret,
  databaseInstanceName,
  databaseSecurityGroup,
  existingInstanceRelease,
  instanceRelease,
  lookUpDatabaseInstance,
} from './rds-instance';
import { provisioningRelease } from './provisioning-job';
import { addProvisioner, addProvisionerIdentity, provisionerImages } from './rds-provisioner';

/**
 * PostgreSQL databases of Amazon RDS for workloads with `uses: { database: {} }`: one instance for each tenant and
 * environment, which survives its clusters, with a database and a user for each use.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
 * @example
 * rds({ size: 'medium', backupDays: 30 })
 */
export const rds = componentKind({
  kind: 'rds',
  summary: 'PostgreSQL databases on request, in Amazon RDS.',
  schema: rdsSchema,
  requires: () => ['network', 'secrets'],
  tenantReferences: ({ existing, servers }) => [
    ...listServerReferences(existing, ({ instance }) => instance),
    ...listTenantServers(servers),
  ],
  validate: (options, cluster) => [
    ...checkRequiresAws('rds', cluster),
    ...checkDataSubnets('rds', cluster),
    ...checkTenantServers(options),
    ...checkStorage(resolveRdsOptions(options), []),
    ...Object.keys(options.servers).flatMap((tenant) =>
      checkStorage(resolveRdsOptions(options, tenant), ['servers', tenant]),
    ),
  ],
  provides: (options) => ({
    database: provideTenantDatabases({
      service: 'RDS',
      reservedNames,
      authority: renderAuthority(options),
      tryGetRange: (cluster) => tryGetAwsCloud(cluster)?.network.dataCidr,
      secretKey,
      addDatabases: (tenant, databases, cluster) => addTenantDatabases(tenant, databases, options, cluster),
    }),
  }),
  releases: ({ name }, cluster) => [
    provisioningRelease(name, databaseEgress(tryGetAwsCloud(cluster)?.network.dataCidr)),
  ],
  terraformReleases: ({ name, existing }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        addProvisionerIdentity(scope, { namespace: name, existing: Object.values(existing), cluster });
      },
    },
  ],
});

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
function checkStorage(
  { storageGiB, maxStorageGiB }: ResolvedRdsOptions,
  path: readonly PathSegment[],
): readonly Problem[] {
  if (maxStorageGiB >= storageGiB * 1.1) return [];
  return [
    error(
      [...path, 'maxStorageGiB'],
      maxStorageGiB,
      `must be at least 10 % more than the initial storage of ${storageGiB} GiB`,
      `write at least ${Math.ceil(storageGiB * 1.1)}`,
    ),
  ];
}

/** Names that are of PostgreSQL and RDS. */
const reservedNames = ['postgres', 'rdsadmin', 'template0', 'template1'];

/** Returns the key of the credentials of a use in the secret store, below the prefix of the environment. */
function secretKey({ workload, use }: ProvidedUse): string {
  return `${workload.tenant}/database/${bindingSecretName(workload.name, use)}`;
}

function addTenantDatabases(
  tenant: TenantPlan,
  databases: readonly TenantDatabase[],
  options: RdsOptions & { readonly name: string },
  cluster: ClusterInfo,
): Additions {
  const existing = options.existing[tenant.name];
  const resolved = resolveRdsOptions(options, tenant.name);
  const instance = existing?.instance ?? databaseInstanceName(tenant.name, cluster);
  const secrets = databases.map((database) => ({ ...database, secret: `${secretPrefix(cluster)}${database.secret}` }));
  const terraformReleases: readonly TerraformRelease[] = [
    dataKeyRelease(tenant.name, cluster),
    existing
      ? {
          name: existingInstanceRelease,
          stack: 'data',
          holdsNoData: true,
          add: (scope) => {
            lookUpDatabaseInstance(scope, instance);
          },
        }
      : {
          name: instanceRelease,
          stack: 'data',
          cloudNames: () => [`database ${instance}`],
          replacedBy: { version: Number(resolved.version) },
          add: (scope) => {
            addDatabaseInstance(scope, {
              instance,
              tenant: tenant.name,
              options: resolved,
              cluster,
            });
          },
        },
    ...secrets.map(({ name, ...secret }) => ({
      name: `database-${name}`,
      stack: 'data' as const,
      add: (scope: Construct) => {
        addDatabaseSecret(scope, { ...secret, isExistingInstance: existing !== undefined });
      },
    })),
    {
      name: 'postgresql-access',
      stack: 'infrastructure',
      add: (scope) => {
        const securityGroup = existing
          ? { id: existing.securityGroup }
          : { name: databaseSecurityGroup(tenant.name, cluster) };
        addNodeAccess(scope, { securityGroup, cluster, port: postgresqlPort });
      },
    },
  ];
  return {
    terraformReleases,
    images: provisionerImages,
    objects: (scope) => {
      addProvisioner(scope, {
        namespace: options.name,
        tenant: tenant.name,
        instance,
        secrets: secrets.map(({ secret }) => secret),
        cluster,
      });
    },
  };
}
