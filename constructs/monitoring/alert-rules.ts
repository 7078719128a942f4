import type { Construct } from 'constructs';
import { addObject } from '../kubernetes/object';

/** Alerting rule with its runbook entry. */
export interface AlertRule {
  /** In CamelCase, such as `LokiDown`. */
  readonly name: string;
  /** PromQL expression; the alert is active while it has a result. */
  readonly expr: string;
  /** Minutes that the alert is pending before it fires. */
  readonly forMinutes: number;
  /** `critical` requires immediate action, `warning` action on the next working day. */
  readonly severity: 'critical' | 'warning';
  /** One sentence on what is wrong; template variables such as `{{ $labels.pod }}` are allowed. */
  readonly summary: string;
  /** First steps of diagnosis and repair, in one or two sentences. */
  readonly runbook: string;
}

/** Properties of a PrometheusRule with one group of alerts. */
export interface PrometheusRuleProps {
  readonly name: string;
  readonly namespace: string;
  readonly alerts: readonly AlertRule[];
  /** Labels of the PrometheusRule and of each of its alerts. @default none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Renders alerts as rule groups in the format of Prometheus' rule files. */
export function renderRuleGroups({ name, alerts, labels }: PrometheusRuleProps) {
  return [
    {
      name,
      rules: alerts.map((alert) => ({
        alert: alert.name,
        expr: alert.expr,
        for: `${alert.forMinutes}m`,
        labels: { severity: alert.severity, ...labels },
        annotations: { summary: alert.summary, runbook: alert.runbook },
      })),
    },
  ];
}

/**
 * Adds a PrometheusRule with alerts.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 */
export function addPrometheusRule(scope: Construct, props: PrometheusRuleProps): void {
  const { name, namespace, labels } = props;
  addObject(scope, `rules-${name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, namespace, ...(labels ? { labels: { ...labels } } : {}) },
    spec: { groups: renderRuleGroups(props) },
  });
}
