import { parse } from 'yaml';
import type { Api } from '../cluster/api';
import { eventually } from '../cluster/check';
import type { PrometheusFiles } from './operator';

const name = 'intruder';
const v1 = 'monitoring.coreos.com/v1';
const v1alpha1 = 'monitoring.coreos.com/v1alpha1';

/** Puts into a namespace of a tenant what would let it see other namespaces, if it were taken as it stands. */
export async function layIntruder(api: Api, namespace: string): Promise<void> {
  const metadata = { name, namespace };
  const specs = [
    [v1, 'ServiceMonitor', { selector: {}, namespaceSelector: { any: true }, endpoints: [{ port: 'http' }] }],
    [v1, 'Probe', { targets: { staticConfig: { static: ['10.96.0.1'] } }, prober: { url: 'prober.example' } }],
    [v1alpha1, 'ScrapeConfig', { staticConfigs: [{ targets: ['10.96.0.1:443'] }] }],
    [
      v1,
      'PrometheusRule',
      { groups: [{ name, rules: [{ alert: name, expr: 'up == 0', labels: { namespace: 'x' } }] }] },
    ],
  ] as const;
  for (const [apiVersion, kind, spec] of specs) {
    const object = { apiVersion, kind, metadata, spec };
    // Its definition was made a moment ago.
    await eventually(30, async () => ((await api.serves(object)) ? undefined : `${kind} is not served`));
    await api.apply(object, { manager: 'lab' });
  }
}

/** Throws where something came of it but a rule that sees its own namespace. */
export function assertIntruderIsKept({ config, rules }: PrometheusFiles, namespace: string): void {
  if (config.includes(name)) throw new Error(`Prometheus scrapes what a monitor in ${namespace} asks for`);
  const [, text = ''] = Object.entries(rules).find(([file]) => file.includes(`/${namespace}-${name}-`)) ?? [];
  const { groups = [] } = parse(text) as { groups?: { rules: { expr: string; labels: { namespace: string } }[] }[] };
  const [rule] = groups.flatMap((group) => group.rules);
  if (rule?.expr !== `up{namespace="${namespace}"} == 0`)
    throw new Error(`a rule in ${namespace} asks for ${rule?.expr ?? 'nothing'}`);
  if (rule.labels.namespace !== namespace)
    throw new Error(`an alert of ${namespace} says that it is of ${rule.labels.namespace}`);
}
