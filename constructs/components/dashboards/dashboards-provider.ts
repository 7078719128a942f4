import type { Construct } from 'constructs';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { Endpoint } from '../../../src/definition/capability';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { tenantLabel } from '../../../src/kinds/labels';
import type { OidcClient } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { dataSourceLabel, addDashboard } from '../../monitoring/dashboard';
import { renderLokiDataSource, renderTempoDataSource } from './grafana-data-sources';
import { loginSecretName } from './grafana-login';
import { describeQueryProxyLogsSecret, hasTenantLogUsers, queryProxyLogsSecretName } from '../logging/tenant-log-users';
import { addRestartsOf } from '../secrets/tenant-restarts';
import { addObject } from '../../kubernetes/object';
import { formatYaml } from '../../kubernetes/yaml';
import { renderTenantDashboards, logsDataSourceUid, tracesDataSourceUid } from './tenant-dashboards';
import { tryGetTenantTracesUrl } from './tenant-configuration';
import { tenantGrafana, tenantQueryProxy } from './tenant-deployment';
import { addTenantQueryProxy } from './tenant-query-proxy';
import { addTenantGrafana } from './tenant-grafana';

/**
 * Returns the capability `dashboards` of a Grafana of the platform team: for each tenant its dashboards, unless the tenant
 * has a Grafana of its own, and data sources with its logs and traces. They are objects of the tenant, so that no file of a
 * component depends on its tenants.
 */
export function provideDashboards(endpoint: Endpoint): ProvidedCapability {
  const { namespace } = endpoint;
  if (namespace === undefined) return { endpoint };
  return {
    endpoint,
    forTenant: (tenant, { cluster }) => ({
      objects: (scope) => {
        if ('metrics' in cluster.capabilities && !('tenant-dashboards' in cluster.capabilities))
          addTenantDashboards(scope, tenant, namespace, cluster);
        addLogsDataSource(scope, tenant.name, namespace, cluster);
        addTracesDataSource(scope, tenant.name, namespace, cluster);
      },
    }),
  };
}

/**
 * Returns the capability `tenant-dashboards`: for each tenant a Grafana that shows the metrics, logs and traces of this tenant to
 * its owners and viewers only.
 */
export function provideTenantDashboards(endpoint: Endpoint): ProvidedCapability {
  const { namespace } = endpoint;
  if (namespace === undefined) return { endpoint };
  return {
    endpoint,
    forTenant: (tenant, { cluster }) => ({
      oidcClients: listTenantClients(tenant, endpoint, cluster),
      secrets: hasTenantLogUsers(cluster) ? [describeQueryProxyLogsSecret(tenant.name, namespace, cluster)] : [],
      objects: (scope) => {
        if ('metrics' in cluster.capabilities) addTenantDashboards(scope, tenant, namespace, cluster);
        addTenantGrafana(scope, tenant, cluster, tenantClientSecretName(tenant, cluster));
        addTenantQueryProxy(scope, tenant, cluster);
        addRestartsOf(
          scope,
          { tenant: tenant.name, topic: 'dashboards' },
          listRestartedDeployments(tenant, namespace, cluster),
          cluster,
        );
      },
    }),
  };
}

/** Lists what runs for a tenant and reads Secrets at its start: its Grafana, and the proxy of its queries for logs. */
function listRestartedDeployments(tenant: TenantPlan, namespace: string, cluster: ClusterInfo) {
  const grafanaSecrets = [...new Set([tenantClientSecretName(tenant, cluster), loginSecretName])].sort();
  const deployment = { namespace, kind: 'Deployment' as const };
  return [
    { ...deployment, name: tenantGrafana(tenant.name).name, secrets: grafanaSecrets },
    ...(hasTenantLogUsers(cluster)
      ? [
          {
            ...deployment,
            name: tenantQueryProxy(tenant.name).name,
            secrets: [queryProxyLogsSecretName(tenant.name)],
          },
        ]
      : []),
  ];
}

/**
 * Returns the Secret with the client of a tenant's Grafana: that of the tenant where the platform registers clients,
 * otherwise that of all tenants.
 */
function tenantClientSecretName({ name }: TenantPlan, cluster: ClusterInfo): string {
  return tryGetEndpoint(cluster, 'identity')?.registersClients === true
    ? `${loginSecretName}-${name}`
    : loginSecretName;
}

/** Lists the client of a tenant's Grafana, with the redirect URL of the tenant. */
function listTenantClients(
  tenant: TenantPlan,
  { url, namespace }: Endpoint,
  cluster: ClusterInfo,
): readonly OidcClient[] {
  const issuer = tryGetEndpoint(cluster, 'identity')?.issuer;
  if (issuer === undefined || url === undefined || namespace === undefined) return [];
  const redirectUrls = [`https://${tenant.name}.${new URL(url).host}/login/generic_oauth`];
  const secret = { namespace, name: tenantClientSecretName(tenant, cluster) };
  return [{ issuer, redirectUrls, secret, title: `Dashboards of ${tenant.name}` }];
}

function addTenantDashboards(scope: Construct, tenant: TenantPlan, namespace: string, cluster: ClusterInfo): void {
  const labels = { [tenantLabel]: tenant.name };
  for (const [name, dashboard] of Object.entries(renderTenantDashboards(tenant, cluster)))
    addDashboard(scope, { name, namespace, folder: `Tenants/${tenant.name}`, labels }, dashboard);
}

/** Adds the tenant's logs to the Grafana of the platform team, whose other data source has the platform's logs only. */
function addLogsDataSource(scope: Construct, tenant: string, namespace: string, cluster: ClusterInfo): void {
  const logs = tryGetEndpoint(cluster, 'logs');
  if (logs?.api !== 'loki' || logs.url === undefined) return;
  const source = { name: `Logs of ${tenant}`, uid: logsDataSourceUid(tenant), tenant, url: logs.url };
  addDataSource(scope, 'Logs', { name: `logs-${tenant}`, namespace, tenant }, renderLokiDataSource(source));
}

/** Adds the tenant's traces to the Grafana of the platform team. */
function addTracesDataSource(scope: Construct, tenant: string, namespace: string, cluster: ClusterInfo): void {
  const url = tryGetTenantTracesUrl(cluster);
  if (url === undefined) return;
  const source = { name: `Traces of ${tenant}`, uid: tracesDataSourceUid(tenant), tenant, url };
  addDataSource(scope, 'Traces', { name: `traces-${tenant}`, namespace, tenant }, renderTempoDataSource(source));
}

function addDataSource(
  scope: Construct,
  id: string,
  { name, namespace, tenant }: Readonly<Record<'name' | 'namespace' | 'tenant', string>>,
  dataSource: object,
): void {
  addObject<ConfigMap>(scope, id, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { [dataSourceLabel]: '1', [tenantLabel]: tenant } },
    data: { [`${name}.yaml`]: formatYaml({ apiVersion: 1, datasources: [dataSource] }) },
  });
}
