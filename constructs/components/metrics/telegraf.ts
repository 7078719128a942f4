import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { error } from '../../../src/schema/problem';
import type { Endpoint } from '../../../src/definition/capability';
import type { ChartRelease, ObjectRelease } from '../../../src/kinds/release';
import { recordByName, helmValues, port } from '../../../src/schema/field-types';
import { charts } from './charts';
import { hostAlerts } from './host-alerts';
import { listMetricsStoreSecrets } from './influxdb-secrets';
import { influxPanel } from '../../monitoring/dashboard';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import {
  hostMetricsPort,
  renderInfluxOutput,
  renderTelegrafDaemonSetValues,
  renderTelegrafValues,
  renderMetricsStoreEnv,
  type TelegrafPlugin,
} from './telegraf-values';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'telegraf';
const checksNamespace = 'telegraf-checks';

const check = z.union([
  z.strictObject({
    url: z
      .url()
      .meta({ examples: ['https://shop.acme.example'] })
      .describe('URL to request'),
    status: z.int().min(100).max(599).default(200).describe('expected HTTP status'),
  }),
  z.strictObject({
    address: z
      .string()
      .regex(/^[^:]+:[0-9]+$/, 'is not host:port: write one such as db.acme.example:5432')
      .refine(
        (text) => port.safeParse(Number(text.split(':')[1])).success,
        'is not a valid port: write one from 1 to 65535',
      )
      .meta({ examples: ['database.acme.example:5432'] })
      .describe('host:port that must accept TCP connections'),
  }),
]);

const schema = z.strictObject({
  checks: recordByName(check)
    .default({})
    .meta({ examples: [{ 'web-shop': { url: 'https://shop.acme.example' } }] })
    .describe('HTTP and TCP checks that run every minute from inside the cluster, by name'),
  values: helmValues.optional().describe('Helm values of the Telegraf on every node, merged last'),
  checksValues: helmValues.optional().describe('Helm values of the Telegraf that runs the checks, merged last'),
});

type Options = OptionsOf<typeof schema>;

/**
 * Telegraf: metrics of the nodes, and HTTP and TCP checks as a replacement of Sensu, stored in InfluxDB.
 * @see https://docs.influxdata.com/telegraf/
 * @example
 * const releases = telegraf.releases({ checks: { shop: { url: 'https://shop.acme.example' } } }, clusterInfo());
 */
export const telegraf = componentKind({
  kind: 'telegraf',
  summary: 'Metrics of the nodes and checks of services, stored in InfluxDB, by Telegraf.',
  schema,
  requires: () => ['metrics-store'],
  secrets: ({ checks }, cluster) =>
    [namespace, ...(Object.keys(checks).length > 0 ? [checksNamespace] : [])].flatMap((clientNamespace) =>
      listMetricsStoreSecrets(clientNamespace, 'telegraf()', cluster),
    ),
  provides: () => ({ 'node-metrics': { endpoint: { api: 'influxdb', namespace } } }),
  exclusiveResources: () => ({
    "the ClusterRoles of Telegraf's chart": 'remove one, and write all checks in the other',
  }),
  validate: ({ checks, checksValues }, cluster) => {
    const { api = '' } = tryGetEndpoint(cluster, 'metrics-store') ?? {};
    return [
      ...(api === '' || api.startsWith('influxdb')
        ? []
        : [
            error(
              [],
              undefined,
              `telegraf supports InfluxDB only, and the metrics store has API '${api}'`,
              "add a component of kind 'influxdb'",
            ),
          ]),
      ...(checksValues !== undefined && Object.keys(checks).length === 0
        ? [
            error(
              ['checksValues'],
              undefined,
              'applies to checks only, and `checks` is empty',
              'write `checks` or remove `checksValues`',
            ),
          ]
        : []),
    ];
  },
  releases: (options, cluster) => {
    const store = tryGetEndpoint(cluster, 'metrics-store') ?? {};
    const { name } = options;
    const hasChecks = Object.keys(options.checks).length > 0;
    const readsHostMetrics = collectsHostMetrics(cluster);
    return [
      {
        name,
        namespace,
        podSecurity: 'privileged',
        chart: charts.telegrafDaemonSet,
        networkRules: {
          machines: {
            ...(readsHostMetrics
              ? { ingress: [{ peer: { capability: 'metrics' as const }, ports: [hostMetricsPort] }] }
              : {}),
            egress: [
              { peer: { capability: 'metrics-store' }, ports: [8086, 8181] },
              { peer: 'nodes', ports: [10250] },
            ],
          },
        },
        values: mergeHelmValues(
          renderTelegrafDaemonSetValues({ name, store, readsHostMetrics }, cluster),
          options.values,
        ),
      },
      ...(hasChecks ? [checksRelease(options, store, cluster)] : []),
      ...(readsHostMetrics ? hostMonitoringReleases(name, cluster) : []),
      ...monitoringReleases(
        {
          name,
          namespace: hasChecks ? checksNamespace : namespace,
          dashboard: {
            uid: 'platform-machines',
            title: 'Nodes (Telegraf)',
            tags: ['platform', 'machines'],
            panels: [
              influxPanel(
                'CPU utilization',
                'percent',
                '$tag_host',
                perHostQuery('100 - mean("usage_idle")', 'cpu', ` AND "cpu" = 'cpu-total'`),
              ),
              influxPanel('Memory utilization', 'percent', '$tag_host', perHostQuery('mean("used_percent")', 'mem')),
              influxPanel(
                'Disk utilization',
                'percent',
                '$tag_host $tag_path',
                perHostQuery('max("used_percent")', 'disk', '', ', "path"'),
              ),
              influxPanel('Load average (1 minute)', 'short', '$tag_host', perHostQuery('mean("load1")', 'system')),
              influxPanel('HTTP checks: response time', 's', '$tag_check', perCheckQuery('http_response')),
              influxPanel('TCP checks: connection time', 's', '$tag_check', perCheckQuery('net_response')),
            ],
          },
          ...(hasChecks
            ? {
                service: { labels: { 'app.kubernetes.io/instance': `${name}-checks` }, port: 'prometheus-client' },
                alerts: [
                  {
                    name: 'CheckFails',
                    expr: 'max by (check) (http_response_result_code or net_response_result_code) > 0',
                    forMinutes: 5,
                    severity: 'critical' as const,
                    summary: 'Check {{ $labels.check }} fails: its URL or port does not respond as expected.',
                    runbook:
                      'Request the URL or port manually, from outside and from a pod; the checks are defined in `checks` of telegraf.',
                  },
                ],
              }
            : {}),
        },
        cluster,
      ),
    ];
  },
});

/**
 * Returns whether Telegraf serves the metrics of certificates and backups of hosts for Prometheus: on hosts that Plinth
 * prepares, unless node-exporter does it.
 */
function collectsHostMetrics(cluster: ClusterInfo): boolean {
  return (
    cluster.machines.length > 0 &&
    tryGetEndpoint(cluster, 'metrics') !== undefined &&
    tryGetEndpoint(cluster, 'node-metrics')?.api !== 'prometheus'
  );
}

function hostMonitoringReleases(name: string, cluster: ClusterInfo): readonly ObjectRelease[] {
  const target = {
    name: `${name}-hosts`,
    labels: { 'plinth.dev/telegraf': name },
    container: 'telegraf.*',
    port: hostMetricsPort,
    isPerNode: true,
  } as const;
  const monitoring = { name: `${name}-hosts`, namespace, alerts: hostAlerts, hostNetworkPods: [target] };
  return monitoringReleases(monitoring, cluster);
}

/** Returns an InfluxQL query for a value per host. */
function perHostQuery(value: string, measurement: string, condition = '', groupBy = ''): string {
  return `SELECT ${value} FROM "${measurement}" WHERE $timeFilter${condition} GROUP BY time($__interval), "host"${groupBy} fill(null)`;
}

/** Returns an InfluxQL query for the response time per check. */
function perCheckQuery(measurement: string): string {
  return `SELECT max("response_time") FROM "${measurement}" WHERE $timeFilter GROUP BY time($__interval), "check" fill(null)`;
}

function checksRelease({ name, checks, checksValues }: Options, store: Endpoint, cluster: ClusterInfo): ChartRelease {
  const releaseName = `${name}-checks`;
  const hasMetrics = 'metrics' in cluster.capabilities;
  const inputs = Object.entries(checks).map(([checkName, target]): TelegrafPlugin => {
    const tags = { check: checkName };
    return 'url' in target
      ? {
          http_response: {
            urls: [target.url],
            response_status_code: target.status,
            response_timeout: '10s',
            interval: '60s',
            tags,
          },
        }
      : { net_response: { protocol: 'tcp', address: target.address, timeout: '10s', interval: '60s', tags } };
  });
  const outputs = [
    renderInfluxOutput(store.api, store.url ?? '', 'telegraf'),
    // The default of one minute, the interval of the checks, would leave gaps between two results.
    ...(hasMetrics ? [{ prometheus_client: { listen: ':9273', expiration_interval: '3m' } }] : []),
  ];
  return {
    name: releaseName,
    namespace: checksNamespace,
    podSecurity: 'restricted',
    chart: charts.telegraf,
    networkRules: {
      checks: {
        ingress: [{ peer: { capability: 'metrics' }, ports: [9273] }],
        egress: [
          { peer: { capability: 'metrics-store' }, ports: [8086, 8181] },
          { peer: 'outside-cluster' },
          { peer: 'pods' },
        ],
      },
    },
    values: mergeHelmValues(
      renderTelegrafValues({ name: releaseName, inputs, outputs, env: renderMetricsStoreEnv(store) }, cluster),
      checksValues,
    ),
  };
}
