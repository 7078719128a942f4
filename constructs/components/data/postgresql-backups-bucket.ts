import type { Construct } from 'constructs';
import { groupBy } from '../../../src/checks/duplicates';
import { bindingStoreName } from '../../../src/definition/uses';
import type { ListedSecret } from '../../../src/kinds/additions';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { describeSecret, resolveSecretOrigin, type ComponentSecret } from '../../../src/kinds/component-secret';
import { addObject } from '../../kubernetes/object';
import { renderRetention } from '../../kubernetes/retention';
import { addPlatformSecrets } from '../secrets/component-secrets';
import { renderSecretClaim } from '../storage/bucket-claims';
import { addBindingStore, addCopiedSecret } from '../secrets/binding-secret';
import type { PostgresServer } from './postgresql-layout';

/** Name of what gives the servers of a namespace the bucket of its tenant for backups. */
const claimName = 'database-backups';

/** Size above which the bucket of a tenant accepts no more backups, in GiB. */
const defaultSizeGiB = 50;

type ServerPlace = Pick<PostgresServer, 'tenant' | 'namespace'>;

/** Bucket of the cluster with the backups of servers of a tenant. */
interface BackupsClaim {
  readonly bucket: string;
  /** URL of the S3 API. */
  readonly url: string;
  /** Secret in the namespace of the servers with the keys of a user who has access to the bucket. */
  readonly secret: string;
  /** Keys of the Secret. */
  readonly keys: Readonly<Record<'accessKey' | 'secretKey', string>>;
  /** Where the Secret comes from. */
  readonly source: string;
}

/**
 * Returns the bucket for the backups of servers: one of each tenant in SeaweedFS, and one of each namespace in Ceph, where
 * buckets belong to one claim. Undefined if the cluster provides no buckets that can be claimed, which the plan refuses.
 */
export function tryGetBackupsClaim(
  { tenant, namespace }: ServerPlace,
  { capabilities: { bucket } }: ClusterInfo,
): BackupsClaim | undefined {
  const { url, bucketClaims } = bucket ?? {};
  if (url === undefined || bucketClaims === undefined) return undefined;
  if (bucketClaims === 'secret')
    return {
      bucket: `${tenant}.${claimName}`,
      url,
      secret: claimName,
      keys: { accessKey: 'accessKey', secretKey: 'secretKey' },
      source: 'generated for the bucket of the cluster',
    };
  return {
    bucket: `${namespace}.${claimName}`,
    url,
    secret: claimName,
    keys: { accessKey: 'AWS_ACCESS_KEY_ID', secretKey: 'AWS_SECRET_ACCESS_KEY' },
    source: 'created by Rook for the bucket of the cluster',
  };
}

/** Lists the Secret of the user of a tenant's backups, in the namespace of the object store. */
export function listBackupUsers(
  tenant: string,
  sizeGiB: number | undefined,
  cluster: ClusterInfo,
): readonly ListedSecret[] {
  return listUserSecrets(tenant, sizeGiB, cluster).map((secret) =>
    describeSecret(secret, resolveSecretOrigin(secret, cluster), cluster),
  );
}

/**
 * Adds the bucket for the backups of a tenant's servers, with its user and the Secrets of the servers. Bucket, user and
 * Secrets are retained, as servers are, which send their log as long as they exist.
 * @param sizeGiB size above which it accepts no more backups; @default 50
 */
export function addBackupsBucket(
  scope: Construct,
  servers: readonly PostgresServer[],
  sizeGiB: number = defaultSizeGiB,
  cluster: ClusterInfo,
): void {
  const { namespace: source, bucketClaims } = cluster.capabilities.bucket ?? {};
  for (const [namespace, [server]] of groupBy(servers, (each) => each.namespace)) {
    if (server === undefined || source === undefined) continue;
    const claim = tryGetBackupsClaim(server, cluster);
    if (claim === undefined) continue;
    if (bucketClaims === 'object-bucket-claim')
      addObject(scope, `BackupsBucket-${namespace}`, {
        apiVersion: 'objectbucket.io/v1alpha1',
        kind: 'ObjectBucketClaim',
        metadata: { name: claimName, namespace, ...renderRetention() },
        spec: {
          bucketName: claim.bucket,
          storageClassName: `${source}-buckets`,
          additionalConfig: { maxSize: `${sizeGiB}Gi` },
        },
      });
    else addServerCredentials(scope, server, source);
  }
  const tenants = new Set(servers.map(({ tenant }) => tenant));
  for (const tenant of tenants) addPlatformSecrets(scope, listUserSecrets(tenant, sizeGiB, cluster), cluster);
}

function listUserSecrets(tenant: string, sizeGiB: number = defaultSizeGiB, { capabilities }: ClusterInfo) {
  const { namespace, bucketClaims } = capabilities.bucket ?? {};
  if (namespace === undefined || bucketClaims !== 'secret') return [];
  const secret: ComponentSecret = {
    ...renderSecretClaim({ namespace, name: userName(tenant), bucket: `${tenant}.${claimName}`, sizeGiB }),
    requiredFor: 'cloudNativePg({ backups }) with `bucket: true`',
    rotation: { reloads: 'the user gets the new keys, and the servers read them' },
    retained: true,
  };
  return [secret];
}

function userName(tenant: string): string {
  return `claim.${tenant}.${claimName}`;
}

/** Adds the Secret of the servers in a namespace, with the keys of the user. */
function addServerCredentials(scope: Construct, { tenant, namespace }: ServerPlace, source: string): void {
  const user = userName(tenant);
  addBindingStore(scope, { capability: 'backups', namespace, source, secrets: [user] });
  addCopiedSecret(scope, {
    name: claimName,
    namespace,
    labels: { 'app.kubernetes.io/part-of': tenant },
    store: bindingStoreName('backups'),
    secretLabels: { 'cnpg.io/reload': 'true' },
    sources: {
      accessKey: { secret: user, key: 'accessKey' },
      secretKey: { secret: user, key: 'secretKey' },
    },
    template: { accessKey: '{{ .accessKey }}', secretKey: '{{ .secretKey }}' },
    retained: true,
  });
}
