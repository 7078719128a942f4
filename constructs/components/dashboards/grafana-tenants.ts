import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Endpoint } from '../../../src/definition/capability';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../../src/kinds/release';
import { images } from '../../images';
import { digest } from '../../digest';
import { formatYaml } from '../../kubernetes/yaml';
import { renderLokiDataSource, renderPrometheusDataSource } from './grafana-data-sources';
import { issuerEgressRules, renderOauthSection, type GrafanaLogin } from './grafana-login';
import { renderLogsGatewayConfiguration } from '../logging/logs-gateway';

/** Namespace of the Grafanas of tenants; the platform's, so that no tenant can change what its Grafana may ask. */
export const tenantDashboardsNamespace = 'tenant-dashboards';

/** Name that the pods of the Grafanas of all tenants carry, and the ConfigMap in that namespace which they read. */
export const tenantGrafanaName = 'tenant-grafana';

/** Name that the pods carry which ask for metrics and logs in the place of a tenant's Grafana. */
export const tenantGatewayName = 'tenant-gateway';

/** Ports on which a tenant's gateway answers. */
export const gatewayPorts = { metrics: 9091, logs: 3100 } as const;

/** Name of a tenant's gateway: its Deployment, and the Service that the tenant's Grafana knows it by. */
export function gatewayName(tenant: string): string {
  return `gateway-${tenant}`;
}

/**
 * How the Grafanas of tenants are found: those of their pods that ask for metrics and logs, and a digest of what depends
 * on how people log in.
 */
export function tenantDashboardsEndpoint(login: GrafanaLogin): Endpoint {
  return {
    namespace: tenantDashboardsNamespace,
    podLabels: { 'app.kubernetes.io/name': tenantGatewayName },
    revision: digest(renderGrafanaIni(login)),
  };
}

/**
 * What the Grafanas of all tenants have in common. Each tenant's own objects, in its own folder, give the rest: who may
 * log in, and `$TENANT`, whose metrics and logs it shows. They are kept apart: a Grafana reaches the gateway of its own
 * tenant, that gateway reaches what keeps metrics and logs, and nothing else here reaches anything.
 */
export function tenantGrafanaRelease(name: string, login: GrafanaLogin, cluster: ClusterInfo): ObjectRelease {
  const pods = (of: string) => ({ 'app.kubernetes.io/name': of });
  return {
    name: `${name}-tenants`,
    namespace: tenantDashboardsNamespace,
    podSecurity: 'restricted',
    images: [images.grafana, images.k8sSidecar, images.nginx, images.promLabelProxy],
    isolatePods: true,
    networkRules: {
      dashboards: {
        podLabels: pods(tenantGrafanaName),
        ingress: [{ peer: { capability: 'ingress' }, ports: [3000] }],
        egress: [...issuerEgressRules, { peer: 'api-server' }],
      },
      queries: {
        podLabels: pods(tenantGatewayName),
        egress: [
          { peer: { capability: 'metrics' }, ports: [9090] },
          { peer: { capability: 'logs' }, ports: [3100] },
        ],
      },
    },
    objects: {
      'objects.yaml': (scope) => {
        new KubeConfigMap(scope, 'TenantGrafana', {
          metadata: { name: tenantGrafanaName, namespace: tenantDashboardsNamespace },
          data: { 'grafana.ini': renderGrafanaIni(login), ...renderSharedFiles(cluster) },
        });
      },
    },
  };
}

/** Whether a tenant's Grafana shows the logs that this cluster keeps: of Loki alone it can be asked for one tenant's. */
export function supportsTenantLogs(cluster: ClusterInfo): boolean {
  const logs = tryGetEndpoint(cluster, 'logs');
  return logs?.api === 'loki' && logs.url !== undefined;
}

/** What the Grafanas and gateways of tenants read, save how people log in; the same on all of a cluster. */
export function renderSharedFiles(cluster: ClusterInfo): Readonly<Record<string, string>> {
  const metrics = tryGetEndpoint(cluster, 'metrics');
  const logs = tryGetEndpoint(cluster, 'logs');
  const gateway = (port: number) => `http://${gatewayName('${TENANT}')}.${tenantDashboardsNamespace}.svc:${port}`;
  const sources = [
    ...(metrics?.url === undefined ? [] : [renderPrometheusDataSource(gateway(gatewayPorts.metrics))]),
    ...(supportsTenantLogs(cluster)
      ? [
          renderLokiDataSource({
            name: 'Logs',
            uid: '$LOGS_DATA_SOURCE',
            tenant: '$TENANT',
            url: gateway(gatewayPorts.logs),
          }),
        ]
      : []),
  ];
  const provider = (folder: string, path: string) => ({ name: path, folder, type: 'file', options: { path } });
  return {
    'data-sources.yaml': formatYaml({ apiVersion: 1, datasources: sources }),
    'dashboards.yaml': formatYaml({
      apiVersion: 1,
      providers: [provider('Applications', '/dashboards/plinth'), provider('Own', '/dashboards/own')],
    }),
    METRICS_URL: metrics?.url ?? '',
    'logs.conf.template': supportsTenantLogs(cluster)
      ? renderLogsGatewayConfiguration(logs?.url ?? '', gatewayPorts.logs, cluster)
      : '',
  };
}

function renderGrafanaIni(login: GrafanaLogin): string {
  return formatIni({
    analytics: { reporting_enabled: 'false', check_for_updates: 'false', check_for_plugin_updates: 'false' },
    auth: { disable_login_form: 'true' },
    'auth.generic_oauth': renderOauthSection(login),
    // Whoever logs in by nobody would see them.
    public_dashboards: { enabled: 'false' },
    security: { cookie_secure: 'true', disable_initial_admin_creation: 'true' },
    snapshots: { enabled: 'false' },
    // Editors would let it send requests of their making to any address; alerts are for Alertmanager.
    unified_alerting: { enabled: 'false' },
    users: { allow_org_create: 'false', allow_sign_up: 'false' },
  });
}

/** A configuration file of Grafana. */
function formatIni(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  return Object.entries(sections)
    .map(([section, entries]) =>
      [`[${section}]`, ...Object.entries(entries).map(([key, value]) => `${key} = ${value}`), ''].join('\n'),
    )
    .join('\n');
}
