import type { Alert } from './alerts';
import { metricsPanel } from './dashboard';
import type { Monitoring } from './monitoring';

/** Metrics of a provider of Ingresses. */
export interface IngressMetrics {
  /** Name of the product, for people. */
  readonly product: string;
  readonly namespace: string;
  /** Counter of requests. */
  readonly requests: string;
  /** Matcher of those that failed, such as `code=~"5.."`. */
  readonly failed: string;
  /** Labels that together name what is behind an Ingress, its namespace first. */
  readonly behind: readonly string[];
  /** Histogram of the time to answer, without `_bucket`. */
  readonly duration: string;
  /** Unit of that histogram. */
  readonly durationUnit: 's' | 'ms';
  /** PromQL of open connections by what the legend calls it. */
  readonly connections: Readonly<Record<string, string>>;
  /** PromQL that is 0 where the last configuration was refused. @default it reads each Ingress by itself */
  readonly reloaded?: string;
}

/**
 * How whatever serves the Ingresses is watched, alike for every product, so that swapping one takes away no alert and
 * no picture.
 */
export function ingressMonitoring(metrics: IngressMetrics): Pick<Monitoring, 'alerts' | 'dashboard'> {
  const { product, namespace, requests, failed, behind, duration, durationUnit, connections, reloaded } = metrics;
  const legend = behind.map((label) => `{{${label}}}`).join('/');
  const sum = (counter: string) => `sum by (${behind.join(', ')}) (rate(${counter}[5m]))`;
  const failing = `${requests}{${failed}}`;
  return {
    alerts: [
      {
        name: 'IngressDown',
        expr: `absent(up{namespace="${namespace}"} == 1)`,
        forMinutes: 5,
        severity: 'critical',
        summary: `No pod of ${product} answers, and so no Ingress is served.`,
        runbook: `Look at the pods and events of namespace ${namespace}.`,
      },
      {
        name: 'IngressErrors',
        expr: `${sum(failing)} / ${sum(requests)} > 0.05`,
        forMinutes: 10,
        severity: 'warning',
        summary: `{{ $value | humanizePercentage }} of the requests to ${behind.map((label) => `{{ $labels.${label} }}`).join('/')} fail.`,
        runbook: 'The name begins with the namespace: look at the pods behind it, then at their policies.',
      },
      ...(reloaded === undefined ? [] : [refused(product, namespace, reloaded)]),
    ],
    dashboard: {
      uid: 'platform-ingress',
      title: 'Ingress',
      tags: ['platform', 'network'],
      panels: [
        metricsPanel('Requests', 'reqps', { [legend]: sum(requests) }),
        metricsPanel('Requests that fail', 'reqps', { [legend]: sum(failing) }),
        metricsPanel('Time to answer (99 of 100)', durationUnit, {
          [legend]: `histogram_quantile(0.99, sum by (${['le', ...behind].join(', ')}) (rate(${duration}_bucket[5m])))`,
        }),
        metricsPanel('Open connections', 'short', connections),
      ],
    },
  };
}

function refused(product: string, namespace: string, reloaded: string): Alert {
  return {
    name: 'IngressConfigurationRefused',
    expr: `${reloaded} == 0`,
    forMinutes: 10,
    severity: 'critical',
    summary: `${product} in {{ $labels.pod }} refuses its configuration: no change of an Ingress has an effect.`,
    runbook: `kubectl -n ${namespace} logs {{ $labels.pod }} names the line and the Ingress that it comes of; mend or delete that one.`,
  };
}
