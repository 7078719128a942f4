import { within } from '../../../../lab/within';
import type { OnPremises } from '../terraformed/cluster';
import { alerts, query } from './prometheus';
import type { Webhook } from './webhook';

/** A tenant hears of what is wrong with its application, and the platform has nothing to complain of. */
export async function showAlerts(cluster: OnPremises, webhook: Webhook, idle: readonly string[]): Promise<void> {
  const { report } = cluster.site;
  await report.check('an application without pods: its tenant is told, by its own receiver', async () => {
    const has = async () => {
      const found = (await alerts(cluster)).find(
        ({ labels }) => labels.alertname === 'ApplicationDown' && labels.application === 'broken',
      );
      return found?.receivers.map(({ name }) => name).join();
    };
    const receivers = await within(480, has, 'Alertmanager has no such alert');
    if (receivers !== 'bank/bank/critical') throw new Error(`it goes to ${receivers}`);
    const told = () =>
      webhook.received().some((line) => /^\/critical .*ApplicationDown/.test(line) && line.includes('broken')) ||
      undefined;
    await within(90, told, `the receiver got: ${webhook.received().join('\n')}`);
  });
  await report.check('nothing else is wrong by the rules of the platform', async () => {
    const left = idle.map((name) => name.split('/')[0]).join('|');
    const firing = await query(cluster, `ALERTS{alertstate="firing",namespace!~"${left}|node-exporter"}`);
    const names = firing.map(({ metric: { alertname = '', namespace = '' } }) => `${alertname} ${namespace}`.trim());
    const wrong = names.filter((name) => !['Watchdog', 'InfoInhibitor'].some((always) => name.startsWith(always)));
    if (wrong.length > 0) throw new Error(wrong.join(', '));
  });
}
