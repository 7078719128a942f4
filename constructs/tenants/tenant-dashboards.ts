import type { ApplicationPlan } from '../../src/model/cluster-plan';
import { tryGetEndpoint, type ClusterFacts } from '../../src/model/facts';
import { dataSources, logsPanel, metricsPanel, type DashboardProps } from '../components/dashboard';

/** Name of the data source with a tenant's logs; Grafana takes 40 characters. */
export function logsDataSource(tenant: string): string {
  return `${dataSources.logs.uid}-${tenant}`.slice(0, 40);
}

/** What any application is judged by: is it there, how much does it use, what does it print. */
export function applicationDashboard(application: ApplicationPlan, facts: ClusterFacts): DashboardProps {
  const { name, namespace, tenant } = application;
  const deployment = `namespace="${namespace}", deployment="${name}"`;
  const containers = `namespace="${namespace}", container="${name}"`;
  const lines = logsPanel(
    'Log',
    { namespace, container: name, source: logsDataSource(tenant) },
    tryGetEndpoint(facts, 'logs'),
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
