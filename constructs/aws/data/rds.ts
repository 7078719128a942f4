import type { Construct } from 'constructs';
import { bindingSecretName, isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/cluster-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import type { Release, TerraformRelease } from '../../../src/kinds/release';
import { error } from '../../../src/schema/problem';
import { addDatabaseBinding, databaseBindingKeys } from '../../clouds/database-binding';
import { checkDatabaseNames, sqlName } from '../../clouds/database-names';
import { addObject } from '../../kubernetes/object';
import { getAwsCloud, tryGetAwsCloud } from '../cloud/aws-cloud';
import { dataKeyRelease } from '../cloud/data-key';
import { checkRequiresAws } from '../cloud/requires-aws';
import { podIdentityAgent } from '../identity/workload-identity';
import { secretPrefix } from '../secrets/secrets-manager';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { rdsSchema, rdsSizes, resolveRdsOptions, type RdsOptions } from './rds-options';
import { addDatabaseInstance, addDatabaseSecret, addNodeAccess, databaseInstanceName } from './rds-instance';
import {
  addProvisioner,
  addProvisionerIdentity,
  provisionerImages,
  provisionerServiceAccount,
} from './rds-provisioner';

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
  validate: ({ size, storageGiB = rdsSizes[size].storageGiB, maxStorageGiB }, cluster) => [
    ...checkRequiresAws('rds', cluster),
    ...(tryGetAwsCloud(cluster)?.network.dataCidr === undefined && tryGetAwsCloud(cluster)
      ? [
          error(
            [],
            'rds',
            'the network of the cluster has no subnets for databases',
            'set `dataSubnets` and `dataCidr` of the network',
          ),
        ]
      : []),
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
  releases: ({ name }, cluster) => [provisionerRelease(name, cluster)],
  terraformReleases: ({ name }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        addProvisionerIdentity(scope, name, cluster);
      },
    },
  ],
});

/** Port of PostgreSQL. */
const port = 5432;

function provideDatabases(options: RdsOptions & { readonly name: string }): ProvidedCapability {
  return {
    endpoint: { api: 'postgresql', bindingKeys: databaseBindingKeys },
    validateTenant: (tenant) => checkDatabaseNames(tenant, reservedDatabases),
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

function getDataCidr(cluster: ClusterInfo): string {
  const { dataCidr } = getAwsCloud(cluster).network;
  if (dataCidr === undefined)
    throw new Error(`the network of cluster '${cluster.cluster}' has no subnets for databases`);
  return dataCidr;
}

/** Returns the key of the credentials of a use in the secret store, below the prefix of the environment. */
function secretKey({ workload, use }: ProvidedUse): string {
  return `${workload.tenant}/database/${bindingSecretName(workload.name, use)}`;
}

/** Names that are of PostgreSQL and RDS. */
const reservedDatabases = ['postgres', 'rdsadmin', 'template0', 'template1'];

function addTenantDatabases(
  tenant: TenantPlan,
  options: RdsOptions & { readonly name: string },
  cluster: ClusterInfo,
): Additions {
  const uses = listProvidedUses(tenant, 'database');
  if (uses.length === 0) return {};
  const instance = databaseInstanceName(tenant.name, cluster);
  const secrets = uses.map((use) => ({
    name: bindingSecretName(use.workload.name, use.use),
    secret: `${secretPrefix(cluster)}${secretKey(use)}`,
    database: sqlName(resolveUseName(use.workload.name, use.use)),
    username: sqlName(bindingSecretName(use.workload.name, use.use)),
  }));
  const terraformReleases: readonly TerraformRelease[] = [
    dataKeyRelease(tenant.name, cluster),
    {
      name: 'postgresql',
      stack: 'data',
      add: (scope) => {
        addDatabaseInstance(scope, { instance, tenant: tenant.name, options: resolveRdsOptions(options), cluster });
      },
    },
    ...secrets.map((secret) => ({
      name: `database-${secret.name}`,
      stack: 'data' as const,
      add: (scope: Construct) => {
        addDatabaseSecret(scope, secret);
      },
    })),
    {
      name: 'postgresql-access',
      stack: 'infrastructure',
      add: (scope) => {
        addNodeAccess(scope, { tenant: tenant.name, cluster, port });
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

/** Namespace of the jobs that create databases and users, with their service account. */
function provisionerRelease(name: string, cluster: ClusterInfo): Release {
  const dataCidr = tryGetAwsCloud(cluster)?.network.dataCidr;
  return {
    name,
    namespace: name,
    podSecurity: 'restricted',
    isolatePods: true,
    networkRules: {
      provisioner: {
        egress: [
          ...(dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [port] }]),
          { peer: { cidr: podIdentityAgent.cidr }, ports: [podIdentityAgent.port] },
          // APIs of AWS.
          { peer: 'outside-cluster', ports: [443] },
        ],
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
