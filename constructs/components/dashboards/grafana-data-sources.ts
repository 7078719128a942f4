import type { Endpoint } from '../../../src/definition/capability';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { dataSources } from '../../monitoring/dashboard';
import { platformTenant } from '../logging/log-collection';

/**
 * Entry of a Grafana provisioning file for data sources; Grafana expands `$NAME` to the environment variable.
 * @see https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources
 */
type DataSource = Readonly<Record<string, unknown>>;

/** Returns the data sources of the platform team's Grafana: one for each backend that the cluster provides. */
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

/** Returns the data source `metrics`, for a URL that serves the Prometheus HTTP API. */
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

/** Properties of a data source that is limited to one tenant. */
interface TenantDataSource {
  readonly name: string;
  readonly uid: string;
  readonly tenant: string;
  readonly url: string;
}

/** Returns a Loki data source that is limited to one tenant. */
export function renderLokiDataSource(source: TenantDataSource): DataSource {
  return renderTenantDataSource(dataSources.logs.type, source);
}

/** Returns a Tempo data source that is limited to one tenant. */
export function renderTempoDataSource(source: TenantDataSource): DataSource {
  return renderTenantDataSource(dataSources.traces.type, source);
}

/**
 * Returns a data source that is limited to one tenant by the header `X-Scope-OrgID`. Users of Grafana cannot override the
 * header.
 */
function renderTenantDataSource(type: string, { name, uid, tenant, url }: TenantDataSource): DataSource {
  return {
    name,
    type,
    uid,
    url,
    access: 'proxy',
    jsonData: { httpHeaderName1: 'X-Scope-OrgID' },
    // The field of Grafana for header values; the name of a tenant is not confidential.
    secureJsonData: { httpHeaderValue1: tenant },
  };
}

/** Returns an Elasticsearch data source for log lines in the indices of a pattern. */
export function renderElasticsearchDataSource({
  name,
  uid,
  url,
  index,
}: Readonly<Record<'name' | 'uid' | 'url' | 'index', string>>): DataSource & { readonly jsonData: object } {
  return {
    name,
    type: 'elasticsearch',
    uid,
    url,
    access: 'proxy',
    jsonData: { index, timeField: '@timestamp', logMessageField: 'log' },
  };
}

/** Returns the environment variables with the credentials of the data sources, from Secrets in Grafana's namespace. */
export function renderDataSourceEnv(cluster: ClusterInfo) {
  const secretKey = (name: string, key: string) => ({ secretKeyRef: { name, key } });
  const logsApi = tryGetEndpoint(cluster, 'logs')?.api;
  const metricsStoreApi = tryGetEndpoint(cluster, 'metrics-store')?.api;
  return {
    ...(logsApi === 'elasticsearch'
      ? { LOGS_USERNAME: secretKey('logs', 'username'), LOGS_PASSWORD: secretKey('logs', 'password') }
      : {}),
    ...(metricsStoreApi === 'influxdb'
      ? {
          METRICS_STORE_USERNAME: secretKey('metrics-store', 'username'),
          METRICS_STORE_PASSWORD: secretKey('metrics-store', 'password'),
        }
      : {}),
    ...(metricsStoreApi === 'influxdb2' || metricsStoreApi === 'influxdb3'
      ? { METRICS_STORE_TOKEN: secretKey('metrics-store', 'token') }
      : {}),
  };
}

function renderLogsDataSources(logs: Endpoint | undefined): readonly DataSource[] {
  if (logs?.url === undefined) return [];
  if (logs.api === 'loki')
    return [renderLokiDataSource({ name: 'Logs', uid: dataSources.logs.uid, tenant: platformTenant, url: logs.url })];
  if (logs.api !== 'elasticsearch') return [];
  const { jsonData, ...dataSource } = renderElasticsearchDataSource({
    name: 'Logs',
    uid: dataSources.logs.uid,
    url: logs.url,
    index: 'logs.*',
  });
  return [
    {
      ...dataSource,
      basicAuth: true,
      basicAuthUser: '$LOGS_USERNAME',
      // The certificate of Elasticsearch is self-signed, and its CA is a Secret in another namespace.
      jsonData: { ...jsonData, tlsSkipVerify: true },
      secureJsonData: { basicAuthPassword: '$LOGS_PASSWORD' },
    },
  ];
}

/**
 * Returns the InfluxDB data sources. All versions support InfluxQL; 1.x needs user and password, 2.x and 3.x a token.
 */
function renderMetricsStoreDataSources(metricsStore: Endpoint | undefined): readonly DataSource[] {
  if (metricsStore?.url === undefined) return [];
  const renderDataSource = (name: string, uid: string, database: string): DataSource => ({
    name,
    type: dataSources['metrics-store'].type,
    uid,
    url: metricsStore.url,
    access: 'proxy',
    ...(metricsStore.api === 'influxdb'
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
    renderDataSource('Infrastructure', dataSources['metrics-store'].uid, 'telegraf'),
    renderDataSource('Long-term metrics', dataSources['metrics-kept'].uid, 'prometheus'),
  ];
}
