import type { Endpoint } from '../../../src/definition/capability';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { dataSources } from '../../monitoring/dashboard';
import { platformTenant } from '../logging/log-collection';

/** A data source as Grafana reads it from a file; `$NAME` stands for an environment variable. */
type DataSource = Readonly<Record<string, unknown>>;

/** What Grafana reads of data sources: whatever is really there, as the platform team sees it. */
export function renderPlatformDataSources(cluster: ClusterInfo): readonly DataSource[] {
  const metrics = tryGetEndpoint(cluster, 'metrics');
  const alerts = tryGetEndpoint(cluster, 'alerts');
  return [
    ...(metrics?.url === undefined ? [] : [renderPrometheusDataSource(metrics.url)]),
    ...(alerts?.url === undefined
      ? []
      : [
          {
            name: 'Alerts',
            ...dataSources.alerts,
            url: alerts.url,
            access: 'proxy',
            jsonData: { implementation: 'prometheus' },
          },
        ]),
    ...renderLogsDataSources(tryGetEndpoint(cluster, 'logs')),
    ...renderMetricsStoreDataSources(tryGetEndpoint(cluster, 'metrics-store')),
  ];
}

/** The data source that answers PromQL at an address. */
export function renderPrometheusDataSource(url: string): DataSource {
  return {
    name: 'Metrics',
    ...dataSources.metrics,
    url,
    access: 'proxy',
    isDefault: true,
    jsonData: { httpMethod: 'POST', prometheusType: 'Prometheus' },
  };
}

/** The lines of one tenant in Loki: it answers for whom the header names, and nobody can send another one through Grafana. */
export function renderLokiDataSource({
  name,
  uid,
  tenant,
  url,
}: Readonly<Record<'name' | 'uid' | 'tenant' | 'url', string>>) {
  return {
    name,
    type: 'loki',
    uid,
    url,
    access: 'proxy',
    jsonData: { httpHeaderName1: 'X-Scope-OrgID' },
    // Grafana keeps the value of a header here; a tenant's name is no secret.
    secureJsonData: { httpHeaderValue1: tenant },
  };
}

/** Secrets in Grafana's namespace that its data sources need, as environment variables. */
export function renderDataSourceEnv(cluster: ClusterInfo) {
  const from = (name: string, key: string) => ({ secretKeyRef: { name, key } });
  const logs = tryGetEndpoint(cluster, 'logs')?.api;
  const store = tryGetEndpoint(cluster, 'metrics-store')?.api;
  return {
    ...(logs === 'elasticsearch'
      ? { LOGS_USERNAME: from('logs', 'username'), LOGS_PASSWORD: from('logs', 'password') }
      : {}),
    ...(store === 'influxdb'
      ? {
          METRICS_STORE_USERNAME: from('metrics-store', 'username'),
          METRICS_STORE_PASSWORD: from('metrics-store', 'password'),
        }
      : {}),
    ...(store === 'influxdb2' || store === 'influxdb3' ? { METRICS_STORE_TOKEN: from('metrics-store', 'token') } : {}),
  };
}

function renderLogsDataSources(logs: Endpoint | undefined): readonly DataSource[] {
  if (logs?.url === undefined) return [];
  if (logs.api === 'loki')
    return [renderLokiDataSource({ name: 'Logs', uid: dataSources.logs.uid, tenant: platformTenant, url: logs.url })];
  if (logs.api !== 'elasticsearch') return [];
  return [
    {
      name: 'Logs',
      type: 'elasticsearch',
      uid: dataSources.logs.uid,
      url: logs.url,
      access: 'proxy',
      basicAuth: true,
      basicAuthUser: '$LOGS_USERNAME',
      // Elasticsearch signs for itself, in a namespace whose certificate this one cannot read.
      jsonData: { index: 'logs.*', timeField: '@timestamp', logMessageField: 'log', tlsSkipVerify: true },
      secureJsonData: { basicAuthPassword: '$LOGS_PASSWORD' },
    },
  ];
}

/** Each version of InfluxDB answers InfluxQL; the first wants a name and a password, the others a token. */
function renderMetricsStoreDataSources(store: Endpoint | undefined): readonly DataSource[] {
  if (store?.url === undefined) return [];
  const named = (name: string, uid: string, database: string) => ({
    name,
    type: dataSources['metrics-store'].type,
    uid,
    url: store.url,
    access: 'proxy',
    ...(store.api === 'influxdb'
      ? {
          user: '$METRICS_STORE_USERNAME',
          jsonData: { dbName: database, httpMode: 'POST', version: 'InfluxQL' },
          secureJsonData: { password: '$METRICS_STORE_PASSWORD' },
        }
      : {
          jsonData: { dbName: database, httpMode: 'POST', version: 'InfluxQL', httpHeaderName1: 'Authorization' },
          secureJsonData: { httpHeaderValue1: 'Token $METRICS_STORE_TOKEN' },
        }),
  });
  return [
    named('Infrastructure', dataSources['metrics-store'].uid, 'telegraf'),
    named('Metrics, long kept', dataSources['metrics-kept'].uid, 'prometheus'),
  ];
}
