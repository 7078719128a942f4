import { artifactsUrl } from '../../../../lab/up';
import type { OnPremises } from '../terraformed/cluster';
import type { Pods } from './pods';

/** What no tenant may reach of its own accord: components, the applications of others, the API server, the outside. */
const others = [
  'http://loki.loki.svc:3100/ready',
  'http://prometheus-prometheus.monitoring.svc:9090/-/ready',
  'http://prometheus-alertmanager.monitoring.svc:9093/-/ready',
  'http://prometheus-kube-state-metrics.monitoring.svc:8080/metrics',
  'http://api.shop.svc/',
  'https://kubernetes.default.svc/',
  `${artifactsUrl}/SHA256SUMS`,
];

/** Policies on the real traffic: what may be was shown before, by all that works. */
export async function showPolicies({ site }: OnPremises, pods: Pods): Promise<void> {
  await site.report.check('an application reaches what it calls', async () => {
    const reached = await pods.reached('shop', 'deployment/web', ['http://api/']);
    if (reached.length !== 1) throw new Error('it does not');
  });
  await site.report.check(
    'and nobody else: no component, no other tenant, neither the API server nor the outside',
    async () => {
      const reached = await pods.reached('bank', 'deployment/teller', others);
      if (reached.length > 0) throw new Error(`it reaches ${reached.join(', ')}`);
    },
  );
}
