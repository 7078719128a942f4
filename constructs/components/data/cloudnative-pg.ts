import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { databaseKeys, type ServerUseEntry } from '../../../src/definition/uses';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import type { Additions } from '../../../src/kinds/additions';
import { platformOwner } from '../../../src/kinds/component-workload';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { error, warning } from '../../../src/schema/problem';
import type { ChartRelease } from '../../../src/kinds/release';
import { helmValues } from '../../../src/schema/field-types';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { addBindingSecret, addBindingStore } from '../secrets/binding-secret';
import { charts } from './charts';
import { addBackups, backupsSchema, listBackupSecrets, validateBackups } from './postgresql-backups';
import { addBackupsBucket, listBackupUsers } from './postgresql-backups-bucket';
import {
  databaseName,
  databaseObjectName,
  listServers,
  resolveServerName,
  type PostgresServer,
} from './postgresql-layout';
import {
  addServerMonitoring,
  addTenantServersDashboard,
  listOperatorAlertRules,
  postgresDashboard,
} from './postgresql-monitoring';
import { defaultPostgresVersion, engineFields, resolveEngine, validateEngine } from './postgresql-engine';
import { addPostgresServer, postgresPodLabels, postgresPorts } from './postgresql-server';
import { validateDatabases } from './postgresql-validation';
import type { ProvidedUse } from '../../../src/kinds/provided-uses';
import { sizeFields } from './server-size';

const schema = z.strictObject({
  ...sizeFields,
  size: sizeFields.size.describe('size of the server that the databases of a namespace share; @default small'),
  ...engineFields,
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volumes; @default the default StorageClass'),
  backups: backupsSchema
    .optional()
    .meta({
      examples: [{ bucket: 'database-backups', endpoint: 'https://s3.acme.example', credentials: 'database-backups' }],
    })
    .describe('bucket to which all servers send their log and a daily backup; @default no backups'),
  servers: z
    .record(
      z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'must be <namespace>/<server>: write one such as shop/postgresql'),
      z.strictObject({
        ...sizeFields,
        ...engineFields,
        version: engineFields.version.describe(
          'major version of PostgreSQL, in quotes; that of the backup for a restore; @default that of all servers',
        ),
        restoreTime: z.iso
          .datetime({ offset: true })
          .optional()
          .meta({ examples: ['2026-11-25T10:00:00Z'] })
          .describe(
            'restores the databases of the server to this time, from its backup, on a new server that replaces it; @default no restore',
          ),
      }),
    )
    .default({})
    .meta({ examples: [{ 'shop/postgresql': { size: 'large', storageGiB: 400 } }] })
    .describe('sizes, versions and restores of single servers, by <namespace>/<server>'),
  replicas: z.int().min(1).default(1).describe('number of pods of the operator'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/**
 * CloudNativePG: PostgreSQL databases for workloads with `uses: { database: {} }`. The databases of a namespace share a
 * server, unless a use sets `dedicated`; each has an owner of its own.
 * @see https://cloudnative-pg.io/documentation/1.30/
 * @example
 * cloudNativePg({
 *   backups: { bucket: 'database-backups', endpoint: 'https://s3.acme.example', addresses: ['192.0.2.10/32'] },
 * })
 */
export const cloudNativePg = componentKind({
  kind: 'cloudnative-pg',
  summary: 'PostgreSQL databases on request, with CloudNativePG.',
  schema,
  requires: ({ backups }) => [
    ...(['network', 'storage', 'secrets'] as const),
    ...(backups?.bucket === true ? (['bucket'] as const) : []),
  ],
  provides: (options) => ({ database: provideDatabases(options) }),
  exclusiveResources: () => ({ 'the CustomResourceDefinitions of CloudNativePG': 'remove one' }),
  validate: ({ backups, servers, version = defaultPostgresVersion, ...engine }, cluster) => [
    ...validateEngine(engine, [], version),
    ...Object.entries(servers).flatMap(([server, settings]) =>
      validateEngine(settings, ['servers', server], settings.version ?? version),
    ),
    ...(backups
      ? validateBackups(backups, cluster)
      : [
          warning(
            ['backups'],
            undefined,
            'is not set: databases cannot be restored when their volumes are lost',
            'set a bucket outside of the cluster',
          ),
        ]),
    ...Object.entries(servers).flatMap(([server, { restoreTime }]) =>
      restoreTime !== undefined && !backups
        ? [error(['servers', server, 'restoreTime'], restoreTime, 'requires `backups`', 'set `backups`, or remove it')]
        : [],
    ),
  ],
  releases: (options, cluster) => [
    operatorRelease(options, cluster),
    ...monitoringReleases(
      {
        name: options.name,
        namespace: options.name,
        alerts: listOperatorAlertRules(options.name),
        dashboard: postgresDashboard,
      },
      cluster,
    ),
  ],
});

function operatorRelease(options: Options, cluster: ClusterInfo): ChartRelease {
  const { name, replicas, values } = options;
  return {
    name,
    namespace: name,
    podSecurity: 'restricted',
    chart: charts.cloudnativePg,
    images: [...charts.cloudnativePg.images, resolveEngine(options).image],
    values: mergeHelmValues(
      {
        fullnameOverride: name,
        image: { repository: resolveImage(cluster, 'ghcr.io/cloudnative-pg/cloudnative-pg') },
        replicaCount: replicas,
        resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
        monitoring: { podMonitorEnabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
      },
      values,
    ),
    networkRules: {
      operator: {
        ingress: [
          { peer: 'api-server', ports: [9443] },
          { peer: { capability: 'metrics' }, ports: [8080] },
        ],
        egress: [
          { peer: 'api-server' },
          { peer: 'tenants', ports: [postgresPorts.status] },
          { peer: 'components', ports: [postgresPorts.status] },
        ],
      },
    },
  };
}

function provideDatabases(options: Options): ProvidedCapability {
  return {
    endpoint: {
      api: 'postgresql',
      namespace: options.name,
      bindingKeys: databaseKeys,
      podApiGroups: ['postgresql.cnpg.io'],
      operatedPods: { labels: ['cnpg.io/'], app: 'postgresql' },
    },
    validateTenant: (tenant) => validateDatabases(tenant, listServers(tenant, options)),
    forTenant: (tenant, { cluster }) => addTenantServers(tenant, options, cluster),
    forWorkload: (workload, { uses }) => {
      const provided = uses.map((use) => ({ workload, use: use as ServerUseEntry }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, renderBinding(use, options));
        },
        egress: provided.map((use) => ({
          peer: { namespace: workload.namespace, podLabels: postgresPodLabels(resolveServerName(use, options)) },
          ports: [postgresPorts.postgresql],
        })),
      };
    },
  };
}

/** Returns the content of the Secret of a use. */
function renderBinding(provided: ProvidedUse, options: Options) {
  const server = resolveServerName(provided, options);
  const database = databaseName(provided);
  const host = `${server}-rw.${provided.workload.namespace}.svc`;
  const { files } = provided.use.options;
  // A client library reads the certificate authority from a file.
  const rootCertificate = files === undefined ? '' : `&sslrootcert=${files}/ca.crt`;
  return {
    sources: {
      password: { secret: databaseObjectName(server, database), key: 'password' },
      ca: { secret: `${server}-ca`, key: 'ca.crt' },
    },
    template: {
      type: 'postgresql',
      provider: 'cloudnative-pg',
      host,
      port: String(postgresPorts.postgresql),
      database,
      username: database,
      password: '{{ .password }}',
      uri: `postgresql://${database}:{{ .password }}@${host}:${postgresPorts.postgresql}/${database}?sslmode=verify-full${rootCertificate}`,
      'ca.crt': '{{ .ca }}',
    },
  };
}

function addTenantServers(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const servers = listServers(tenant, options);
  if (servers.length === 0) return {};
  const { backups, storageClass, name: operatorNamespace } = options;
  return {
    images: [...new Set(servers.map(({ image }) => image)), ...charts.cloudnativePg.images],
    pods: servers.map((server) => describePods(server, storageClass)),
    secrets: [
      ...servers.flatMap((server) => listServerSecrets(server, options, cluster)),
      ...(backups?.bucket === true ? listBackupUsers(tenant.name, backups.sizeGiB, cluster) : []),
    ],
    objects: (scope) => {
      for (const namespace of new Set(servers.map((server) => server.namespace))) {
        const secrets = servers
          .filter((server) => server.namespace === namespace)
          .flatMap((server) => [
            `${server.name}-ca`,
            ...server.databases.map((database) => databaseObjectName(server.name, database.name)),
          ]);
        addBindingStore(scope, { capability: 'database', namespace, secrets });
      }
      for (const server of servers) {
        addPostgresServer(scope, server, { cluster, operatorNamespace, storageClass, backups });
        if (backups) addBackups(scope, server, backups, tenant.admission.secretStore ?? 'default', cluster);
        if ('metrics' in cluster.capabilities) addServerMonitoring(scope, server, backups !== undefined);
      }
      if (backups?.bucket === true) addBackupsBucket(scope, servers, backups.sizeGiB, cluster);
      // The dashboard of the operator shows the servers of components.
      if (tenant.name !== platformOwner) addTenantServersDashboard(scope, tenant.name, servers, cluster);
    },
  };
}

/** Lists the Secrets of a server: the password of each database, and the credentials of its backups. */
function listServerSecrets(server: PostgresServer, { backups }: Options, cluster: ClusterInfo) {
  const { name, namespace, databases } = server;
  return [
    ...databases.map((database) => ({
      namespace,
      name: databaseObjectName(name, database.name),
      keys: ['password', 'username'],
      source: 'generated in the cluster',
      rotation: 'delete the Secret for another password; restart workloads that read it as a variable',
    })),
    ...(backups ? listBackupSecrets(server, backups, cluster) : []),
  ];
}

function describePods(server: PostgresServer, storageClass: string | undefined) {
  const { name, namespace, instances, cpu, memory, storageGiB, databases, retained } = server;
  return {
    description: 'PostgreSQL server',
    name,
    namespace,
    count: instances,
    cpu,
    memory,
    storageGiB,
    storageClass,
    deletedBy: retained ? `kubectl -n ${namespace} delete cluster ${name}` : undefined,
    objects: { services: 3, configMaps: 1, secrets: 5 + databases.length },
  };
}
