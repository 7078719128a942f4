import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { addObject } from '../../kubernetes/object';
import { addPrometheusRule, type AlertRule } from '../../monitoring/alert-rules';
import { metricsPanel, type DashboardProps, type Panel } from '../../monitoring/dashboard';
import { tenantScrapeLimits } from '../../monitoring/scrape-limits';
import { addTenantDashboard } from '../../monitoring/tenant-dashboard';
import { passwordSecretName, type ValkeyServer } from './valkey-layout';
import { cacheLabels, hasExporter } from './valkey-server';

/** Adds the PodMonitor and the alert rules of a cache, as objects of its tenant. */
export function addCacheMonitoring(scope: Construct, cache: ValkeyServer, cluster: ClusterInfo): void {
  if (!hasExporter(cluster)) return;
  const { name, workload } = cache;
  const { namespace, tenant } = workload;
  addObject(scope, `Monitor-${name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: `cache-${name}`, namespace },
    spec: {
      selector: { matchLabels: cacheLabels(name) },
      ...tenantScrapeLimits,
      podMetricsEndpoints: [{ port: 'metrics', followRedirects: false }],
    },
  });
  addPrometheusRule(scope, {
    name: `cache-${name}`,
    namespace,
    alerts: listCacheAlertRules(cache),
    labels: { tenant, application: workload.name },
  });
}

/** @see https://github.com/oliver006/redis_exporter#whats-exported */
function listCacheAlertRules({ name, workload, eviction, storageGiB }: ValkeyServer): readonly AlertRule[] {
  const { namespace } = workload;
  const pod = `namespace="${namespace}", pod="${name}-0"`;
  const volume = `namespace="${namespace}", persistentvolumeclaim="${name}-data"`;
  const logs = `kubectl -n ${namespace} logs ${name}-0 -c valkey`;
  return [
    {
      name: 'CacheDown',
      expr: `kube_statefulset_status_replicas_ready{namespace="${namespace}", statefulset="${name}"} == 0 or redis_up{${pod}} == 0`,
      forMinutes: 5,
      severity: 'critical',
      summary: `Cache ${name} is down.`,
      runbook: `See kubectl -n ${namespace} describe pod ${name}-0: a pending pod lacks a node or quota, or its Secret ${passwordSecretName(name)}. For a pod that runs, see ${logs}.`,
    },
    {
      name: 'CacheConnectionsNearLimit',
      expr: `redis_connected_clients{${pod}} / redis_config_maxclients{${pod}} > 0.85`,
      forMinutes: 10,
      severity: 'warning',
      summary: `Cache ${name} uses {{ $value | humanizePercentage }} of its connections.`,
      runbook: 'Lower the size of the connection pools of the application, or the number of its replicas.',
    },
    // Other rules of eviction make room: a full cache is as it should be.
    ...(eviction === 'noeviction'
      ? [
          {
            name: 'CacheNearlyFull',
            expr: `redis_memory_used_bytes{${pod}} / redis_memory_max_bytes{${pod}} > 0.85`,
            forMinutes: 10,
            severity: 'critical' as const,
            summary: `Cache ${name} uses {{ $value | humanizePercentage }} of its memory. It refuses writes when it is full.`,
            runbook:
              'Set a larger memory or size where the cache is used, or let the application delete keys, or give them a time to live.',
          },
        ]
      : []),
    ...(storageGiB > 0
      ? [
          {
            name: 'CacheNotSaved',
            expr: `redis_aof_last_write_status{${pod}} == 0`,
            forMinutes: 5,
            severity: 'critical' as const,
            summary: `Cache ${name} cannot write to its volume, and refuses writes.`,
            runbook: `See ${logs}, and whether the volume ${name}-data is full.`,
          },
          {
            name: 'CacheVolumeNearlyFull',
            expr: `1 - kubelet_volume_stats_available_bytes{${volume}} / kubelet_volume_stats_capacity_bytes{${volume}} > 0.85`,
            forMinutes: 15,
            severity: 'critical' as const,
            summary: `The volume of cache ${name} is {{ $value | humanizePercentage }} full.`,
            runbook:
              'The platform team raises storageGiB of valkey(), or of the cache in its servers: three times the memory is enough.',
          },
        ]
      : []),
  ];
}

/** Returns the panels of caches. @param matcher PromQL matcher of their pods; empty for all caches */
function cachePanels(matcher: string): readonly Panel[] {
  const select = matcher === '' ? '' : `{${matcher}}`;
  const by = 'sum by (namespace, pod)';
  return [
    metricsPanel('Used memory, of what is allowed', 'percentunit', {
      '{{namespace}} {{pod}}': `redis_memory_used_bytes${select} / redis_memory_max_bytes${select}`,
    }),
    metricsPanel('Hits, of all reads', 'percentunit', {
      '{{namespace}} {{pod}}': `${by} (rate(redis_keyspace_hits_total${select}[5m])) / (${by} (rate(redis_keyspace_hits_total${select}[5m])) + ${by} (rate(redis_keyspace_misses_total${select}[5m])))`,
    }),
    metricsPanel('Commands per second', 'ops', {
      '{{namespace}} {{pod}}': `${by} (rate(redis_commands_processed_total${select}[5m]))`,
    }),
    metricsPanel('Evicted keys per second', 'ops', {
      '{{namespace}} {{pod}}': `${by} (rate(redis_evicted_keys_total${select}[5m]))`,
    }),
    metricsPanel('Connections', 'short', { '{{namespace}} {{pod}}': `redis_connected_clients${select}` }),
    metricsPanel('Keys', 'short', { '{{namespace}} {{pod}}': `${by} (redis_db_keys${select})` }),
  ];
}

/** Dashboard of all caches of a cluster. */
export const cacheDashboard: DashboardProps = {
  uid: 'platform-valkey',
  title: 'Valkey',
  tags: ['platform', 'cache'],
  panels: cachePanels(''),
};

/** Adds the dashboard of a tenant's caches. */
export function addTenantCachesDashboard(
  scope: Construct,
  tenant: string,
  caches: readonly ValkeyServer[],
  cluster: ClusterInfo,
): void {
  const namespaces = [...new Set(caches.map(({ workload }) => workload.namespace))];
  addTenantDashboard(
    scope,
    { tenant, topic: 'caches', panels: cachePanels(`namespace=~"${namespaces.join('|')}"`) },
    cluster,
  );
}
