import type { Endpoint } from '../../src/definition/capability';
import type { ApplicationPlan, TenantPlan } from '../../src/kinds/cluster-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { labelMatcher, dataSources, logsPanel, metricsPanel, type DashboardProps } from '../monitoring/dashboard';
import { supportsTenantLogs } from '../components/dashboards/grafana-tenants';
import { digest } from '../digest';

/** Name of the data source with a tenant's logs: another for each tenant, in the 40 characters that Grafana takes. */
export function logsDataSourceUid(tenant: string): string {
  const uid = `${dataSources.logs.uid}-${tenant}`;
  return uid.length <= 40 ? uid : `${uid.slice(0, 23)}-${digest(tenant)}`;
}

/** Dashboards of a tenant, by the name of their ConfigMap: one for all of it, and one for each application. */
export function renderTenantDashboards(
  tenant: TenantPlan,
  cluster: ClusterInfo,
): Readonly<Record<string, DashboardProps>> {
  // A dot is in no name, so no two share a ConfigMap; and no application's name begins with a digit.
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

/** A tenant as a whole: how much of its quota is used and by whom, what starts again or fails, what it prints. */
export function renderTenantOverviewDashboard({ name, namespaces }: TenantPlan, cluster: ClusterInfo): DashboardProps {
  const names = namespaces.map((namespace) => namespace.name);
  const all = labelMatcher('namespace', names);
  const containers = `${all}, container!=""`;
  const limited = namespaces.some(({ quota }) => quota !== undefined && Object.keys(quota).length > 0);
  const lines = logsPanel(
    'Log',
    { namespaces: names, dataSourceUid: logsDataSourceUid(name) },
    tryGetLogsEndpoint(cluster),
  );
  return {
    // An underscore is in no name, so no application has this id.
    uid: `${name}_`,
    title: `All of ${name}`,
    tags: ['tenant', name],
    panels: [
      ...(limited
        ? [
            metricsPanel('Quota in use', 'percentunit', {
              '{{resource}} ({{namespace}})': `kube_resourcequota{${all}, type="used"} / ignoring(type) (kube_resourcequota{${all}, type="hard"} > 0)`,
            }),
          ]
        : []),
      metricsPanel('Pods that are missing', 'short', {
        '{{deployment}}': `kube_deployment_spec_replicas{${all}} - kube_deployment_status_replicas_available{${all}}`,
      }),
      metricsPanel('CPU by application (cores)', 'short', {
        '{{container}}': `sum by (container) (rate(container_cpu_usage_seconds_total{${containers}}[5m]))`,
      }),
      metricsPanel('Memory by application', 'bytes', {
        '{{container}}': `sum by (container) (container_memory_working_set_bytes{${containers}})`,
      }),
      metricsPanel('Restarts in an hour', 'short', {
        '{{container}}': `sum by (container) (increase(kube_pod_container_status_restarts_total{${all}}[1h]))`,
      }),
      metricsPanel('Jobs that failed', 'short', {
        '{{job_name}}': `sum by (job_name) (kube_job_status_failed{${all}} > 0)`,
      }),
      ...(lines ? [lines] : []),
    ],
  };
}

/** What any application is judged by: is it there, how much does it use, what does it print. */
export function renderApplicationDashboard(application: ApplicationPlan, cluster: ClusterInfo): DashboardProps {
  const { name, namespace, tenant } = application;
  const deployment = `namespace="${namespace}", deployment="${name}"`;
  const containers = `namespace="${namespace}", container="${name}"`;
  const lines = logsPanel(
    'Log',
    { namespaces: [namespace], container: name, dataSourceUid: logsDataSourceUid(tenant) },
    tryGetLogsEndpoint(cluster),
  );
  return {
    // An underscore is in no name, so no two applications share an id.
    uid: `${tenant}_${name}`,
    title: `${name} (${namespace})`,
    tags: ['application', tenant],
    panels: [
      metricsPanel('Pods', 'short', {
        available: `kube_deployment_status_replicas_available{${deployment}}`,
        wanted: `kube_deployment_spec_replicas{${deployment}}`,
      }),
      metricsPanel('Restarts in an hour', 'short', {
        '{{pod}}': `increase(kube_pod_container_status_restarts_total{${containers}}[1h])`,
      }),
      metricsPanel('CPU (cores)', 'short', {
        '{{pod}}': `sum by (pod) (rate(container_cpu_usage_seconds_total{${containers}}[5m]))`,
      }),
      metricsPanel('Memory', 'bytes', {
        '{{pod}}': `sum by (pod) (container_memory_working_set_bytes{${containers}})`,
        limit: `max(kube_pod_container_resource_limits{${containers}, resource="memory"})`,
      }),
      metricsPanel('Received', 'Bps', {
        '{{pod}}': `sum by (pod) (rate(container_network_receive_bytes_total{namespace="${namespace}", pod=~"${name}-[a-z0-9]+-[a-z0-9]{5}"}[5m]))`,
      }),
      metricsPanel('Sent', 'Bps', {
        '{{pod}}': `sum by (pod) (rate(container_network_transmit_bytes_total{namespace="${namespace}", pod=~"${name}-[a-z0-9]+-[a-z0-9]{5}"}[5m]))`,
      }),
      ...(lines ? [lines] : []),
    ],
  };
}

/** What keeps the logs, unless the dashboards are for Grafanas of tenants that cannot ask it. */
function tryGetLogsEndpoint(cluster: ClusterInfo): Endpoint | undefined {
  return 'tenant-dashboards' in cluster.capabilities && !supportsTenantLogs(cluster)
    ? undefined
    : tryGetEndpoint(cluster, 'logs');
}
