import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { tryGetEndpoint, type ClusterFacts } from '../../src/model/facts';
import type { ObjectRelease } from '../../src/model/release';
import { drawAlerts, type Alert } from './alerts';
import { drawDashboard, type DashboardProps } from './dashboard';

/** How a component is watched: only what its chart does not bring itself. */
export interface Monitoring {
  /** Name of the component; the release is called `<name>-monitoring`. */
  readonly name: string;
  readonly namespace: string;
  readonly alerts?: readonly Alert[];
  readonly dashboard?: DashboardProps;
  /** Pods to scrape, of one kind or of several. @default its chart has a monitor */
  readonly pods?: ScrapedPods | readonly (ScrapedPods & { readonly name: string })[];
}

/** Pods to scrape: their labels, and the name or number of the port. */
export interface ScrapedPods {
  readonly labels: Readonly<Record<string, string>>;
  readonly port: string;
  /** @default /metrics */
  readonly path?: string;
}

/**
 * What watches a component, as far as the cluster can: a monitor and alerts where it has metrics, a dashboard where it
 * has dashboards, and no release where it has neither.
 */
export function monitoringReleases(monitoring: Monitoring, facts: ClusterFacts): readonly ObjectRelease[] {
  const { name, namespace, alerts, dashboard, pods } = monitoring;
  const metrics = tryGetEndpoint(facts, 'metrics') !== undefined;
  const shown = tryGetEndpoint(facts, 'dashboards')?.namespace;
  const objects: Record<string, (scope: Construct) => void> = {};
  if (metrics && pods)
    objects['monitor.yaml'] = (scope) => {
      for (const scraped of [pods].flat()) drawPodMonitor(scope, { name, namespace, ...scraped });
    };
  if (metrics && alerts)
    objects['alerts.yaml'] = (scope) => {
      drawAlerts(scope, { name, namespace, alerts });
    };
  if (shown !== undefined && dashboard) {
    const place = { name: `${name}-dashboard`, namespace: shown, folder: 'Platform' };
    objects['dashboard.yaml'] = (scope) => {
      drawDashboard(scope, place, dashboard);
    };
  }
  if (Object.keys(objects).length === 0) return [];
  return [{ name: `${name}-monitoring`, namespace, podSecurity: 'restricted', phase: 'platform', objects }];
}

/** Draws a PodMonitor: the pods with these labels are scraped. */
export function drawPodMonitor(
  scope: Construct,
  props: ScrapedPods & { readonly name: string; readonly namespace: string },
): void {
  const { name, namespace, labels, port, path } = props;
  new ApiObject(scope, `monitor-${name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { ...labels } },
      podMetricsEndpoints: [{ port, ...(path === undefined ? {} : { path }) }],
    },
  });
}
