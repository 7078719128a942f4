import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import type { MonitoringTestContext } from './monitoring';
import type { PrometheusOperator } from './prometheus-operator';
import { createReferencedSecrets } from './referenced-secrets';

const severities = ['critical', 'warning'];

/** Checks with amtool who receives the alerts of each namespace, before and after the Secrets of tenants' receivers exist. */
export async function testAlertRoutes(context: MonitoringTestContext, operator: PrometheusOperator): Promise<void> {
  const { report, label, controlPlane, objects, tenantNamespaces } = context;
  const routes = objects.filter(({ kind }) => kind === 'AlertmanagerConfig');
  const [platformRoute] = routes.filter(({ metadata }) => !tenantNamespaces.has(metadata.namespace ?? ''));
  if (platformRoute === undefined) throw new Error('the platform has no AlertmanagerConfig');
  const { route } = platformRoute.spec as { route: { receiver: string } };
  const { namespace: platformNamespace = '', name: platformName } = platformRoute.metadata;
  const platformReceiver = `${platformNamespace}/${platformName}/${route.receiver}`;

  await report.check(`${label}: the platform team receives all alerts until tenants set receivers`, async () => {
    await waitForReceivers(context, operator, [platformReceiver]);
    for (const namespace of ['kube-system', ...tenantNamespaces])
      for (const severity of severities) await assertReceiver(context, { namespace, severity }, platformReceiver);
  });

  const tenantRoutes = routes.filter((tenantRoute) => tenantRoute !== platformRoute);
  await createReferencedSecrets(controlPlane.api, tenantRoutes);
  const tenantReceivers = (severity: string) =>
    tenantRoutes.map(({ metadata: { namespace = '', name } }) => `${namespace}/${name}/${severity}`);
  await report.check(
    `${label}: only a tenant receives the alerts of its namespaces once it set receivers`,
    async () => {
      await waitForReceivers(context, operator, severities.flatMap(tenantReceivers));
      await assertReceiver(context, { namespace: 'kube-system', severity: 'critical' }, platformReceiver);
      for (const namespace of tenantNamespaces)
        for (const severity of severities) {
          const receiver = tenantReceivers(severity).find((name) => name.startsWith(`${namespace}/`));
          await assertReceiver(context, { namespace, severity }, receiver ?? `a receiver of ${namespace}`);
        }
    },
  );
}

/** Waits until Alertmanager's configuration has the receivers, and validates it with amtool. */
async function waitForReceivers(
  { folder }: MonitoringTestContext,
  operator: PrometheusOperator,
  receivers: readonly string[],
): Promise<void> {
  await operator.waitUntilNoProblem(async () => {
    const configuration = await operator.readAlertmanagerConfiguration();
    writeFileSync(configurationFile(folder), configuration);
    const missing = receivers.filter((receiver) => !configuration.includes(`- name: ${receiver}\n`));
    return missing.length > 0 ? `Alertmanager has no receivers ${missing.join(', ')}` : undefined;
  });
  await run(await tool('amtool'), ['check-config', configurationFile(folder)]);
}

async function assertReceiver(
  { folder }: MonitoringTestContext,
  alertLabels: Readonly<Record<string, string>>,
  expected: string,
): Promise<void> {
  const labels = Object.entries({ alertname: 'Some', ...alertLabels }).map(([name, value]) => `${name}=${value}`);
  const args = ['config', 'routes', 'test', `--config.file=${configurationFile(folder)}`, ...labels];
  const receiver = (await run(await tool('amtool'), args)).stdout.trim();
  if (receiver !== expected)
    throw new Error(`the receiver of an alert with ${labels.join(', ')} is ${receiver}, not ${expected}`);
}

function configurationFile(folder: string): string {
  return join(folder, 'alertmanager.yaml');
}
