import { within } from '../../../lab/within';
import type { OnPremises } from '../terraformed/cluster';
import type { Pods } from './pods';

/** Alloy cannot be built here: a pod in its namespace sends a line as its configuration says. */
export async function showLogs(cluster: OnPremises, pods: Pods): Promise<void> {
  const { site } = cluster;
  const loki = 'http://loki.loki.svc:3100';
  const shop = 'X-Scope-OrgID:shop';
  const given = () => {
    const asked = async () => {
      const found = await pods.send('log-collector', `GET ${lines(loki)} ${shop}`);
      return (found.body ?? '').includes('called') ? true : undefined;
    };
    return within(60, asked, 'it is not given back');
  };
  await site.step('a stand-in for the collector of logs', () => pods.stand('log-collector'));
  await site.report.check("a line of a tenant's application is taken and given back", async () => {
    const { stdout } = await cluster.kubectl('-n shop logs --selector=app.kubernetes.io/name=web --tail=-1');
    const line = stdout.split('\n').find((printed) => printed.includes('called'));
    if (line === undefined) throw new Error('it does not print its requests');
    const stream = { namespace: 'shop', container: 'web', app: 'web' };
    const body = JSON.stringify({ streams: [{ stream, values: [[`${Date.now()}000000`, line]] }] });
    const push = await pods.send(
      'log-collector',
      `POST ${loki}/loki/api/v1/push ${shop} Content-Type:application/json`,
      body,
    );
    if (push.status !== 204) throw new Error(JSON.stringify(push));
    await given();
  });
  await site.report.check('another tenant is not given it, and nobody who names none', async () => {
    const other = await pods.send('log-collector', `GET ${lines(loki)} X-Scope-OrgID:bank`);
    if (other.status !== 200 || (other.body ?? '').includes('called')) throw new Error(JSON.stringify(other));
    const none = await pods.send('log-collector', `GET ${lines(loki)}`);
    if (none.status !== 401) throw new Error(JSON.stringify(none));
  });
  await site.report.check('the line outlives the pod of Loki, on its volume', async () => {
    await cluster.kubectl('-n loki delete pod loki-0');
    await cluster.kubectl('-n loki rollout status statefulset/loki --timeout=180s');
    await given();
  });
}

function lines(loki: string): string {
  return `${loki}/loki/api/v1/query_range?query=${encodeURIComponent('{namespace="shop"}')}`;
}
