import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/** Something that a person has to know of, and what that person does about it. */
export interface AlertRule {
  /** In words run together, such as `LokiDown`. */
  readonly name: string;
  /** PromQL that has a result while the trouble lasts. */
  readonly expr: string;
  /** How long the trouble lasts before anybody is told. */
  readonly forMinutes: number;
  /** `critical` wakes somebody, `warning` waits for the morning. */
  readonly severity: 'critical' | 'warning';
  /** What is wrong, in a sentence; may name labels as `{{ $labels.pod }}`. */
  readonly summary: string;
  /** What to look at first, and what to do, in a sentence or two. */
  readonly runbook: string;
}

/** Where a PrometheusRule goes, what it is called, and what all its alerts carry. */
export interface PrometheusRuleProps {
  readonly name: string;
  readonly namespace: string;
  readonly alerts: readonly AlertRule[];
  /** @default none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The rule groups of alerts, as Prometheus reads them. */
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
 * Draws alerts as a PrometheusRule.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 */
export function addPrometheusRule(scope: Construct, rules: PrometheusRuleProps): void {
  const { name, namespace, labels } = rules;
  new ApiObject(scope, `rules-${name}`, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, namespace, ...(labels ? { labels: { ...labels } } : {}) },
    spec: { groups: renderRuleGroups(rules) },
  });
}
