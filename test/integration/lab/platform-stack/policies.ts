import { artifactsUrl } from '../../../../lab/up';
import type { OnPremCluster } from '../terraform/cluster';
import type { Pods } from './pods';

/** URLs that a tenant without calls cannot reach: components, other tenants, the API server, outside the cluster. */
const forbiddenUrls = [
  'http://loki.loki.svc:3100/ready',
  'http://prometheus-prometheus.monitoring.svc:9090/-/ready',
  'http://prometheus-alertmanager.monitoring.svc:9093/-/ready',
  'http://prometheus-kube-state-metrics.monitoring.svc:8080/metrics',
  'http://api.shop.svc/',
  'https://kubernetes.default.svc/',
  `${artifactsUrl}/SHA256SUMS`,
];

/** Checks that network policies block undeclared connections; that they allow declared ones is part of all other checks. */
export async function checkPolicies({ context }: OnPremCluster, pods: Pods): Promise<void> {
  await context.report.check('an application reaches the callee that it declares', async () => {
    const reached = await pods.listReachable('shop', 'deployment/web', ['http://api/']);
    if (reached.length !== 1) throw new Error('web does not reach api');
  });
  await context.report.check(
    'an application without calls reaches no component, no other tenant, no API server and nothing outside the cluster',
    async () => {
      const reached = await pods.listReachable('bank', 'deployment/teller', forbiddenUrls);
      if (reached.length > 0) throw new Error(`teller reaches ${reached.join(', ')}`);
    },
  );
}
