import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import type { ChartRelease } from '../../../src/kinds/release';
import { charts } from './charts';
import { longTermMetricsPanel, type DashboardProps } from '../../monitoring/dashboard';
import { influxOptions, type InfluxOptions } from './influxdb-options';
import { listInfluxSecrets } from './influxdb-secrets';
import { renderInfluxDb1Values, renderInfluxDb2Values, renderInfluxDb3Values } from './influxdb-values';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { renderRemoteWriteBridgeValues } from './telegraf-values';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'influxdb';

const portByVersion = { 1: 8086, 2: 8086, 3: 8181 } as const;
const apiByVersion = { 1: 'influxdb', 2: 'influxdb2', 3: 'influxdb3' } as const;
const chartByVersion = { 1: charts.influxdb, 2: charts.influxdb2, 3: charts.influxdb3 } as const;

/**
 * InfluxDB: long-term storage of metrics. Metrics of Prometheus are in the database `prometheus`, those of Telegraf in
 * `telegraf`.
 * @see https://docs.influxdata.com/influxdb/
 * @example
 * const releases = influxDb.releases({ version: '1', retentionDays: 365 }, clusterInfo());
 */
export const influxDb = componentKind({
  kind: 'influxdb',
  summary: 'Long-term storage of metrics, by InfluxDB.',
  schema: influxOptions,
  validate: ({ version, retentionDays, bridgeValues }) => [
    ...(version === '3' && retentionDays !== undefined
      ? [
          error(
            ['retentionDays'],
            retentionDays,
            'is not supported by InfluxDB 3, which sets the retention when a database is created',
            'remove it and run influxdb3 create database --retention-period',
          ),
        ]
      : []),
    ...(version === '1' && bridgeValues !== undefined
      ? [
          error(
            ['bridgeValues'],
            undefined,
            'applies to versions 2 and 3 only: InfluxDB 1 needs no bridge',
            'remove it',
          ),
        ]
      : []),
  ],
  requires: () => ['storage'],
  secrets: listInfluxSecrets,
  provides: ({ name, version }) => {
    const url = influxUrl(name, version);
    const podLabels = { 'app.kubernetes.io/instance': name };
    return {
      'metrics-store': { endpoint: { api: apiByVersion[version], url, namespace, podLabels } },
      'remote-write':
        version === '1'
          ? { endpoint: { api: 'influxdb', url: `${url}/api/v1/prom/write?db=prometheus`, namespace, podLabels } }
          : {
              endpoint: {
                api: 'telegraf',
                url: `http://${name}-bridge.${namespace}.svc:8080/receive`,
                namespace,
                podLabels: { 'app.kubernetes.io/instance': `${name}-bridge` },
              },
            },
    };
  },
  releases: (options, cluster) => {
    const { name, version } = options;
    const port = portByVersion[version];
    return [
      {
        name,
        namespace,
        // Chart influxdb (version 1) has no value for the securityContext of its container.
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
              summary: 'InfluxDB is down: Prometheus and Telegraf buffer the metrics for long-term storage.',
              runbook:
                'Run `kubectl -n influxdb get pods,pvc`. Prometheus retries for about two hours, Telegraf until its buffer is full: restore InfluxDB before that.',
            },
          ],
        },
        cluster,
      ),
    ];
  },
});

/** Returns the dashboard of the metrics that Prometheus wrote to InfluxDB. */
function longTermDashboard(cluster: ClusterInfo): DashboardProps {
  const hasNodeExporter = tryGetEndpoint(cluster, 'node-metrics')?.api === 'prometheus';
  return {
    uid: 'platform-kept',
    title: 'Long-term metrics',
    tags: ['platform', 'metrics'],
    from: 'now-90d',
    panels: [
      longTermMetricsPanel(
        'CPU requests (cores)',
        'short',
        'namespace_cpu:kube_pod_container_resource_requests:sum',
        'namespace',
      ),
      longTermMetricsPanel(
        'Memory requests',
        'bytes',
        'namespace_memory:kube_pod_container_resource_requests:sum',
        'namespace',
      ),
      longTermMetricsPanel('Pods', 'short', 'kubelet_running_pods', 'instance'),
      longTermMetricsPanel(
        'Volume usage',
        'bytes',
        'kubelet_volume_stats_used_bytes',
        'namespace',
        'persistentvolumeclaim',
      ),
      ...(hasNodeExporter
        ? [
            longTermMetricsPanel('CPU utilization', 'percentunit', 'instance:node_cpu_utilisation:rate5m', 'instance'),
            longTermMetricsPanel(
              'Memory utilization',
              'percentunit',
              'instance:node_memory_utilisation:ratio',
              'instance',
            ),
          ]
        : []),
    ],
  };
}

function influxUrl(name: string, version: InfluxOptions['version']): string {
  return `http://${name}.${namespace}.svc:${portByVersion[version]}`;
}

function renderValues(options: InfluxOptions, cluster: ClusterInfo) {
  if (options.version === '1') return renderInfluxDb1Values(options, resolveImage(cluster, 'influxdb'));
  if (options.version === '2') return renderInfluxDb2Values(options, resolveImage(cluster, 'influxdb'));
  return renderInfluxDb3Values(options, cluster.registryMirror ?? 'docker.io');
}

/** Returns the release of the Telegraf that receives Prometheus remote write and forwards it to InfluxDB 2 or 3. */
function bridgeRelease({ name, version, secret, bridgeValues }: InfluxOptions, cluster: ClusterInfo): ChartRelease {
  const bridgeName = `${name}-bridge`;
  return {
    name: bridgeName,
    namespace,
    podSecurity: 'restricted',
    chart: charts.telegraf,
    after: [name],
    networkRules: {
      metrics: {
        podLabels: { 'app.kubernetes.io/instance': bridgeName },
        ingress: [{ peer: { capability: 'metrics' }, ports: [8080] }],
      },
    },
    values: mergeHelmValues(
      renderRemoteWriteBridgeValues({ name: bridgeName, secret, url: influxUrl(name, version) }, cluster),
      bridgeValues,
    ),
  };
}
