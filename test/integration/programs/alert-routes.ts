import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import type { MonitoringTrial } from './monitoring';
import type { Operator } from './operator';
import { laySecrets } from './secrets';

/** Asks amtool who is told of the alerts of each namespace, before tenants have said where theirs go and afterwards. */
export async function testAlertRoutes(trial: MonitoringTrial, operator: Operator): Promise<void> {
  const { report, label, plane, objects, tenants } = trial;
  const routes = objects.filter(({ kind }) => kind === 'AlertmanagerConfig');
  const [platform] = routes.filter(({ metadata }) => !tenants.has(metadata.namespace ?? ''));
  if (platform === undefined) throw new Error('there are no routes of the platform');
  const { route } = platform.spec as { route: { receiver: string } };
  const team = `${platform.metadata.namespace ?? ''}/${platform.metadata.name}/${route.receiver}`;

  await report.check(`${label}: alerts go to the platform team while tenants have not said where`, async () => {
    await takeConfig(trial, operator, [team]);
    for (const namespace of ['kube-system', ...tenants])
      for (const severity of ['critical', 'warning']) await assertTold(trial, { namespace, severity }, team);
  });

  const ours = routes.filter((one) => one !== platform);
  await laySecrets(plane.api, ours);
  const receivers = (of: string) => ours.map(({ metadata: { namespace = '', name } }) => `${namespace}/${name}/${of}`);
  await report.check(`${label}: then those of each tenant's namespace go to this tenant and nobody else`, async () => {
    await takeConfig(trial, operator, [...receivers('critical'), ...receivers('warning')]);
    await assertTold(trial, { namespace: 'kube-system', severity: 'critical' }, team);
    for (const namespace of tenants)
      for (const severity of ['critical', 'warning']) {
        const [receiver = `a receiver of ${namespace}`] = receivers(severity).filter((who) =>
          who.startsWith(`${namespace}/`),
        );
        await assertTold(trial, { namespace, severity }, receiver);
      }
  });
}

/** Waits until the configuration has some receivers, and lets amtool check it. */
async function takeConfig(
  { folder }: MonitoringTrial,
  operator: Operator,
  receivers: readonly string[],
): Promise<void> {
  await operator.waitFor(async () => {
    const config = await operator.alertmanager();
    writeFileSync(configIn(folder), config);
    const missing = receivers.filter((receiver) => !config.includes(`- name: ${receiver}\n`));
    return missing.length > 0 ? `Alertmanager has no receivers ${missing.join(', ')}` : undefined;
  });
  await run(await tool('amtool'), ['check-config', configIn(folder)]);
}

async function assertTold({ folder }: MonitoringTrial, alert: Readonly<Record<string, string>>, who: string) {
  const labels = Object.entries({ alertname: 'Some', ...alert }).map(([name, value]) => `${name}=${value}`);
  const test = ['config', 'routes', 'test', `--config.file=${configIn(folder)}`, ...labels];
  const told = (await run(await tool('amtool'), test)).stdout.trim();
  if (told !== who) throw new Error(`an alert with ${labels.join(', ')} goes to ${told}, not to ${who}`);
}

function configIn(folder: string): string {
  return join(folder, 'alertmanager.yaml');
}
