import { MemorystoreInstance } from '@cdktf/provider-google/lib/memorystore-instance';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { CachePersistence } from '../../clouds/cache-persistence';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';
import { addStoredSecret } from './stored-secret';
import { tryGetTenantKey } from './tenant-key';

/** Port of Valkey. */
export const valkeyPort = 6379;

/** Versions of Valkey. @see https://cloud.google.com/memorystore/docs/valkey/supported-versions */
export const valkeyVersions = { '7.2': 'VALKEY_7_2', '8.0': 'VALKEY_8_0' } as const;

/** Node types. @see https://cloud.google.com/memorystore/docs/valkey/instance-node-specification */
export const nodeTypes = ['SHARED_CORE_NANO', 'STANDARD_SMALL', 'HIGHMEM_MEDIUM', 'HIGHMEM_XLARGE'] as const;

/** Properties of a cache. */
export interface CacheProps {
  /** Name of the instance. */
  readonly name: string;
  /** Name in Secret Manager of its endpoint. */
  readonly secret: string;
  /** Type of the use. */
  readonly type: string;
  readonly tenant: string;
  readonly cluster: ClusterInfo;
  readonly version: keyof typeof valkeyVersions;
  readonly nodeType: (typeof nodeTypes)[number];
  /** Whether a replica runs in another zone. */
  readonly multiZone: boolean;
  /** Days that daily backups are retained; 0 for none. */
  readonly backupDays: number;
  readonly persistence: CachePersistence;
  /** Whether Google Cloud and Terraform refuse to delete it. */
  readonly deletionProtection: boolean;
}

const secondsPerDay = 86_400;

/** Hour at which backups begin, in UTC. */
const backupHour = 3;

/**
 * Adds a cache: encrypted, private, backed up, with TLS and IAM only. Google Cloud assigns its address and the certificate of its CA:
 * Terraform writes them to Secret Manager.
 * @see https://cloud.google.com/memorystore/docs/valkey/about-iam-auth
 */
export function addCache(scope: Construct, props: CacheProps): void {
  const { name, secret, type, tenant, cluster, version, nodeType, multiZone, backupDays, deletionProtection } = props;
  const { project, region, network, labels } = getGoogleCloud(cluster);
  const key = tryGetTenantKey(tenant, cluster);
  const instance = new MemorystoreInstance(scope, 'cache', {
    instanceId: name,
    location: region,
    engineVersion: valkeyVersions[version],
    // One endpoint, as clients without support of clusters need.
    mode: 'CLUSTER_DISABLED',
    shardCount: 1,
    replicaCount: multiZone ? 1 : 0,
    nodeType,
    authorizationMode: 'IAM_AUTH',
    transitEncryptionMode: 'SERVER_AUTHENTICATION',
    engineConfigs: { 'maxmemory-policy': 'allkeys-lru' },
    ...(backupDays === 0
      ? {}
      : {
          automatedBackupConfig: {
            retention: `${backupDays * secondsPerDay}s`,
            fixedFrequencySchedule: { startTime: { hours: backupHour } },
          },
        }),
    persistenceConfig: renderPersistence(props.persistence),
    deletionProtectionEnabled: deletionProtection,
    desiredAutoCreatedEndpoints: [{ network: network.id, projectId: project }],
    ...(key === undefined ? {} : { kmsKey: key }),
    labels: renderLabels(labels),
    lifecycle: { preventDestroy: deletionProtection },
  });
  const address = primaryAddress(instance.fqn);
  addStoredSecret(scope, {
    secret,
    fields: {
      type: JSON.stringify(type),
      provider: '"google"',
      host: address,
      port: JSON.stringify(String(valkeyPort)),
      ca: `join("\\n", ${instance.fqn}.managed_server_ca[0].ca_certs[0].certificates)`,
    },
    version: address,
    tenant,
    cluster,
  });
}

/** Periods of snapshots. @see https://cloud.google.com/memorystore/docs/valkey/about-rdb-persistence */
const snapshotPeriods = { '1h': 'ONE_HOUR', '6h': 'SIX_HOURS', '12h': 'TWELVE_HOURS' } as const;

/** @see https://cloud.google.com/memorystore/docs/valkey/about-aof-persistence */
function renderPersistence(persistence: CachePersistence) {
  if (persistence === 'none') return { mode: 'DISABLED' };
  if (persistence === '1s') return { mode: 'AOF', aofConfig: { appendFsync: 'EVERY_SEC' } };
  return { mode: 'RDB', rdbConfig: { rdbSnapshotPeriod: snapshotPeriods[persistence] } };
}

/**
 * Returns the expression of the address to which clients write: an instance with a replica has another one, which only reads.
 * @see https://cloud.google.com/memorystore/docs/valkey/cluster-mode-enabled-and-disabled
 */
function primaryAddress(instance: string): string {
  const connection = 'connection.psc_auto_connection[0]';
  const writes = `${connection}.connection_type != "CONNECTION_TYPE_READER"`;
  return `one([for connection in ${instance}.endpoints[0].connections : ${connection}.ip_address if ${writes}])`;
}
