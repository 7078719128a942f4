import type { Construct } from 'constructs';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { tenantLabel } from '../../src/kinds/labels';
import { addDashboard, type Panel } from './dashboard';

/** Dashboard of what a provider runs for a tenant. */
export interface TenantDashboard {
  readonly tenant: string;
  /** What it shows, such as `databases`: a part of its title, and of the name of its ConfigMap. */
  readonly topic: string;
  /** Panels with metrics of the tenant's namespaces only. */
  readonly panels: readonly Panel[];
}

/** Adds a dashboard to those of a tenant, if the cluster has metrics and a Grafana that shows them. */
export function addTenantDashboard(
  scope: Construct,
  { tenant, topic, panels }: TenantDashboard,
  cluster: ClusterInfo,
): void {
  const grafana = tryGetEndpoint(cluster, 'tenant-dashboards') ?? tryGetEndpoint(cluster, 'dashboards');
  if (grafana?.namespace === undefined || !('metrics' in cluster.capabilities)) return;
  addDashboard(
    scope,
    {
      name: `${tenant}.1-${topic}`,
      namespace: grafana.namespace,
      folder: `Tenants/${tenant}`,
      labels: { [tenantLabel]: tenant },
    },
    { uid: `${tenant}_${topic}`, title: `${tenant} (${topic})`, tags: ['tenant', tenant], panels },
  );
}
