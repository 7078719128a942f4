import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../src/kinds/release';
import { addPrometheusRule, type AlertRule } from './alert-rules';
import { addDashboard, type DashboardProps } from './dashboard';

/** How a component is watched: only what its chart does not bring itself. */
export interface ComponentMonitoring {
  /** Name of the component; the release is called `<name>-monitoring`. */
  readonly name: string;
  readonly namespace: string;
  readonly alerts?: readonly AlertRule[];
  readonly dashboard?: DashboardProps;
  /** Pods to scrape, of one kind or of several. @default its chart has a monitor */
  readonly pods?: ScrapeTarget | readonly (ScrapeTarget & { readonly name: string })[];
  /** The same by the labels and the port of its Service, for pods whose chart gives their port no name. @default none */
  readonly service?: ScrapeTarget;
  /** The same for pods on the network of their hosts, whose charts declare no port. @default none */
  readonly hostNetworkPods?: readonly HostNetworkTarget[];
}

/** Pods on the network of their hosts: labels, which container of them tells, and on which port of the host. */
export interface HostNetworkTarget {
  /** Of the monitor. Prometheus calls what it reads `<namespace of the monitor>/<name>` (label `job`). */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where the pods are. @default the namespace of the monitor */
  readonly namespace?: string;
  readonly container: string;
  readonly port: number;
}

/** Pods to scrape: labels, and the name of the port. Prometheus knows a pod's port by no number. */
export interface ScrapeTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly port: string;
  /** @default /metrics */
  readonly path?: string;
}

/**
 * What watches a component, as far as the cluster can: a monitor and alerts where it has metrics, a dashboard where it
 * has dashboards, and no release where it has neither.
 */
export function monitoringReleases(monitoring: ComponentMonitoring, cluster: ClusterInfo): readonly ObjectRelease[] {
  const { name, namespace, alerts, dashboard, pods = [], service, hostNetworkPods = [] } = monitoring;
  const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
  const shown = tryGetEndpoint(cluster, 'dashboards')?.namespace;
  const objects: Record<string, (scope: Construct) => void> = {};
  const monitors = [
    ...[pods].flat().map((of) => ({ kind: 'PodMonitor' as const, of })),
    ...(service ? [{ kind: 'ServiceMonitor' as const, of: service }] : []),
  ];
  if (metrics && monitors.length + hostNetworkPods.length > 0)
    objects['monitor.yaml'] = (scope) => {
      for (const { kind, of } of monitors) addMonitor(scope, kind, { name, namespace, ...of });
      for (const of of hostNetworkPods) addHostNetworkMonitor(scope, namespace, of, cluster);
    };
  if (metrics && alerts)
    objects['alerts.yaml'] = (scope) => {
      addPrometheusRule(scope, { name, namespace, alerts });
    };
  if (shown !== undefined && dashboard) {
    const place = { name: `${name}-dashboard`, namespace: shown, folder: 'Platform' };
    objects['dashboard.yaml'] = (scope) => {
      addDashboard(scope, place, dashboard);
    };
  }
  if (Object.keys(objects).length === 0) return [];
  return [{ name: `${name}-monitoring`, namespace, podSecurity: 'restricted', phase: 'platform', objects }];
}

/** Draws what has pods scraped: those with these labels, or those behind the Services with them. */
function addMonitor(
  scope: Construct,
  kind: 'PodMonitor' | 'ServiceMonitor',
  { name, namespace, labels, port, path }: ScrapeTarget & { readonly name: string; readonly namespace: string },
): void {
  const endpoints = [{ port, ...(path === undefined ? {} : { path }) }];
  new ApiObject(scope, `monitor-${name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { ...labels } },
      ...(kind === 'PodMonitor' ? { podMetricsEndpoints: endpoints } : { endpoints }),
    },
  });
}

/** Draws a PodMonitor that goes by the number of a port, which Prometheus knows only where a container declares it. */
function addHostNetworkMonitor(
  scope: Construct,
  namespace: string,
  of: HostNetworkTarget,
  { podCidr }: ClusterInfo,
): void {
  const address = podCidr.includes(':') ? '[$1]' : '$1';
  new ApiObject(scope, `monitor-${of.name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: of.name, namespace },
    spec: {
      ...(of.namespace === undefined ? {} : { namespaceSelector: { matchNames: [of.namespace] } }),
      selector: { matchLabels: { ...of.labels } },
      podMetricsEndpoints: [
        {
          relabelings: [
            { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_container_name'], regex: of.container },
            {
              sourceLabels: ['__meta_kubernetes_pod_ip'],
              targetLabel: '__address__',
              replacement: `${address}:${of.port}`,
            },
          ],
        },
      ],
    },
  });
}
