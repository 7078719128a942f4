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
 * What a tenant sees of its own, by file, as far as the cluster can: alerts and where they go, a dashboard of all of it
 * and one for each application, and a Grafana that shows this tenant's metrics and logs to its owners and viewers, and
 * to nobody else. All of it stands in the tenant's own folder, so that no component has to know its tenants.
 * @example
 * for (const { tenants, clusterInfo } of language(kinds).plan(acme).clusters)
 *   for (const tenant of tenants) tenantObservabilityFiles(tenant, clusterInfo)['observability.alerts.yaml']?.(chart);
 */
export function tenantObservabilityFiles(
  tenant: TenantPlan,
  cluster: ClusterInfo,
): Readonly<Record<string, (scope: Construct) => void>> {
  const shown = tryGetEndpoint(cluster, 'tenant-dashboards') ?? tryGetEndpoint(cluster, 'dashboards');
  const files: Record<string, (scope: Construct) => void> = {};
  if ('metrics' in cluster.capabilities && 'alerts' in cluster.capabilities) {
    files['observability.alerts.yaml'] = (scope) => {
      addTenantAlerts(scope, tenant);
    };
  }
  if (shown?.namespace !== undefined && 'metrics' in cluster.capabilities) {
    const { namespace } = shown;
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

/** The tenant's lines for the platform team, whose own Grafana else shows the platform's only. */
function addLogsDataSource(scope: Construct, tenant: string, cluster: ClusterInfo): void {
  const logs = tryGetEndpoint(cluster, 'logs');
  const dashboards = tryGetEndpoint(cluster, 'dashboards');
  if (logs?.api !== 'loki' || logs.url === undefined || dashboards?.namespace === undefined) return;
  const source = renderLokiDataSource({
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
    data: { [`logs-${tenant}.yaml`]: formatYaml({ apiVersion: 1, datasources: [source] }) },
  });
}
