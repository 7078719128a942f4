import type { Construct } from 'constructs';
import { z } from 'zod';
import { formatSecretKey } from '../../../src/definition/secret-keys';
import { tryFormatServerCidr } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { cidr, int32, list } from '../../../src/schema/field-types';
import { error, warning, type Problem } from '../../../src/schema/problem';
import { egressRule, externalIpBlock, listExcludedRanges, renderEgressRules } from '../../kubernetes/network-policies';
import { addObject } from '../../kubernetes/object';
import { tryGetBackupsClaim } from './postgresql-backups-bucket';
import type { PostgresServer } from './postgresql-layout';

const bucketName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'must be the name of a bucket: write 3 to 63 lower-case letters, digits, hyphens and dots',
  );

/** Schema of the bucket with the backups of databases. */
export const backupsSchema = z.strictObject({
  bucket: z
    .union([z.literal(true), bucketName])
    .meta({ examples: ['database-backups'] })
    .describe(
      'S3 bucket, in which the backups of a tenant are in its folder <cluster>/<tenant>/; or `true` for a bucket of each tenant from the component that provides buckets on the cluster, with generated keys',
    ),
  endpoint: z
    .url({ protocol: /^https?$/, hostname: z.regexes.hostname })
    .optional()
    .meta({ examples: ['https://s3.acme.example'] })
    .describe('URL of the S3 API, such as https://s3.acme.example, required for a bucket by its name'),
  addresses: list(cidr)
    .optional()
    .describe('address ranges of the S3 API, required where its host is a name; @default the address in `endpoint`'),
  credentials: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9_-]+)*$/, 'must be a path: write one such as database-backups')
    .optional()
    .meta({ examples: ['database-backups'] })
    .describe(
      "path in the secret store of each tenant, below its name, with the keys `accessKey` and `secretKey` of a bucket by its name; they must give access to the tenant's folder only; @default database-backups",
    ),
  sizeGiB: int32
    .min(1)
    .optional()
    .describe(
      'size above which the bucket of a tenant, with `bucket: true`, accepts no more backups, in GiB; @default 50',
    ),
  hour: z.int().min(0).max(23).default(2).describe('hour of the daily backup, in UTC'),
  retentionDays: z.int().min(1).default(30).describe('number of days to which servers can be restored'),
});

/** Bucket with the backups of databases. */
export type BackupOptions = Readonly<z.output<typeof backupsSchema>>;

/** Path of the credentials in the secret store of a tenant. */
const defaultCredentials = 'database-backups';

/** Returns the errors and warnings about a bucket for backups. */
export function validateBackups(backups: BackupOptions, cluster: ClusterInfo): readonly Problem[] {
  const { bucket, endpoint } = backups;
  if (bucket === true) return validateClusterBuckets(backups, cluster);
  const unread = backups.sizeGiB;
  return [
    ...(unread === undefined
      ? []
      : [error(['backups', 'sizeGiB'], unread, 'is for `bucket: true`', 'remove it, and limit the bucket itself')]),
    ...(endpoint === undefined
      ? [
          error(
            ['backups', 'endpoint'],
            undefined,
            `is required for the bucket '${bucket}'`,
            'write the URL of its S3 API, such as https://s3.acme.example',
          ),
        ]
      : validateEndpoint(endpoint, backups, cluster)),
  ];
}

function validateClusterBuckets(
  { bucket: _, sizeGiB: __, hour: ___, retentionDays: ____, ...external }: BackupOptions,
  { capabilities }: ClusterInfo,
): readonly Problem[] {
  return [
    ...Object.entries(external).flatMap(([option, value]) =>
      value === undefined
        ? []
        : [
            error(
              ['backups', option],
              value,
              'is for a bucket by its name',
              'remove it, or write the name of a bucket',
            ),
          ],
    ),
    ...(capabilities.bucket !== undefined && capabilities.bucket.bucketClaims === undefined
      ? [
          error(
            ['backups', 'bucket'],
            true,
            'is supported with buckets of seaweedFs() and rook() only',
            'write the name of a bucket, and its `endpoint`',
          ),
        ]
      : [
          warning(
            ['backups', 'bucket'],
            true,
            'stores the backups on the storage of the cluster itself: they are lost together with it',
            'write a bucket outside of the cluster, or copy the buckets elsewhere',
          ),
        ]),
  ];
}

function validateEndpoint(
  endpoint: string,
  { addresses }: Pick<BackupOptions, 'addresses'>,
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
export function backupsSecretName({ restoredFrom, name }: PostgresServer): string {
  return `${restoredFrom === undefined ? name : restoredFrom.server}-backups`;
}

/** Returns the object store of a server's backups. */
export function renderObjectStore(server: PostgresServer, backups: BackupOptions, cluster: ClusterInfo) {
  const { tenant, namespace } = server;
  const claimed = backups.bucket === true ? tryGetBackupsClaim(server, cluster) : undefined;
  const name = claimed?.secret ?? backupsSecretName(server);
  const { accessKey, secretKey } = claimed?.keys ?? { accessKey: 'accessKey', secretKey: 'secretKey' };
  return {
    destinationPath: claimed
      ? `s3://${claimed.bucket}/${namespace}/`
      : `s3://${String(backups.bucket)}/${cluster.cluster}/${tenant}/${namespace}/`,
    endpointURL: claimed?.url ?? backups.endpoint,
    s3Credentials: {
      accessKeyId: { name, key: accessKey },
      secretAccessKey: { name, key: secretKey },
    },
    wal: { compression: 'gzip' },
    data: { compression: 'gzip' },
  };
}

/** Adds the credentials of a server's backups in a bucket by its name, and its daily backup. */
export function addBackups(
  scope: Construct,
  server: PostgresServer,
  { bucket, credentials = defaultCredentials, hour }: BackupOptions,
  secretStore: string,
  { capabilities }: ClusterInfo,
): void {
  const { name, namespace, tenant } = server;
  const secret = backupsSecretName(server);
  if (bucket !== true)
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

/** Lists the Secret with the credentials of a server's backups. */
export function listBackupSecrets(server: PostgresServer, backups: BackupOptions, cluster: ClusterInfo) {
  const { namespace, tenant } = server;
  if (backups.bucket === true) {
    const claim = tryGetBackupsClaim(server, cluster);
    if (claim === undefined) return [];
    const { secret, keys, source } = claim;
    return [
      { namespace, name: secret, keys: Object.values(keys).sort(), source, rotation: 'the servers read it again' },
    ];
  }
  const { credentials = defaultCredentials } = backups;
  return [
    {
      namespace,
      name: backupsSecretName(server),
      keys: ['accessKey', 'secretKey'],
      source: `the store, at ${tenant}/${credentials}, written by the platform team`,
      rotation: 'read every hour',
    },
  ];
}

/** Returns the rules of a NetworkPolicy by which a server sends its backups. */
export function renderBackupEgress({ bucket, endpoint, addresses }: BackupOptions, cluster: ClusterInfo) {
  const url = bucket === true ? cluster.capabilities.bucket?.url : endpoint;
  if (url === undefined) return [];
  const { hostname, port, protocol } = new URL(url);
  const s3Port = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  if (bucket === true) return renderEgressRules([{ peer: { capability: 'bucket' }, ports: [s3Port] }], cluster);
  const cidrs = addresses ?? [tryFormatServerCidr(hostname) ?? ''];
  return [
    egressRule(
      cidrs.map((range) => ({ ipBlock: externalIpBlock(range, cluster, listExcludedRanges(cluster)) })),
      [s3Port],
    ),
  ];
}
