import type { Endpoint } from '../../../src/definition/capability';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import type { ApplicationPlan } from '../../../src/kinds/workload-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { labelMatcher, dataSources, logsPanel, metricsPanel, type DashboardProps } from '../../monitoring/dashboard';
import { supportsTenantLogs } from './tenant-configuration';
import { digest } from '../../digest';

/** Returns the UID of the data source with a tenant's logs. */
export function logsDataSourceUid(tenant: string): string {
  return tenantDataSourceUid(dataSources.logs.uid, tenant);
}

/** Returns the UID of the data source with a tenant's traces. */
export function tracesDataSourceUid(tenant: string): string {
  return tenantDataSourceUid(dataSources.traces.uid, tenant);
}

/** Returns the UID of a data source of a tenant: unique per tenant, at most 40 characters as Grafana requires. */
function tenantDataSourceUid(content: string, tenant: string): string {
  const uid = `${content}-${tenant}`;
  return uid.length <= 40 ? uid : `${uid.slice(0, 23)}-${digest(tenant)}`;
}

/** Returns the dashboards of a tenant by the name of their ConfigMap: an overview, and one for each application. */
export function renderTenantDashboards(
  tenant: TenantPlan,
  cluster: ClusterInfo,
): Readonly<Record<string, DashboardProps>> {
  // Names of tenants and applications have no dot and begin with a letter, so that these keys are unique.
  return {
    [`${tenant.name}.0-all`]: renderTenantOverviewDashboard(tenant, cluster),
    ...Object.fromEntries(
      tenant.applications.map((application) => [
        `${tenant.name}.${application.name}`,
        renderApplicationDashboard(application, cluster),
      ]),
    ),
  };
}

/** Returns the overview dashboard of a tenant: use of its quotas, CPU and memory by application, restarts, failures, logs. */
export function renderTenantOverviewDashboard({ name, namespaces }: TenantPlan, cluster: ClusterInfo): DashboardProps {
  const namespaceNames = namespaces.map((namespace) => namespace.name);
  const matcher = labelMatcher('namespace', namespaceNames);
  const containers = `${matcher}, container!=""`;
  const logs = logsPanel(
    'Logs',
    { namespaces: namespaceNames, dataSourceUid: panelDataSourceUid(name, cluster) },
    tryGetLogsEndpoint(cluster),
  );
  return {
    // Names have no underscore, so that this UID is not that of an application.
    uid: `${name}_`,
    title: `${name} (overview)`,
    tags: ['tenant', name],
    panels: [
      metricsPanel('Quota in use', 'percentunit', {
        '{{resource}} ({{namespace}})': `kube_resourcequota{${matcher}, type="used"} / ignoring(type) (kube_resourcequota{${matcher}, type="hard"} > 0)`,
      }),
      metricsPanel('Unavailable pods', 'short', {
        '{{deployment}}': `kube_deployment_spec_replicas{${matcher}} - kube_deployment_status_replicas_available{${matcher}}`,
      }),
      metricsPanel('CPU by application (cores)', 'short', {
        '{{container}}': `sum by (container) (rate(container_cpu_usage_seconds_total{${containers}}[5m]))`,
      }),
      metricsPanel('Memory by application', 'bytes', {
        '{{container}}': `sum by (container) (container_memory_working_set_bytes{${containers}})`,
      }),
      metricsPanel('Restarts per hour', 'short', {
        '{{container}}': `sum by (container) (increase(kube_pod_container_status_restarts_total{${matcher}}[1h]))`,
      }),
      metricsPanel('Failed jobs', 'short', {
        '{{job_name}}': `sum by (job_name) (kube_job_status_failed{${matcher}} > 0)`,
      }),
      ...(logs ? [logs] : []),
    ],
  };
}

/** Returns the dashboard of an application: available pods, restarts, CPU, memory, network traffic, logs. */
export function renderApplicationDashboard(application: ApplicationPlan, cluster: ClusterInfo): DashboardProps {
  const { name, namespace, tenant } = application;
  const deployment = `namespace="${namespace}", deployment="${name}"`;
  const containers = `namespace="${namespace}", container="${name}"`;
  const logs = logsPanel(
    'Logs',
    { namespaces: [namespace], container: name, dataSourceUid: panelDataSourceUid(tenant, cluster) },
    tryGetLogsEndpoint(cluster),
  );
  return {
    // Names have no underscore, so that UIDs are unique.
    uid: `${tenant}_${name}`,
    title: `${name} (${namespace})`,
    tags: ['application', tenant],
    panels: [
      metricsPanel('Pods', 'short', {
        available: `kube_deployment_status_replicas_available{${deployment}}`,
        desired: `kube_deployment_spec_replicas{${deployment}}`,
      }),
      metricsPanel('Restarts per hour', 'short', {
        '{{pod}}': `increase(kube_pod_container_status_restarts_total{${containers}}[1h])`,
      }),
      metricsPanel('CPU (cores)', 'short', {
        '{{pod}}': `sum by (pod) (rate(container_cpu_usage_seconds_total{${containers}}[5m]))`,
      }),
      metricsPanel('Memory', 'bytes', {
        '{{pod}}': `sum by (pod) (container_memory_working_set_bytes{${containers}})`,
        limit: `max(kube_pod_container_resource_limits{${containers}, resource="memory"})`,
      }),
      metricsPanel('Network received', 'Bps', {
        '{{pod}}': `sum by (pod) (rate(container_network_receive_bytes_total{namespace="${namespace}", pod=~"${name}-[a-z0-9]+-[a-z0-9]{5}"}[5m]))`,
      }),
      metricsPanel('Network sent', 'Bps', {
        '{{pod}}': `sum by (pod) (rate(container_network_transmit_bytes_total{namespace="${namespace}", pod=~"${name}-[a-z0-9]+-[a-z0-9]{5}"}[5m]))`,
      }),
      ...(logs ? [logs] : []),
    ],
  };
}

/** Returns the UID of the data source of panels; the platform team's Grafana has one for all logs in Elasticsearch. */
function panelDataSourceUid(tenant: string, cluster: ClusterInfo): string {
  const isPlatformDataSource =
    tryGetEndpoint(cluster, 'logs')?.api === 'elasticsearch' && !('tenant-dashboards' in cluster.capabilities);
  return isPlatformDataSource ? dataSources.logs.uid : logsDataSourceUid(tenant);
}

/** Returns the endpoint of the logs; undefined if the Grafanas of tenants show the dashboards and cannot query it. */
function tryGetLogsEndpoint(cluster: ClusterInfo): Endpoint | undefined {
  return 'tenant-dashboards' in cluster.capabilities && !supportsTenantLogs(cluster)
    ? undefined
    : tryGetEndpoint(cluster, 'logs');
}
