import type { Construct } from 'constructs';
import { bindingSecretName, isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import type { TerraformRelease } from '../../../src/kinds/release';
import { error, type Problem } from '../../../src/schema/problem';
import { addDatabaseBinding, databaseBindingKeys } from '../../clouds/database-binding';
import { checkDatabaseNames, sqlName } from '../../clouds/database-names';
import { listServerReferences } from '../../clouds/existing-resources';
import { tryGetAwsCloud } from '../cloud/aws-cloud';
import { dataKeyRelease } from '../cloud/data-key';
import { checkRequiresAws } from '../cloud/requires-aws';
import { checkDataSubnets, getDataCidr } from '../network/data-subnets';
import { secretPrefix } from '../secrets/secrets-manager';
import { listProvidedUses, resolveUseName, usePath, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { rdsSchema, rdsSizes, resolveRdsOptions, type RdsOptions } from './rds-options';
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
  tenantReferences: ({ existing }) => listServerReferences(existing, ({ instance }) => instance),
  validate: ({ size, storageGiB = rdsSizes[size].storageGiB, maxStorageGiB }, cluster) => [
    ...checkRequiresAws('rds', cluster),
    ...checkDataSubnets('rds', cluster),
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    ...(maxStorageGiB !== undefined && maxStorageGiB < storageGiB * 1.1
      ? [
          error(
            ['maxStorageGiB'],
            maxStorageGiB,
            `must be at least 10 % more than the initial storage of ${storageGiB} GiB`,
            `write at least ${Math.ceil(storageGiB * 1.1)}`,
          ),
        ]
      : []),
  ],
  provides: (options) => ({ database: provideDatabases(options) }),
  releases: ({ name }, cluster) => {
    const dataCidr = tryGetAwsCloud(cluster)?.network.dataCidr;
    return [provisioningRelease(name, dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [port] }])];
  },
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

/** Port of PostgreSQL. */
const port = 5432;

function provideDatabases(options: RdsOptions & { readonly name: string }): ProvidedCapability {
  return {
    endpoint: { api: 'postgresql', bindingKeys: databaseBindingKeys },
    validateTenant: (tenant) => [
      ...checkDatabaseNames(tenant, reservedDatabases),
      ...listProvidedUses(tenant, 'database').flatMap(checkServerOptions),
    ],
    forTenant: (tenant, { cluster }) => addTenantDatabases(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided) addDatabaseBinding(scope, use, secretKey(use));
        },
        egress: [{ peer: { cidr: getDataCidr(cluster) }, ports: [port] }],
      };
    },
  };
}

/** Returns the key of the credentials of a use in the secret store, below the prefix of the environment. */
function secretKey({ workload, use }: ProvidedUse): string {
  return `${workload.tenant}/database/${bindingSecretName(workload.name, use)}`;
}

/** Names that are of PostgreSQL and RDS. */
const reservedDatabases = ['postgres', 'rdsadmin', 'template0', 'template1'];

/** Options of a use for servers that a component runs in the cluster. */
const serverOptions = ['size', 'cpu', 'memory', 'storageGiB', 'instances', 'dedicated', 'onRemoval'] as const;

/** Checks that a use of a database sets no option of a server: the databases of a tenant share one. */
function checkServerOptions(provided: ProvidedUse): readonly Problem[] {
  const { options } = provided.use;
  const path = usePath(provided);
  return [
    ...serverOptions.flatMap((option) =>
      options[option] === undefined
        ? []
        : [
            error(
              [...path, option],
              options[option],
              'is not an option of databases of RDS: those of a tenant share one instance, which retains them',
              'remove it; the platform sets the size of rds()',
            ),
          ],
    ),
    ...(options.port === port
      ? []
      : [error([...path, 'port'], options.port, 'is the port of an external server', 'remove it')]),
  ];
}

function addTenantDatabases(
  tenant: TenantPlan,
  options: RdsOptions & { readonly name: string },
  cluster: ClusterInfo,
): Additions {
  const uses = listProvidedUses(tenant, 'database');
  if (uses.length === 0) return {};
  const existing = options.existing[tenant.name];
  const instance = existing?.instance ?? databaseInstanceName(tenant.name, cluster);
  const secrets = uses.map((use) => ({
    name: bindingSecretName(use.workload.name, use.use),
    secret: `${secretPrefix(cluster)}${secretKey(use)}`,
    database: sqlName(resolveUseName(use.workload.name, use.use)),
    username: sqlName(bindingSecretName(use.workload.name, use.use)),
  }));
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
          replacedBy: { version: Number(options.version) },
          add: (scope) => {
            addDatabaseInstance(scope, {
              instance,
              tenant: tenant.name,
              options: resolveRdsOptions(options),
              cluster,
            });
          },
        },
    ...secrets.map((secret) => ({
      name: `database-${secret.name}`,
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
        addNodeAccess(scope, { securityGroup, cluster, port });
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
