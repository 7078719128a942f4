import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { error } from '../../../src/schema/problem';
import type { Endpoint } from '../../../src/definition/capability';
import type { ChartRelease } from '../../../src/kinds/release';
import { recordByName, helmValues, port } from '../../../src/schema/field-types';
import { charts } from './charts';
import { influxPanel } from '../../monitoring/dashboard';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import {
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
    url: z.url().describe('page that must answer'),
    status: z.int().min(100).max(599).default(200).describe('with this status'),
  }),
  z.strictObject({
    address: z
      .string()
      .regex(/^[^:]+:[0-9]+$/, 'not host:port: write one such as db.acme.example:5432')
      .refine((text) => port.safeParse(Number(text.split(':')[1])).success, 'no such port: write one from 1 to 65535')
      .describe('host:port that must take TCP connections'),
  }),
]);

const schema = z.strictObject({
  checks: recordByName(check)
    .default({})
    .describe('what is tried each minute from within the cluster: pages and ports, by name'),
  values: helmValues.optional().describe('Helm values of the Telegraf on every machine, merged last'),
  checksValues: helmValues.optional().describe('Helm values of the Telegraf that tries the checks, merged last'),
});

type Options = OptionsOf<typeof schema>;

/**
 * Metrics of the machines, and checks of pages and ports, kept in InfluxDB: infrastructure metrics → InfluxDB → Grafana,
 * what Sensu did.
 * @see https://docs.influxdata.com/telegraf/
 * @example
 * const releases = telegraf.releases({ checks: { shop: { url: 'https://shop.acme.example' } } }, clusterInfo());
 */
export const telegraf = componentKind({
  kind: 'telegraf',
  summary: 'Metrics of the machines and checks of services, kept in InfluxDB.',
  schema,
  requires: () => ['metrics-store'],
  provides: () => ({ 'node-metrics': { api: 'influxdb', namespace } }),
  exclusiveResources: () => ({ "the ClusterRoles of Telegraf's chart": 'remove one, and say all checks in the other' }),
  validate: ({ checks, checksValues }, cluster) => {
    const { api = '' } = tryGetEndpoint(cluster, 'metrics-store') ?? {};
    return [
      ...(api === '' || api.startsWith('influxdb')
        ? []
        : [
            error(
              [],
              undefined,
              `telegraf writes to InfluxDB, and the store of metrics speaks ${api}`,
              'add influxdb()',
            ),
          ]),
      ...(checksValues !== undefined && Object.keys(checks).length === 0
        ? [error(['checksValues'], undefined, 'no check is tried', 'write checks, or leave them out')]
        : []),
    ];
  },
  releases: (options, cluster) => {
    const store = tryGetEndpoint(cluster, 'metrics-store') ?? {};
    const { name } = options;
    const hasChecks = Object.keys(options.checks).length > 0;
    return [
      {
        name,
        namespace,
        podSecurity: 'privileged',
        chart: charts.telegrafDaemonSet,
        networkRules: {
          machines: {
            egress: [
              { peer: { capability: 'metrics-store' }, ports: [8086, 8181] },
              { peer: 'nodes', ports: [10250] },
            ],
          },
        },
        values: mergeHelmValues(renderTelegrafDaemonSetValues({ name, store }, cluster), options.values),
      },
      ...(hasChecks ? [checksRelease(options, store, cluster)] : []),
      ...monitoringReleases(
        {
          name,
          namespace: hasChecks ? checksNamespace : namespace,
          dashboard: {
            uid: 'platform-machines',
            title: 'Machines (Telegraf)',
            tags: ['platform', 'machines'],
            panels: [
              influxPanel(
                'CPU in use',
                'percent',
                '$tag_host',
                perHostQuery('100 - mean("usage_idle")', 'cpu', ` AND "cpu" = 'cpu-total'`),
              ),
              influxPanel('Memory in use', 'percent', '$tag_host', perHostQuery('mean("used_percent")', 'mem')),
              influxPanel(
                'Disk in use',
                'percent',
                '$tag_host $tag_path',
                perHostQuery('max("used_percent")', 'disk', '', ', "path"'),
              ),
              influxPanel('Load in a minute', 'short', '$tag_host', perHostQuery('mean("load1")', 'system')),
              influxPanel('Pages: seconds to answer', 's', '$tag_check', perCheckQuery('http_response')),
              influxPanel('Ports: seconds to connect', 's', '$tag_check', perCheckQuery('net_response')),
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
                    summary: 'The check {{ $labels.check }} fails: its page or port does not answer as it should.',
                    runbook:
                      'Try the page or port by hand, from outside and from a pod; the checks stand in the description of telegraf.',
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

function perHostQuery(value: string, measurement: string, where = '', by = ''): string {
  return `SELECT ${value} FROM "${measurement}" WHERE $timeFilter${where} GROUP BY time($__interval), "host"${by} fill(null)`;
}

function perCheckQuery(measurement: string): string {
  return `SELECT max("response_time") FROM "${measurement}" WHERE $timeFilter GROUP BY time($__interval), "check" fill(null)`;
}

function checksRelease({ name, checks, checksValues }: Options, store: Endpoint, cluster: ClusterInfo): ChartRelease {
  const called = `${name}-checks`;
  const metrics = 'metrics' in cluster.capabilities;
  const inputs = Object.entries(checks).map(([of, what]): TelegrafPlugin => {
    const tags = { check: of };
    return 'url' in what
      ? {
          http_response: {
            urls: [what.url],
            response_status_code: what.status,
            response_timeout: '10s',
            interval: '60s',
            tags,
          },
        }
      : { net_response: { protocol: 'tcp', address: what.address, timeout: '10s', interval: '60s', tags } };
  });
  const outputs = [
    renderInfluxOutput(store.api, store.url ?? '', 'telegraf'),
    // A result is shown until the next one: by default it is gone after the minute between two.
    ...(metrics ? [{ prometheus_client: { listen: ':9273', expiration_interval: '3m' } }] : []),
  ];
  return {
    name: called,
    namespace: checksNamespace,
    podSecurity: 'restricted',
    chart: charts.telegraf,
    networkRules: {
      checks: {
        ingress: [{ peer: { capability: 'metrics' }, ports: [9273] }],
        egress: [{ peer: { capability: 'metrics-store' }, ports: [8086, 8181] }, { peer: 'world' }, { peer: 'pods' }],
      },
    },
    values: mergeHelmValues(
      renderTelegrafValues({ name: called, inputs, outputs, env: renderMetricsStoreEnv(store) }, cluster),
      checksValues,
    ),
  };
}
