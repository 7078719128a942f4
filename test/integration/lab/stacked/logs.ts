import { within } from '../../../../lab/within';
import type { OnPremises } from '../terraformed/cluster';
import type { Pods } from './pods';

const loki = 'http://loki.loki.svc:3100';
const question = `${loki}/loki/api/v1/query_range?query=${encodeURIComponent('{namespace="shop"}')}`;

/**
 * Alloy cannot be built here: in its pod, with its rights and under its policies, the lab's echo reads the file of a
 * container on its node and sends a line of it in the name of the tenant, as Alloy's configuration says.
 */
export async function showLogs(cluster: OnPremises, pods: Pods): Promise<void> {
  const { report } = cluster.site;
  const [web] = await pods.find('-n shop --selector=app.kubernetes.io/name=web');
  const onItsNode = `--field-selector=spec.nodeName=${web?.spec.nodeName ?? ''}`;
  const [collector] = await pods.find(`-n log-collector --selector=app.kubernetes.io/instance=loki-alloy ${onItsNode}`);
  if (web === undefined || collector === undefined) throw new Error('no pod of web, or no collector on its node');
  const given = () => {
    const asked = async () => {
      const { body = '' } = await pods.send(collector, `GET ${question} X-Scope-OrgID:shop`);
      return body.includes('serving') ? true : undefined;
    };
    return within(60, asked, 'it is not given back');
  };
  await report.check("a line of a tenant's application is read from its file, taken and given back", async () => {
    const file = `/var/log/pods/*${web.metadata.uid}/web/*.log`;
    const { stdout } = await cluster.kubectl(`-n log-collector exec ${collector.metadata.name} -- /echo read ${file}`);
    const [, line] = /^\S+ stdout F (.*serving.*)$/m.exec(stdout) ?? [];
    if (line === undefined) throw new Error(`${file} has ${stdout.slice(0, 200)}`);
    const stream = { namespace: 'shop', pod: web.metadata.name, container: 'web', app: 'web' };
    const body = JSON.stringify({ streams: [{ stream, values: [[`${Date.now()}000000`, line]] }] });
    const headers = 'X-Scope-OrgID:shop Content-Type:application/json';
    const push = await pods.send(collector, `POST ${loki}/loki/api/v1/push ${headers}`, body);
    if (push.status !== 204) throw new Error(JSON.stringify(push));
    await given();
  });
  await report.check('another tenant is not given it, and nobody who names none', async () => {
    const other = await pods.send(collector, `GET ${question} X-Scope-OrgID:bank`);
    if (other.status !== 200 || (other.body ?? '').includes('serving')) throw new Error(JSON.stringify(other));
    const none = await pods.send(collector, `GET ${question}`);
    if (none.status !== 401) throw new Error(JSON.stringify(none));
  });
  await report.check('the line outlives the pod of Loki, on its volume', async () => {
    await cluster.kubectl('-n loki delete pod loki-0');
    await cluster.kubectl('-n loki rollout status statefulset/loki --timeout=180s');
    await given();
  });
}
