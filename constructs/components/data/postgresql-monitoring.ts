import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { addPrometheusRule, type AlertRule } from '../../monitoring/alert-rules';
import { metricsPanel, type DashboardProps, type Panel } from '../../monitoring/dashboard';
import { tenantScrapeLimits } from '../../monitoring/scrape-limits';
import { addTenantDashboard } from '../../monitoring/tenant-dashboard';
import { addObject } from '../../kubernetes/object';
import type { PostgresServer } from './postgresql-layout';
import { postgresPodLabels } from './postgresql-server';

/** Adds the PodMonitor and the alert rules of a server, as objects of its tenant. */
export function addServerMonitoring(scope: Construct, server: PostgresServer, hasBackups: boolean): void {
  const { name, namespace, tenant } = server;
  addObject(scope, `Monitor-${namespace}-${name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: `server-${name}`, namespace },
    spec: {
      selector: { matchLabels: { ...postgresPodLabels(name), 'cnpg.io/podRole': 'instance' } },
      ...tenantScrapeLimits,
      podMetricsEndpoints: [{ port: 'metrics', followRedirects: false }],
    },
  });
  addPrometheusRule(scope, {
    name: `server-${name}`,
    namespace,
    alerts: listServerAlertRules(server, hasBackups),
    labels: { tenant, application: name },
  });
}

/** Returns the alert rules of a server. */
export function listServerAlertRules(
  { name, namespace, instances }: PostgresServer,
  hasBackups: boolean,
): readonly AlertRule[] {
  const pods = `namespace="${namespace}", pod=~"${name}-[0-9]+"`;
  const volumes = `namespace="${namespace}", persistentvolumeclaim=~"${name}-[0-9]+"`;
  const status = `kubectl -n ${namespace} get cluster ${name} and kubectl -n ${namespace} logs ${name}-1`;
  return [
    {
      name: 'DatabaseDown',
      expr: `absent(cnpg_collector_up{${pods}} == 1)`,
      forMinutes: 5,
      severity: 'critical',
      summary: `PostgreSQL server ${name} is down.`,
      runbook: `See ${status}. A pod that is pending lacks a node, a volume or quota.`,
    },
    ...(instances === 1
      ? []
      : [
          {
            name: 'DatabaseReplicaMissing',
            expr: `count(cnpg_collector_up{${pods}} == 1) < ${instances}`,
            forMinutes: 15,
            severity: 'warning' as const,
            summary: `PostgreSQL server ${name} has {{ $value }} of ${instances} instances.`,
            runbook: `See ${status}: the conditions and the phase of the Cluster name the instance.`,
          },
          {
            name: 'DatabaseReplicationLag',
            expr: `max(cnpg_pg_replication_lag{${pods}}) > 300`,
            forMinutes: 10,
            severity: 'warning' as const,
            summary: `A replica of PostgreSQL server ${name} is {{ $value | humanizeDuration }} behind.`,
            runbook: `See ${status}. Frequent causes: slow volumes, or long transactions on a replica.`,
          },
        ]),
    {
      name: 'DatabaseVolumeNearlyFull',
      expr: `1 - kubelet_volume_stats_available_bytes{${volumes}} / kubelet_volume_stats_capacity_bytes{${volumes}} > 0.85`,
      forMinutes: 15,
      severity: 'critical',
      summary: 'Volume {{ $labels.persistentvolumeclaim }} is {{ $value | humanizePercentage }} full.',
      runbook: `Raise storageGiB of the use, if the StorageClass allows expansion: PostgreSQL stops when its volume is full. See also ${status}.`,
    },
    {
      name: 'DatabaseConnectionsNearLimit',
      expr: `sum by (pod) (cnpg_backends_total{${pods}}) / on (pod) cnpg_pg_settings_setting{${pods}, name="max_connections"} > 0.85`,
      forMinutes: 10,
      severity: 'warning',
      summary: '{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its connections.',
      runbook: 'Lower the size of the connection pools of the applications, or the number of their replicas.',
    },
    ...(hasBackups
      ? [
          {
            name: 'DatabaseBackupOld',
            expr: `time() - max(cnpg_collector_last_available_backup_timestamp{${pods}}) > 129600`,
            forMinutes: 30,
            severity: 'critical' as const,
            summary: `The last backup of PostgreSQL server ${name} is older than 36 hours.`,
            runbook: `See kubectl -n ${namespace} get backups,scheduledbackups and the credentials in Secret ${name}-backups.`,
          },
          {
            name: 'DatabaseArchivingFails',
            expr: `max(cnpg_pg_stat_archiver_seconds_since_last_archival{${pods}}) > 3600 and max(cnpg_pg_stat_archiver_last_failed_time{${pods}} - cnpg_pg_stat_archiver_last_archived_time{${pods}}) > 0`,
            forMinutes: 5,
            severity: 'critical' as const,
            summary: `PostgreSQL server ${name} cannot archive its log: it cannot be restored to the present, and its volume fills up.`,
            runbook: `See ${status}: the bucket cannot be reached, or refuses the credentials in Secret ${name}-backups.`,
          },
        ]
      : []),
  ];
}

/** Returns the panels of servers. @param matcher PromQL matchers of their pods; empty for all servers */
function serverPanels(matcher: string): readonly Panel[] {
  const select = (...matchers: readonly string[]) => `{${[matcher, ...matchers].filter(Boolean).join(', ')}}`;
  return [
    metricsPanel('Instances', 'short', {
      '{{namespace}} {{cluster}}': `sum by (namespace, cluster) (cnpg_collector_up${select()})`,
    }),
    metricsPanel('Connections', 'short', { '{{datname}}': `sum by (datname) (cnpg_backends_total${select()})` }),
    metricsPanel('Size of databases', 'bytes', {
      '{{datname}}': `max by (datname) (cnpg_pg_database_size_bytes${select('datname!~"postgres|template.|initial"')})`,
    }),
    metricsPanel('Transactions per second', 'ops', {
      '{{datname}}': `sum by (datname) (rate(cnpg_pg_stat_database_xact_commit${select()}[5m]))`,
    }),
    metricsPanel('Replication lag', 's', { '{{pod}}': `cnpg_pg_replication_lag${select()}` }),
    metricsPanel('Age of the last backup', 's', {
      '{{namespace}}': `time() - max by (namespace) (cnpg_collector_last_available_backup_timestamp${select()} > 0)`,
    }),
  ];
}

/** Dashboard of all servers of a cluster. */
export const postgresDashboard: DashboardProps = {
  uid: 'platform-postgresql',
  title: 'PostgreSQL',
  tags: ['platform', 'database'],
  panels: serverPanels(''),
};

/** Adds the dashboard of a tenant's servers. */
export function addTenantServersDashboard(
  scope: Construct,
  tenant: string,
  servers: readonly PostgresServer[],
  cluster: ClusterInfo,
): void {
  const namespaces = [...new Set(servers.map(({ namespace }) => namespace))];
  addTenantDashboard(
    scope,
    { tenant, topic: 'databases', panels: serverPanels(`namespace=~"${namespaces.join('|')}"`) },
    cluster,
  );
}

/** Returns the alert rules of the operator. */
export function listOperatorAlertRules(namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'DatabaseOperatorDown',
      expr: `absent(up{namespace="${namespace}", container="manager"} == 1)`,
      forMinutes: 10,
      severity: 'critical',
      summary:
        'CloudNativePG is down: failed PostgreSQL servers are not replaced, and changes of databases are refused.',
      runbook: `kubectl -n ${namespace} get pods, then read the log of its pod. Running servers keep running.`,
    },
    {
      name: 'DatabaseOperatorErrors',
      expr: `sum by (controller) (rate(controller_runtime_reconcile_errors_total{namespace="${namespace}"}[10m])) > 0.1`,
      forMinutes: 30,
      severity: 'warning',
      summary: 'CloudNativePG cannot reconcile objects of its controller {{ $labels.controller }}.',
      runbook: `kubectl -n ${namespace} logs deploy/${namespace} shows the object and the error.`,
    },
  ];
}
