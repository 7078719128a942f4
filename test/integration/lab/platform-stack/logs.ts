import { waitFor } from '../../../../lab/wait-for';
import type { OnPremCluster } from '../terraform/cluster';
import type { Pods } from './pods';

const loki = 'http://loki.loki.svc:3100';
const queryUrl = `${loki}/loki/api/v1/query_range?query=${encodeURIComponent('{namespace="shop"}')}`;

/**
 * Checks that a log line of a tenant can be collected, stored and queried. The lab's echo replaces Alloy, which cannot be
 * built here: in Alloy's pod, with its permissions and policies, echo reads a container's log file on its node and sends
 * a line to Loki with the tenant's id.
 */
export async function checkLogs(cluster: OnPremCluster, pods: Pods): Promise<void> {
  const { report } = cluster.context;
  const [web] = await pods.list('-n shop --selector=app.kubernetes.io/name=web');
  const sameNode = `--field-selector=spec.nodeName=${web?.spec.nodeName ?? ''}`;
  const [collector] = await pods.list(`-n log-collector --selector=app.kubernetes.io/instance=loki-alloy ${sameNode}`);
  if (web === undefined || collector === undefined) throw new Error('web has no pod, or its node has no collector');
  const waitForLine = () => {
    const lineReturned = async () => {
      const { body = '' } = await pods.send(collector, `GET ${queryUrl} X-Scope-OrgID:shop`);
      return body.includes('serving') ? true : undefined;
    };
    return waitFor(60, lineReturned, 'Loki does not return the line');
  };
  await report.check("a log line of a tenant's application is collected and returned by a query", async () => {
    const file = `/var/log/pods/*${web.metadata.uid}/web/*.log`;
    const { stdout } = await cluster.kubectl(`-n log-collector exec ${collector.metadata.name} -- /echo read ${file}`);
    const [, line] = /^\S+ stdout F (.*serving.*)$/m.exec(stdout) ?? [];
    if (line === undefined) throw new Error(`${file} does not have the line: ${stdout.slice(0, 200)}`);
    const stream = { namespace: 'shop', pod: web.metadata.name, container: 'web', app: 'web' };
    const body = JSON.stringify({ streams: [{ stream, values: [[`${Date.now()}000000`, line]] }] });
    const headers = 'X-Scope-OrgID:shop Content-Type:application/json';
    const push = await pods.send(collector, `POST ${loki}/loki/api/v1/push ${headers}`, body);
    if (push.status !== 204) throw new Error(JSON.stringify(push));
    await waitForLine();
  });
  await report.check('queries of another tenant and queries without tenant do not return the line', async () => {
    const otherTenant = await pods.send(collector, `GET ${queryUrl} X-Scope-OrgID:bank`);
    if (otherTenant.status !== 200 || (otherTenant.body ?? '').includes('serving'))
      throw new Error(JSON.stringify(otherTenant));
    const noTenant = await pods.send(collector, `GET ${queryUrl}`);
    if (noTenant.status !== 401) throw new Error(JSON.stringify(noTenant));
  });
  await report.check('the line is retained on the volume after the pod of Loki is deleted', async () => {
    await cluster.kubectl('-n loki delete pod loki-0');
    await cluster.kubectl('-n loki rollout status statefulset/loki --timeout=180s');
    await waitForLine();
  });
}
