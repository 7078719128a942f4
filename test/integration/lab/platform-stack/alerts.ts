import { waitFor } from '../../../../lab/wait-for';
import type { OnPremCluster } from '../terraform/cluster';
import { listAlerts, queryPrometheus } from './prometheus';
import type { Webhook } from './webhook';

/** Checks that a tenant receives alerts about its application, and that no other alerts are firing. */
export async function checkAlerts(
  cluster: OnPremCluster,
  webhook: Webhook,
  skippedMonitors: readonly string[],
): Promise<void> {
  const { report } = cluster.context;
  await report.check("an alert about an application without ready pods reaches its tenant's receiver", async () => {
    const findReceivers = async () => {
      const alert = (await listAlerts(cluster)).find(
        ({ labels }) => labels.alertname === 'ApplicationDown' && labels.application === 'broken',
      );
      return alert?.receivers.map(({ name }) => name).join();
    };
    const receivers = await waitFor(480, findReceivers, 'Alertmanager has no alert for the application');
    if (receivers !== 'bank/bank/critical') throw new Error(`the alert has the receivers ${receivers}`);
    const alertReceived = () =>
      webhook.received().some((line) => /^\/critical .*ApplicationDown/.test(line) && line.includes('broken')) ||
      undefined;
    await waitFor(90, alertReceived, `the receiver has: ${webhook.received().join('\n')}`);
  });
  await report.check('no other alert of the platform is firing', async () => {
    const skippedNamespaces = skippedMonitors.map((name) => name.split('/')[0]).join('|');
    const firing = await queryPrometheus(
      cluster,
      `ALERTS{alertstate="firing",namespace!~"${skippedNamespaces}|node-exporter"}`,
    );
    const names = firing.map(({ metric: { alertname = '', namespace = '' } }) => `${alertname} ${namespace}`.trim());
    const unexpectedAlerts = names.filter(
      (name) => !['Watchdog', 'InfoInhibitor'].some((expectedName) => name.startsWith(expectedName)),
    );
    if (unexpectedAlerts.length > 0) throw new Error(unexpectedAlerts.join(', '));
  });
}
