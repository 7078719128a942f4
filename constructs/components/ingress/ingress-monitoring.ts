import type { AlertRule } from '../../monitoring/alert-rules';
import { metricsPanel } from '../../monitoring/dashboard';
import type { ComponentMonitoring } from '../../monitoring/component-monitoring';

/** Metrics of a provider of Ingresses. */
export interface IngressMetrics {
  /** Name of the product, for people. */
  readonly controllerName: string;
  readonly namespace: string;
  /** Counter of requests. */
  readonly requestCounter: string;
  /** Matcher of those that failed, such as `code=~"5.."`. */
  readonly failureMatcher: string;
  /** Labels that together name what is behind an Ingress, its namespace first. */
  readonly backendLabels: readonly string[];
  /** Histogram of the time to answer, without `_bucket`. */
  readonly durationHistogram: string;
  /** Unit of that histogram. */
  readonly durationUnit: 's' | 'ms';
  /** PromQL of open connections by what the legend calls it. */
  readonly connectionQueries: Readonly<Record<string, string>>;
  /** PromQL that is 0 where the last configuration was refused. @default it reads each Ingress by itself */
  readonly reloadStatus?: string;
}

/**
 * How whatever serves the Ingresses is watched, alike for every product, so that swapping one takes away no alert and
 * no picture.
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
  const sum = (counter: string) => `sum by (${backendLabels.join(', ')}) (rate(${counter}[5m]))`;
  const failing = `${requestCounter}{${failureMatcher}}`;
  return {
    alerts: [
      {
        name: 'IngressDown',
        expr: `absent(up{namespace="${namespace}"} == 1)`,
        forMinutes: 5,
        severity: 'critical',
        summary: `No pod of ${controllerName} answers, and so no Ingress is served.`,
        runbook: `Look at the pods and events of namespace ${namespace}.`,
      },
      {
        name: 'IngressErrors',
        expr: `${sum(failing)} / ${sum(requestCounter)} > 0.05`,
        forMinutes: 10,
        severity: 'warning',
        summary: `{{ $value | humanizePercentage }} of the requests to ${backendLabels.map((label) => `{{ $labels.${label} }}`).join('/')} fail.`,
        runbook: 'The name begins with the namespace: look at the pods behind it, then at their policies.',
      },
      ...(reloadStatus === undefined ? [] : [reloadFailedAlert(controllerName, namespace, reloadStatus)]),
    ],
    dashboard: {
      uid: 'platform-ingress',
      title: 'Ingress',
      tags: ['platform', 'network'],
      panels: [
        metricsPanel('Requests', 'reqps', { [legend]: sum(requestCounter) }),
        metricsPanel('Requests that fail', 'reqps', { [legend]: sum(failing) }),
        metricsPanel('Time to answer (99 of 100)', durationUnit, {
          [legend]: `histogram_quantile(0.99, sum by (${['le', ...backendLabels].join(', ')}) (rate(${durationHistogram}_bucket[5m])))`,
        }),
        metricsPanel('Open connections', 'short', connectionQueries),
      ],
    },
  };
}

function reloadFailedAlert(product: string, namespace: string, reloaded: string): AlertRule {
  return {
    name: 'IngressConfigurationRefused',
    expr: `${reloaded} == 0`,
    forMinutes: 10,
    severity: 'critical',
    summary: `${product} in {{ $labels.pod }} refuses its configuration: no change of an Ingress has an effect.`,
    runbook: `kubectl -n ${namespace} logs {{ $labels.pod }} names the line and the Ingress that it comes of; mend or delete that one.`,
  };
}
