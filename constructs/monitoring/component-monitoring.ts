import type { Construct } from 'constructs';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../src/kinds/release';
import { addPrometheusRule, type AlertRule } from './alert-rules';
import { addDashboard, type DashboardProps } from './dashboard';
import { addObject } from '../kubernetes/object';

/** Monitors, alerts and dashboard of a component, as far as its chart does not include them. */
export interface ComponentMonitoring {
  /** Name of the component; the release is called `<name>-monitoring`. */
  readonly name: string;
  readonly namespace: string;
  readonly alerts?: readonly AlertRule[];
  readonly dashboard?: DashboardProps;
  /** Pods to scrape, by PodMonitors. @default none, the chart has its own monitor */
  readonly pods?: ScrapeTarget | readonly (ScrapeTarget & { readonly name: string })[];
  /**
   * Service whose pods are scraped, by a ServiceMonitor: for charts whose container ports have no names.
   * @default none
   */
  readonly service?: ScrapeTarget;
  /** Pods to scrape by PodMonitors, for charts that declare no container port, most of them on the host network. @default none */
  readonly hostNetworkPods?: readonly HostNetworkTarget[];
}

/** Pods to scrape by the number of a port, such as those on the host network. */
export interface HostNetworkTarget {
  /** Name of the PodMonitor. The label `job` of its metrics is `<namespace of the PodMonitor>/<name>`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Namespace of the pods. @default the namespace of the PodMonitor */
  readonly namespace?: string;
  /** Name of the container that serves the metrics. */
  readonly container: string;
  /** Number of the port. */
  readonly port: number;
  /** Set for pods of a DaemonSet: the label `instance` of their metrics is the name of the node. @default address and port */
  readonly isPerNode?: true;
}

/**
 * Pods or Service to scrape: labels, and the name of the port. PodMonitors do not select undeclared ports by number.
 */
export interface ScrapeTarget {
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the container port (of pods) or Service port (of a Service). */
  readonly port: string;
  /** @default /metrics */
  readonly path?: string;
  /**
   * `https` where the pods serve metrics with a certificate, which is not verified.
   * @default http
   */
  readonly scheme?: 'https';
}

/**
 * Returns the release with the monitoring of a component: monitors and alerts if the cluster provides `metrics`, the
 * dashboard if it provides `dashboards`, and no release if there is nothing to install.
 */
export function monitoringReleases(monitoring: ComponentMonitoring, cluster: ClusterInfo): readonly ObjectRelease[] {
  const { name, namespace, alerts, dashboard, pods = [], service, hostNetworkPods = [] } = monitoring;
  const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
  const dashboardNamespace = tryGetEndpoint(cluster, 'dashboards')?.namespace;
  const objects: Record<string, (scope: Construct) => void> = {};
  const monitors = [
    ...[pods].flat().map((target) => ({ kind: 'PodMonitor' as const, target })),
    ...(service ? [{ kind: 'ServiceMonitor' as const, target: service }] : []),
  ];
  if (hasMetrics && monitors.length + hostNetworkPods.length > 0)
    objects['monitor.yaml'] = (scope) => {
      for (const { kind, target } of monitors) addMonitor(scope, kind, { name, namespace, ...target });
      for (const target of hostNetworkPods) addHostNetworkMonitor(scope, namespace, target, cluster);
    };
  if (hasMetrics && alerts)
    objects['alerts.yaml'] = (scope) => {
      addPrometheusRule(scope, { name, namespace, alerts });
    };
  if (dashboardNamespace !== undefined && dashboard) {
    const metadata = { name: `${name}-dashboard`, namespace: dashboardNamespace, folder: 'Platform' };
    objects['dashboard.yaml'] = (scope) => {
      addDashboard(scope, metadata, dashboard);
    };
  }
  if (Object.keys(objects).length === 0) return [];
  return [{ name: `${name}-monitoring`, namespace, podSecurity: 'restricted', phase: 'platform', objects }];
}

/** Adds a PodMonitor of the pods, or a ServiceMonitor of the Services, that have the labels of the target. */
function addMonitor(
  scope: Construct,
  kind: 'PodMonitor' | 'ServiceMonitor',
  { name, namespace, labels, port, path, scheme }: ScrapeTarget & { readonly name: string; readonly namespace: string },
): void {
  const endpoints = [
    {
      port,
      ...(path === undefined ? {} : { path }),
      // Certificates do not contain the names of pods, so the name cannot be verified.
      ...(scheme === undefined ? {} : { scheme, tlsConfig: { insecureSkipVerify: true } }),
    },
  ];
  addObject(scope, `monitor-${name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { ...labels } },
      ...(kind === 'PodMonitor' ? { podMetricsEndpoints: endpoints } : { endpoints }),
    },
  });
}

/** Adds a PodMonitor that sets the scraped address by relabeling, because the container declares no port to select. */
function addHostNetworkMonitor(
  scope: Construct,
  monitorNamespace: string,
  { name, labels, namespace, container, port, isPerNode }: HostNetworkTarget,
  { podCidr }: ClusterInfo,
): void {
  const address = podCidr.includes(':') ? '[$1]' : '$1';
  addObject(scope, `monitor-${name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace: monitorNamespace },
    spec: {
      ...(namespace === undefined ? {} : { namespaceSelector: { matchNames: [namespace] } }),
      selector: { matchLabels: { ...labels } },
      podMetricsEndpoints: [
        {
          relabelings: [
            { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_container_name'], regex: container },
            {
              sourceLabels: ['__meta_kubernetes_pod_ip'],
              targetLabel: '__address__',
              replacement: `${address}:${port}`,
            },
            ...(isPerNode ? [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'instance' }] : []),
          ],
        },
      ],
    },
  });
}
