import type { Construct } from 'constructs';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { TenantPlan } from '../../src/kinds/cluster-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { tenantLabel } from '../../src/kinds/labels';
import { dataSourceLabel, addDashboard } from '../monitoring/dashboard';
import { renderLokiDataSource } from '../components/dashboards/grafana-data-sources';
import { addObject } from '../kubernetes/object';
import { formatYaml } from '../kubernetes/yaml';
import { addTenantAlerts } from './tenant-alerts';
import { renderTenantDashboards, logsDataSourceUid } from './tenant-dashboards';
import { addTenantGateway } from './tenant-gateway';
import { addTenantGrafana } from './tenant-grafana';

/**
 * Returns the observability objects of a tenant by file, as far as the cluster's capabilities support them: alert rules and
 * their routes, dashboards, and a Grafana that shows this tenant's metrics and logs to its owners and viewers only. They
 * are files of the tenant, so that no file of a component depends on its tenants.
 * @example
 * for (const { tenants, clusterInfo } of language(kinds).plan(acme).clusters)
 *   for (const tenant of tenants) tenantObservabilityFiles(tenant, clusterInfo)['observability.alerts.yaml']?.(chart);
 */
export function tenantObservabilityFiles(
  tenant: TenantPlan,
  cluster: ClusterInfo,
): Readonly<Record<string, (scope: Construct) => void>> {
  const dashboardsEndpoint = tryGetEndpoint(cluster, 'tenant-dashboards') ?? tryGetEndpoint(cluster, 'dashboards');
  const files: Record<string, (scope: Construct) => void> = {};
  if ('metrics' in cluster.capabilities && 'alerts' in cluster.capabilities) {
    files['observability.alerts.yaml'] = (scope) => {
      addTenantAlerts(scope, tenant);
    };
  }
  if (dashboardsEndpoint?.namespace !== undefined && 'metrics' in cluster.capabilities) {
    const { namespace } = dashboardsEndpoint;
    files['observability.dashboards.yaml'] = (scope) => {
      addTenantDashboards(scope, tenant, namespace, cluster);
    };
  }
  if ('tenant-dashboards' in cluster.capabilities) {
    files['observability.grafana.yaml'] = (scope) => {
      addTenantGrafana(scope, tenant, cluster);
      addTenantGateway(scope, tenant, cluster);
    };
  }
  return files;
}

function addTenantDashboards(scope: Construct, tenant: TenantPlan, namespace: string, cluster: ClusterInfo): void {
  const labels = { [tenantLabel]: tenant.name };
  for (const [name, dashboard] of Object.entries(renderTenantDashboards(tenant, cluster)))
    addDashboard(scope, { name, namespace, folder: `Tenants/${tenant.name}`, labels }, dashboard);
  addLogsDataSource(scope, tenant.name, cluster);
}

/** Adds the tenant's logs to the Grafana of the platform team, whose other data source has the platform's logs only. */
function addLogsDataSource(scope: Construct, tenant: string, cluster: ClusterInfo): void {
  const logs = tryGetEndpoint(cluster, 'logs');
  const dashboards = tryGetEndpoint(cluster, 'dashboards');
  if (logs?.api !== 'loki' || logs.url === undefined || dashboards?.namespace === undefined) return;
  const dataSource = renderLokiDataSource({
    name: `Logs of ${tenant}`,
    uid: logsDataSourceUid(tenant),
    tenant,
    url: logs.url,
  });
  addObject<ConfigMap>(scope, 'Logs', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `logs-${tenant}`,
      namespace: dashboards.namespace,
      labels: { [dataSourceLabel]: '1', [tenantLabel]: tenant },
    },
    data: { [`logs-${tenant}.yaml`]: formatYaml({ apiVersion: 1, datasources: [dataSource] }) },
  });
}
