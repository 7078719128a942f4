import type { Construct } from 'constructs';
import { formatSecretKey } from '../../../src/definition/secret-keys';
import { bindingSecretName, isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { NetworkRule } from '../../../src/kinds/network-rules';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { Release, TerraformRelease } from '../../../src/kinds/release';
import { error } from '../../../src/schema/problem';
import { addDatabaseBinding, databaseBindingKeys } from '../../clouds/database-binding';
import { checkDatabaseNames, sqlName } from '../../clouds/database-names';
import { addObject } from '../../kubernetes/object';
import { listServerReferences } from '../../clouds/existing-resources';
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
  postgresqlPort,
} from './cloud-sql-instance';
import { cloudSqlSchema, resolveCloudSqlOptions, type CloudSqlOptions } from './cloud-sql-options';
import {
  addProvisioner,
  addProvisionerPermission,
  provisionerImages,
  provisionerServiceAccount,
} from './cloud-sql-provisioner';
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
  tenantReferences: ({ existing }) => listServerReferences(existing, (instance) => instance),
  validate: (_, cluster) => [
    ...checkRequiresGoogle('cloud-sql', cluster),
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
  provides: (options) => ({ database: provideDatabases(options) }),
  releases: ({ name }, cluster) => [provisionerRelease(name, cluster)],
  terraformReleases: ({ name, existing }, cluster) => [
    {
      name,
      stack: 'data',
      // Clusters of one project share the principal of the jobs.
      holdsNoData: true,
      add: (scope) => {
        addProvisionerPermission(scope, { component: name, existing: Object.values(existing), cluster });
      },
    },
  ],
});

/** Names that are of PostgreSQL and Cloud SQL. */
const reservedDatabases = ['cloudsqladmin', 'postgres', 'template0', 'template1'];

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
          for (const use of provided) addDatabaseBinding(scope, use, secretName(use, cluster));
        },
        egress: renderEgress(cluster),
      };
    },
  };
}

function renderEgress(cluster: ClusterInfo): readonly NetworkRule[] {
  const dataCidr = tryGetGoogleCloud(cluster)?.network.dataCidr;
  return dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [postgresqlPort] }];
}

/** Returns the name of the credentials of a use in Secret Manager. */
function secretName({ workload, use }: ProvidedUse, { capabilities }: ClusterInfo): string {
  const path = [workload.tenant, 'database', bindingSecretName(workload.name, use)];
  return formatSecretKey(capabilities, workload.secretStore ?? 'default', path);
}

function addTenantDatabases(tenant: TenantPlan, options: NamedOptions, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'database');
  if (uses.length === 0) return {};
  const secrets = uses.map((use) => ({
    name: bindingSecretName(use.workload.name, use.use),
    secret: secretName(use, cluster),
    database: sqlName(resolveUseName(use.workload.name, use.use)),
    username: sqlName(bindingSecretName(use.workload.name, use.use)),
  }));
  const existing = options.existing[tenant.name];
  const terraformReleases: readonly TerraformRelease[] = [
    ...tenantKeyReleases(tenant.name, cluster),
    existing === undefined
      ? {
          name: instanceRelease,
          stack: 'data',
          replacedBy: { version: Number(options.version) },
          after: afterTenantKey(cluster),
          add: (scope) => {
            addInstance(scope, { tenant: tenant.name, options: resolveCloudSqlOptions(options), cluster });
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
    ...secrets.map(({ name, ...secret }) => ({
      name: `database-${name}`,
      stack: 'data' as const,
      after: afterTenantKey(cluster),
      add: (scope: Construct) => {
        addDatabaseSecret(scope, {
          ...secret,
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
        secrets: secrets.map(({ secret }) => secret),
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
        egress: [
          ...renderEgress(cluster),
          { peer: { cidr: metadataServer.cidr }, ports: [metadataServer.port] },
          // APIs of Google Cloud.
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
