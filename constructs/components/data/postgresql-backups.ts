import type { Construct } from 'constructs';
import { z } from 'zod';
import { formatSecretKey } from '../../../src/definition/secret-keys';
import { tryFormatServerCidr } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { cidr, list } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';
import { egressRule, externalIpBlock, listExcludedRanges } from '../../kubernetes/network-policies';
import { addObject } from '../../kubernetes/object';
import type { PostgresServer } from './postgresql-layout';

/** Schema of the bucket with the backups of databases. */
export const backupsSchema = z.strictObject({
  bucket: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'must be the name of a bucket: write 3 to 63 lower-case letters, digits, hyphens and dots',
    )
    .meta({ examples: ['database-backups'] })
    .describe('S3 bucket; the backups of a tenant are in its folder <cluster>/<tenant>/'),
  endpoint: z
    .url({ protocol: /^https?$/, hostname: z.regexes.hostname })
    .meta({ examples: ['https://s3.acme.example'] })
    .describe('URL of the S3 API, such as https://s3.acme.example'),
  addresses: list(cidr)
    .optional()
    .describe('address ranges of the S3 API, required where its host is a name; @default the address in `endpoint`'),
  credentials: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9_-]+)*$/, 'must be a path: write one such as database-backups')
    .default('database-backups')
    .describe(
      "path in the secret store of each tenant, below its name, with the keys `accessKey` and `secretKey`; they must give access to the tenant's folder only",
    ),
  hour: z.int().min(0).max(23).default(2).describe('hour of the daily backup, in UTC'),
  retentionDays: z.int().min(1).default(30).describe('number of days to which servers can be restored'),
});

/** Bucket with the backups of databases. */
export type BackupOptions = Readonly<z.output<typeof backupsSchema>>;

/** Returns the errors about a bucket for backups. */
export function validateBackups(
  { endpoint, addresses }: Pick<BackupOptions, 'endpoint' | 'addresses'>,
  { capabilities }: ClusterInfo,
): readonly Problem[] {
  const stores = capabilities.secrets?.stores;
  const { hostname } = new URL(endpoint);
  return [
    ...(addresses === undefined && tryFormatServerCidr(hostname) === undefined
      ? [
          error(
            ['backups', 'addresses'],
            undefined,
            `is required: network policies of databases cannot allow the host name '${hostname}'`,
            "write the addresses of the S3 API, such as ['192.0.2.10/32']",
          ),
        ]
      : []),
    ...(stores?.length === 0
      ? [
          error(
            ['backups'],
            undefined,
            'requires a secret store with the credentials of each tenant, and the cluster has none',
            'set `store` of externalSecrets()',
          ),
        ]
      : []),
  ];
}

/** Returns the name of the Secret with a server's credentials for backups. */
function credentialsSecretName({ restoredFrom, name }: PostgresServer): string {
  return `${restoredFrom === undefined ? name : restoredFrom.server}-backups`;
}

/** Returns the object store of a server's backups. */
export function renderObjectStore(server: PostgresServer, backups: BackupOptions, { cluster }: ClusterInfo) {
  const name = credentialsSecretName(server);
  return {
    destinationPath: `s3://${backups.bucket}/${cluster}/${server.tenant}/${server.namespace}/`,
    endpointURL: backups.endpoint,
    s3Credentials: {
      accessKeyId: { name, key: 'accessKey' },
      secretAccessKey: { name, key: 'secretKey' },
    },
    wal: { compression: 'gzip' },
    data: { compression: 'gzip' },
  };
}

/** Adds the credentials of a server's backups, and its daily backup. */
export function addBackups(
  scope: Construct,
  server: PostgresServer,
  { credentials, hour }: BackupOptions,
  secretStore: string,
  { capabilities }: ClusterInfo,
): void {
  const { name, namespace, tenant } = server;
  const secret = credentialsSecretName(server);
  addObject(scope, `BackupCredentials-${namespace}-${name}`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: secret, namespace },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: secretStore },
      // The server archives its log until it is deleted: its credentials stay with it.
      target: {
        name: secret,
        creationPolicy: 'Orphan',
        template: { metadata: { labels: { 'cnpg.io/reload': 'true' } } },
      },
      dataFrom: [{ extract: { key: formatSecretKey(capabilities, secretStore, [tenant, credentials]) } }],
    },
  });
  addObject(scope, `Backups-${namespace}-${name}`, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: { name, namespace },
    spec: {
      cluster: { name },
      // Six fields: the first one is of seconds.
      schedule: `0 0 ${hour} * * *`,
      immediate: true,
      backupOwnerReference: 'cluster',
    },
  });
}

/** Returns the rules of a NetworkPolicy by which a server sends its backups. */
export function renderBackupEgress({ endpoint, addresses }: BackupOptions, cluster: ClusterInfo) {
  const { hostname, port, protocol } = new URL(endpoint);
  const cidrs = addresses ?? [tryFormatServerCidr(hostname) ?? ''];
  const s3Port = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return [
    egressRule(
      cidrs.map((range) => ({ ipBlock: externalIpBlock(range, cluster, listExcludedRanges(cluster)) })),
      [s3Port],
    ),
  ];
}
