import { DataGoogleSqlDatabaseInstance } from '@cdktf/provider-google/lib/data-google-sql-database-instance';
import { SqlDatabaseInstance } from '@cdktf/provider-google/lib/sql-database-instance';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { postgresqlPort } from '../../clouds/tenant-databases';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';
import { formatName } from '../cloud/names';
import type { ResolvedCloudSqlOptions } from './cloud-sql-options';
import { addStoredSecret } from './stored-secret';
import { tryGetTenantKey } from './tenant-key';

/** Name of the release of the instance in the data stack. */
export const instanceRelease = 'postgresql';

/**
 * Name of the release that looks up an existing instance: another name, so that an instance that Plinth has created is removed
 * from the state when it becomes an existing one, and not destroyed.
 */
export const existingInstanceRelease = 'postgresql-existing';

/** Looks up an existing instance. */
export function lookUpInstance(scope: Construct, name: string, cluster: ClusterInfo): void {
  new DataGoogleSqlDatabaseInstance(scope, 'instance', { name, project: getGoogleCloud(cluster).project });
}

/** Returns the name of the instance of a tenant in an environment. */
export function instanceName(tenant: string, { platform, environment }: ClusterInfo): string {
  return formatName('sql-instance', platform, environment, tenant);
}

/** Properties of the instance of a tenant. */
export interface InstanceProps {
  readonly tenant: string;
  readonly options: ResolvedCloudSqlOptions;
  readonly cluster: ClusterInfo;
}

/** Most days of the log by which an instance is recovered to any second. */
const maxTransactionLogDays = 7;

/**
 * Adds an instance: encrypted, private, backed up and protected, with TLS only. No password of its administrator exists:
 * the jobs that create users set a new one each time.
 * @see https://cloud.google.com/sql/docs/postgres/best-practices
 */
export function addInstance(scope: Construct, { tenant, options, cluster }: InstanceProps): void {
  const { region, network, labels } = getGoogleCloud(cluster);
  const key = tryGetTenantKey(tenant, cluster);
  new SqlDatabaseInstance(scope, 'instance', {
    name: instanceName(tenant, cluster),
    region,
    databaseVersion: `POSTGRES_${options.version}`,
    ...(key === undefined ? {} : { encryptionKeyName: key }),
    deletionProtection: options.deletionProtection,
    settings: {
      tier: options.tier,
      edition: 'ENTERPRISE',
      availabilityType: options.multiZone ? 'REGIONAL' : 'ZONAL',
      diskType: 'PD_SSD',
      diskSize: options.storageGiB,
      diskAutoresize: true,
      // As RDS does: they are retained for `backupDays` after the instance was deleted.
      retainBackupsOnDelete: true,
      deletionProtectionEnabled: options.deletionProtection,
      backupConfiguration: {
        enabled: true,
        pointInTimeRecoveryEnabled: true,
        // Cloud SQL refuses more days than backups. https://cloud.google.com/sql/docs/postgres/backup-recovery/configure-pitr
        transactionLogRetentionDays: Math.min(maxTransactionLogDays, options.backupDays),
        backupRetentionSettings: { retainedBackups: options.backupDays, retentionUnit: 'COUNT' },
      },
      ipConfiguration: { ipv4Enabled: false, privateNetwork: network.id, sslMode: 'ENCRYPTED_ONLY' },
      databaseFlags: Object.entries(flags).map(([name, value]) => ({ name, value })),
      insightsConfig: { queryInsightsEnabled: true },
      userLabels: renderLabels(labels),
    },
    lifecycle: {
      // Google Cloud extends the storage.
      ignoreChanges: ['settings[0].disk_size'],
      preventDestroy: options.deletionProtection,
    },
  });
}

/** Flags of instances: who connects, what is slow, and which tables are changed, is logged. */
const flags: Readonly<Record<string, string>> = {
  log_checkpoints: 'on',
  log_connections: 'on',
  log_disconnections: 'on',
  log_duration: 'off',
  log_hostname: 'on',
  log_lock_waits: 'on',
  log_min_duration_statement: '1000',
  log_min_error_statement: 'error',
  log_min_messages: 'error',
  log_statement: 'ddl',
  log_temp_files: '0',
  'cloudsql.enable_pgaudit': 'on',
};

/** Credentials of a use in Secret Manager. */
export interface DatabaseSecretProps {
  /** Name in Secret Manager. */
  readonly secret: string;
  readonly database: string;
  readonly username: string;
  /** Whether the instance exists without Plinth. */
  readonly isExistingInstance: boolean;
  readonly tenant: string;
  readonly cluster: ClusterInfo;
}

/** Adds the secret with the endpoint and the credentials of a use. It changes with the address. */
export function addDatabaseSecret(
  scope: Construct,
  { secret, database, username, isExistingInstance, tenant, cluster }: DatabaseSecretProps,
): void {
  const type = 'google_sql_database_instance';
  const instance = isExistingInstance
    ? `data.${type}.${existingInstanceRelease}_instance`
    : `${type}.${instanceRelease}_instance`;
  const address = `${instance}.private_ip_address`;
  // Cloud SQL has an authority for each instance. https://cloud.google.com/sql/docs/postgres/configure-ssl-instance
  const authority = `${instance}.server_ca_cert[0].cert`;
  addStoredSecret(scope, {
    secret,
    fields: {
      type: '"postgresql"',
      provider: '"google"',
      host: address,
      port: `"${postgresqlPort}"`,
      database: `"${database}"`,
      username: `"${username}"`,
      password: 'replace(uuid(), "-", "")',
      ca: authority,
    },
    version: `join(" ", [${address}, ${authority}])`,
    tenant,
    cluster,
  });
}
