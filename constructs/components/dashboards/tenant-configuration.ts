import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { Endpoint } from '../../../src/definition/capability';
import { clusterInfo, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../../src/kinds/release';
import { images } from '../../images';
import { digest } from '../../digest';
import { addObject } from '../../kubernetes/object';
import { dataSources } from '../../monitoring/dashboard';
import { formatYaml } from '../../kubernetes/yaml';
import {
  renderElasticsearchDataSource,
  renderLokiDataSource,
  renderPrometheusDataSource,
  renderTempoDataSource,
} from './grafana-data-sources';
import { issuerEgressRules, renderOauthSection, type GrafanaLogin } from './grafana-login';
import { renderReadProxyConfiguration } from './read-proxy';
import { hasTenantLogUsers } from '../logging/tenant-log-users';

/**
 * Namespace of the tenants' Grafanas. It belongs to the platform, so that tenants cannot change which metrics and logs
 * their Grafana can query.
 */
export const tenantDashboardsNamespace = 'tenant-dashboards';

/** Label `app.kubernetes.io/name` of the pods of all tenants' Grafanas. */
export const tenantGrafanaApp = 'tenant-grafana';

/** Name of the ConfigMap that the Grafanas and query proxies of all tenants share. */
export const tenantDashboardsConfigMap = 'tenant-grafana';

/**
 * Label `app.kubernetes.io/name` of the pods of all tenants' query proxies. A query proxy is the proxy through which a tenant's
 * Grafana queries metrics, logs and traces; it limits every query to the tenant.
 */
export const tenantQueryProxyName = 'tenant-query-proxy';

/** Ports of a tenant's query proxy. */
export const queryProxyPorts = { metrics: 9091, logs: 3100, traces: 3200 } as const;

/** Returns the name of a tenant's query proxy: of its Deployment and of its Service. */
export function queryProxyName(tenant: string): string {
  return `query-proxy-${tenant}`;
}

/**
 * Returns the endpoint of the capability `tenant-dashboards`: the pods that query metrics, logs and traces, and as `revision` a
 * digest of grafana.ini, which depends on the login. The endpoint of `identity`, which grafana.ini depends on too, is known
 * to the objects of tenants.
 */
export function tenantDashboardsEndpoint(login: GrafanaLogin): Endpoint {
  return {
    namespace: tenantDashboardsNamespace,
    podLabels: { 'app.kubernetes.io/name': tenantQueryProxyName },
    revision: digest(renderGrafanaIni(login, clusterInfo())),
  };
}

/**
 * Returns the release with the configuration that the Grafanas of all tenants share. The objects of a tenant set the
 * rest: the users who may log in, and the environment variable `TENANT`. Pods in the namespace are isolated: a Grafana
 * can connect to the query proxy of its own tenant, and a query proxy to the stores of metrics, logs and traces.
 * @param name name of the Grafana component
 */
export function tenantGrafanaRelease(name: string, login: GrafanaLogin, cluster: ClusterInfo): ObjectRelease {
  return {
    name: `${name}-tenants`,
    namespace: tenantDashboardsNamespace,
    podSecurity: 'restricted',
    images: [images.grafana, images.k8sSidecar, images.nginx, images.promLabelProxy],
    isolatePods: true,
    networkRules: {
      dashboards: {
        podLabels: { 'app.kubernetes.io/name': tenantGrafanaApp },
        ingress: [{ peer: { capability: 'ingress' }, ports: [3000] }],
        egress: [...issuerEgressRules, { peer: 'api-server' }],
      },
      queries: {
        podLabels: { 'app.kubernetes.io/name': tenantQueryProxyName },
        egress: [
          { peer: { capability: 'metrics' }, ports: [9090] },
          { peer: { capability: 'logs' }, ports: [3100, 9200] },
          { peer: { capability: 'traces-store' }, ports: [3200] },
        ],
      },
    },
    objects: {
      'objects.yaml': (scope) => {
        addObject<ConfigMap>(scope, 'TenantGrafana', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: tenantDashboardsConfigMap, namespace: tenantDashboardsNamespace },
          data: { 'grafana.ini': renderGrafanaIni(login, cluster), ...renderTenantDashboardsConfig(cluster) },
        });
      },
    },
  };
}

/** True if a tenant's Grafana can show logs: the log store is Loki, or Elasticsearch with a user for each tenant. */
export function supportsTenantLogs(cluster: ClusterInfo): boolean {
  const logs = tryGetEndpoint(cluster, 'logs');
  return logs?.url !== undefined && (logs.api === 'loki' || hasTenantLogUsers(cluster));
}

/** Returns the URL of a store that can limit a query to the traces of one tenant; undefined where there is none. */
export function tryGetTenantTracesUrl(cluster: ClusterInfo): string | undefined {
  const traces = tryGetEndpoint(cluster, 'traces-store');
  return traces?.api === 'tempo' ? traces.url : undefined;
}

/**
 * Returns the data of the shared ConfigMap, except grafana.ini: provisioning files of the Grafanas and settings of the
 * query proxies. Grafana and NGINX substitute `${TENANT}` at start.
 */
export function renderTenantDashboardsConfig(cluster: ClusterInfo): Readonly<Record<string, string>> {
  const metrics = tryGetEndpoint(cluster, 'metrics');
  const logs = tryGetEndpoint(cluster, 'logs');
  const tracesUrl = tryGetTenantTracesUrl(cluster);
  const queryProxyUrl = (port: number) =>
    `http://${queryProxyName('${TENANT}')}.${tenantDashboardsNamespace}.svc:${port}`;
  const datasources = [
    ...(metrics?.url === undefined ? [] : [renderPrometheusDataSource(queryProxyUrl(queryProxyPorts.metrics))]),
    ...(supportsTenantLogs(cluster) ? [renderLogsDataSource(logs?.api, queryProxyUrl(queryProxyPorts.logs))] : []),
    ...(tracesUrl === undefined
      ? []
      : [
          renderTempoDataSource({
            name: 'Traces',
            uid: dataSources.traces.uid,
            tenant: '$TENANT',
            url: queryProxyUrl(queryProxyPorts.traces),
          }),
        ]),
  ];
  const dashboardProvider = (folder: string, path: string) => ({
    name: path,
    folder,
    type: 'file',
    options: { path },
  });
  return {
    'data-sources.yaml': formatYaml({ apiVersion: 1, datasources }),
    'dashboards.yaml': formatYaml({
      apiVersion: 1,
      providers: [dashboardProvider('Applications', '/dashboards/plinth'), dashboardProvider('Own', '/dashboards/own')],
    }),
    METRICS_URL: metrics?.url ?? '',
    'logs.conf.template': supportsTenantLogs(cluster)
      ? renderReadProxyConfiguration(logs ?? {}, queryProxyPorts.logs, cluster)
      : '',
    ...(tracesUrl === undefined
      ? {}
      : {
          'traces.conf.template': renderReadProxyConfiguration(
            { api: 'tempo', url: tracesUrl },
            queryProxyPorts.traces,
            cluster,
          ),
        }),
  };
}

/** Returns the data source with the logs of the tenant. The query proxy logs in at Elasticsearch. */
function renderLogsDataSource(api: string | undefined, url: string) {
  const properties = { name: 'Logs', uid: '$LOGS_DATA_SOURCE', url };
  return api === 'elasticsearch'
    ? renderElasticsearchDataSource({ ...properties, index: 'logs.$TENANT.*' })
    : renderLokiDataSource({ ...properties, tenant: '$TENANT' });
}

function renderGrafanaIni(login: GrafanaLogin, cluster: ClusterInfo): string {
  return formatIni({
    analytics: { reporting_enabled: 'false', check_for_updates: 'false', check_for_plugin_updates: 'false' },
    auth: { disable_login_form: 'true' },
    'auth.generic_oauth': renderOauthSection(login, cluster),
    // Public dashboards are visible without login.
    public_dashboards: { enabled: 'false' },
    security: { cookie_secure: 'true', disable_initial_admin_creation: 'true' },
    snapshots: { enabled: 'false' },
    // With alerting, editors could make Grafana send requests to any address. Alerts are the task of Alertmanager.
    unified_alerting: { enabled: 'false' },
    users: { allow_org_create: 'false', allow_sign_up: 'false' },
  });
}

/** Formats sections with their keys and values as an INI file. */
function formatIni(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  return Object.entries(sections)
    .map(([section, entries]) =>
      [`[${section}]`, ...Object.entries(entries).map(([key, value]) => `${key} = ${value}`), ''].join('\n'),
    )
    .join('\n');
}
