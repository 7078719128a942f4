import type { AlertRule } from '../../monitoring/alert-rules';
import { metricsPanel } from '../../monitoring/dashboard';
import type { ComponentMonitoring } from '../../monitoring/component-monitoring';

/** Names of the metrics of an ingress controller. */
export interface IngressMetrics {
  /** Product name for alert texts, such as `Traefik`. */
  readonly controllerName: string;
  /** Namespace of the controller's pods. */
  readonly namespace: string;
  /** Name of the counter of requests. */
  readonly requestCounter: string;
  /** PromQL label matcher of failed requests, such as `code=~"5.."`. */
  readonly failureMatcher: string;
  /** Labels that together identify the backend of a request, namespace first. */
  readonly backendLabels: readonly string[];
  /** Name of the histogram of response times, without `_bucket`. */
  readonly durationHistogram: string;
  /** Unit of `durationHistogram`. */
  readonly durationUnit: 's' | 'ms';
  /** PromQL of the number of open connections, by legend. */
  readonly connectionQueries: Readonly<Record<string, string>>;
  /** Gauge that is 0 if the last reload of the configuration failed. @default the controller has no reloads */
  readonly reloadStatus?: string;
}

/**
 * Returns the alerts and the dashboard of an ingress controller. They are the same for every controller, so that
 * replacing the controller loses no alert and no panel.
 */
export function ingressMonitoring(metrics: IngressMetrics): Pick<ComponentMonitoring, 'alerts' | 'dashboard'> {
  const {
    controllerName,
    namespace,
    requestCounter,
    failureMatcher,
    backendLabels,
    durationHistogram,
    durationUnit,
    connectionQueries,
    reloadStatus,
  } = metrics;
  const legend = backendLabels.map((label) => `{{${label}}}`).join('/');
  const ratePerBackend = (counter: string) => `sum by (${backendLabels.join(', ')}) (rate(${counter}[5m]))`;
  // Pods of tenants may have metrics with these names in their own namespaces.
  const requests = `${requestCounter}{namespace="${namespace}"}`;
  const failedRequests = `${requestCounter}{namespace="${namespace}",${failureMatcher}}`;
  return {
    alerts: [
      {
        name: 'IngressDown',
        expr: `absent(up{namespace="${namespace}"} == 1)`,
        forMinutes: 5,
        severity: 'critical',
        summary: `No pod of ${controllerName} is up: no Ingress is served.`,
        runbook: `Check the pods and events of namespace ${namespace}.`,
      },
      {
        name: 'IngressErrors',
        expr: `${ratePerBackend(failedRequests)} / ${ratePerBackend(requests)} > 0.05`,
        forMinutes: 10,
        severity: 'warning',
        summary: `{{ $value | humanizePercentage }} of the requests to ${backendLabels.map((label) => `{{ $labels.${label} }}`).join('/')} fail.`,
        runbook: 'The name begins with the namespace: check the pods of that backend, then their NetworkPolicies.',
      },
      ...(reloadStatus === undefined ? [] : [reloadFailedAlert(controllerName, namespace, reloadStatus)]),
    ],
    dashboard: {
      uid: 'platform-ingress',
      title: 'Ingress',
      tags: ['platform', 'network'],
      panels: [
        metricsPanel('Requests', 'reqps', { [legend]: ratePerBackend(requests) }),
        metricsPanel('Failed requests', 'reqps', { [legend]: ratePerBackend(failedRequests) }),
        metricsPanel('Response time (99th percentile)', durationUnit, {
          [legend]: `histogram_quantile(0.99, sum by (${['le', ...backendLabels].join(', ')}) (rate(${durationHistogram}_bucket[5m])))`,
        }),
        metricsPanel('Open connections', 'short', connectionQueries),
      ],
    },
  };
}

function reloadFailedAlert(controllerName: string, namespace: string, reloadStatus: string): AlertRule {
  return {
    name: 'IngressConfigurationRefused',
    expr: `${reloadStatus}{namespace="${namespace}"} == 0`,
    forMinutes: 10,
    severity: 'critical',
    summary: `${controllerName} in pod {{ $labels.pod }} rejects its configuration: changes of Ingresses have no effect.`,
    runbook: `kubectl -n ${namespace} logs {{ $labels.pod }} shows the line and the Ingress that cause the error; correct or delete that Ingress.`,
  };
}
