import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import type { ChartRelease } from '../../../src/kinds/release';
import { charts } from './charts';
import { longTermMetricsPanel, type DashboardProps } from '../../monitoring/dashboard';
import { influxOptions, type InfluxOptions } from './influxdb-options';
import { renderInfluxDb1Values, renderInfluxDb2Values, renderInfluxDb3Values } from './influxdb-values';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { renderRemoteWriteBridgeValues } from './telegraf-values';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'influxdb';

const ports = { 1: 8086, 2: 8086, 3: 8181 } as const;
const apis = { 1: 'influxdb', 2: 'influxdb2', 3: 'influxdb3' } as const;
const chartByVersion = { 1: charts.influxdb, 2: charts.influxdb2, 3: charts.influxdb3 } as const;

/**
 * Metrics kept for long: those of Prometheus in the database `prometheus`, those of Telegraf in `telegraf`.
 * @see https://docs.influxdata.com/influxdb/
 * @example
 * const releases = influxDb.releases({ version: '1', retentionDays: 365 }, clusterInfo());
 */
export const influxDb = componentKind({
  kind: 'influxdb',
  summary: 'Metrics kept for long by InfluxDB.',
  schema: influxOptions,
  validate: ({ version, retentionDays, bridgeValues }) => [
    ...(version === '3' && retentionDays !== undefined
      ? [
          error(
            ['retentionDays'],
            retentionDays,
            'InfluxDB 3 takes it only when a database is made by hand',
            'leave it out, and run influxdb3 create database --retention-period',
          ),
        ]
      : []),
    ...(version === '1' && bridgeValues !== undefined
      ? [
          error(
            ['bridgeValues'],
            undefined,
            'InfluxDB 1 takes the metrics of Prometheus without a bridge',
            'leave them out',
          ),
        ]
      : []),
  ],
  requires: () => ['storage'],
  provides: ({ name, version }) => {
    const url = influxUrl(name, version);
    const podLabels = { 'app.kubernetes.io/instance': name };
    return {
      'metrics-store': { api: apis[version], url, namespace, podLabels },
      'remote-write':
        version === '1'
          ? { api: 'influxdb', url: `${url}/api/v1/prom/write?db=prometheus`, namespace, podLabels }
          : {
              api: 'telegraf',
              url: `http://${name}-bridge.${namespace}.svc:8080/receive`,
              namespace,
              podLabels: { 'app.kubernetes.io/instance': `${name}-bridge` },
            },
    };
  },
  releases: (options, cluster) => {
    const { name, version } = options;
    const port = ports[version];
    return [
      {
        name,
        namespace,
        // The chart of version 1 leaves its container no way to be restricted.
        podSecurity: version === '1' ? 'baseline' : 'restricted',
        chart: chartByVersion[version],
        networkRules: {
          metrics: {
            podLabels: { 'app.kubernetes.io/instance': name },
            ingress: [
              { peer: { capability: 'dashboards' }, ports: [port] },
              { peer: { capability: 'metrics' }, ports: [port] },
              { peer: { capability: 'node-metrics' }, ports: [port] },
              { peer: { namespace: 'telegraf-checks' }, ports: [port] },
            ],
          },
        },
        values: mergeHelmValues(renderValues(options, cluster), options.values),
      },
      ...(version === '1' ? [] : [bridgeRelease(options, cluster)]),
      ...monitoringReleases(
        {
          name,
          namespace,
          pods: {
            labels: { 'app.kubernetes.io/instance': name },
            port: version === '1' ? 'api' : 'http',
            path: '/metrics',
          },
          ...('metrics' in cluster.capabilities ? { dashboard: longTermDashboard(cluster) } : {}),
          alerts: [
            {
              name: 'InfluxDbDown',
              expr: `absent(up{namespace="${namespace}"} == 1)`,
              forMinutes: 10,
              severity: 'critical',
              summary: 'InfluxDB does not answer: metrics to be kept for long wait at their senders.',
              runbook:
                'kubectl -n influxdb get pods,pvc; Prometheus sends again for about two hours, Telegraf until its buffer is full, so mend it before.',
            },
          ],
        },
        cluster,
      ),
    ];
  },
});

/** What Prometheus wrote long ago. */
function longTermDashboard(cluster: ClusterInfo): DashboardProps {
  const machines = tryGetEndpoint(cluster, 'node-metrics')?.api === 'prometheus';
  return {
    uid: 'platform-kept',
    title: 'Over the months',
    tags: ['platform', 'metrics'],
    from: 'now-90d',
    panels: [
      longTermMetricsPanel(
        'CPU asked for (cores)',
        'short',
        'namespace_cpu:kube_pod_container_resource_requests:sum',
        'namespace',
      ),
      longTermMetricsPanel(
        'Memory asked for',
        'bytes',
        'namespace_memory:kube_pod_container_resource_requests:sum',
        'namespace',
      ),
      longTermMetricsPanel('Pods', 'short', 'kubelet_running_pods', 'instance'),
      longTermMetricsPanel(
        'Volumes, used',
        'bytes',
        'kubelet_volume_stats_used_bytes',
        'namespace',
        'persistentvolumeclaim',
      ),
      ...(machines
        ? [
            longTermMetricsPanel('CPU in use', 'percentunit', 'instance:node_cpu_utilisation:rate5m', 'instance'),
            longTermMetricsPanel('Memory in use', 'percentunit', 'instance:node_memory_utilisation:ratio', 'instance'),
          ]
        : []),
    ],
  };
}

function influxUrl(name: string, version: InfluxOptions['version']): string {
  return `http://${name}.${namespace}.svc:${ports[version]}`;
}

function renderValues(options: InfluxOptions, cluster: ClusterInfo) {
  if (options.version === '1') return renderInfluxDb1Values(options, resolveImage(cluster, 'influxdb'));
  if (options.version === '2') return renderInfluxDb2Values(options, resolveImage(cluster, 'influxdb'));
  return renderInfluxDb3Values(options, cluster.registryMirror ?? 'docker.io');
}

function bridgeRelease({ name, version, secret, bridgeValues }: InfluxOptions, cluster: ClusterInfo): ChartRelease {
  const called = `${name}-bridge`;
  return {
    name: called,
    namespace,
    podSecurity: 'restricted',
    chart: charts.telegraf,
    after: [name],
    networkRules: {
      metrics: {
        podLabels: { 'app.kubernetes.io/instance': called },
        ingress: [{ peer: { capability: 'metrics' }, ports: [8080] }],
      },
    },
    values: mergeHelmValues(
      renderRemoteWriteBridgeValues({ name: called, secret, url: influxUrl(name, version) }, cluster),
      bridgeValues,
    ),
  };
}
