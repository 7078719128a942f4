import { parse } from 'yaml';
import type { Api } from '../cluster/api';
import { eventually } from '../cluster/check';
import type { PrometheusFiles } from './prometheus-operator';

/** Name of all monitors and of the alert. */
const monitorName = 'cross-tenant';
const v1 = 'monitoring.coreos.com/v1';
const v1alpha1 = 'monitoring.coreos.com/v1alpha1';

/** Creates monitors and a rule in a tenant's namespace that request metrics of other namespaces. */
export async function createCrossTenantMonitors(api: Api, namespace: string): Promise<void> {
  const metadata = { name: monitorName, namespace };
  const rule = { alert: monitorName, expr: 'up == 0', labels: { namespace: 'x' } };
  const specs = [
    [v1, 'ServiceMonitor', { selector: {}, namespaceSelector: { any: true }, endpoints: [{ port: 'http' }] }],
    [v1, 'Probe', { targets: { staticConfig: { static: ['10.96.0.1'] } }, prober: { url: 'prober.example' } }],
    [v1alpha1, 'ScrapeConfig', { staticConfigs: [{ targets: ['10.96.0.1:443'] }] }],
    [v1, 'PrometheusRule', { groups: [{ name: monitorName, rules: [rule] }] }],
  ] as const;
  for (const [apiVersion, kind, spec] of specs) {
    const object = { apiVersion, kind, metadata, spec };
    // The CRD may have been created just before and takes a moment to be served.
    await eventually(30, async () => ((await api.serves(object)) ? undefined : `${kind} is not served`));
    await api.apply(object, { manager: 'lab' });
  }
}

/** Asserts that Prometheus ignores the monitors, and that the rule is restricted to metrics of its own namespace. */
export function assertCrossTenantMonitorsIgnored({ configuration, rules }: PrometheusFiles, namespace: string): void {
  if (configuration.includes(monitorName))
    throw new Error(`Prometheus scrapes targets of the cross-tenant monitors in ${namespace}`);
  const [, ruleFile = ''] =
    Object.entries(rules).find(([file]) => file.includes(`/${namespace}-${monitorName}-`)) ?? [];
  const { groups = [] } = parse(ruleFile) as {
    groups?: { rules: { expr: string; labels: { namespace: string } }[] }[];
  };
  const [rule] = groups.flatMap((group) => group.rules);
  if (rule?.expr !== `up{namespace="${namespace}"} == 0`)
    throw new Error(`a rule in ${namespace} has the expression ${rule?.expr ?? 'none'}`);
  if (rule.labels.namespace !== namespace)
    throw new Error(`an alert of ${namespace} has the label namespace=${rule.labels.namespace}`);
}
