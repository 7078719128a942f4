import { join } from 'node:path';
import { buildLabPrograms } from '../../../lab/artifacts';
import { listImageReferences } from '../../../lab/image-references';
import { listMissingImages } from '../../../lab/optional-images';
import type { Scenario, ScenarioContext } from '../../../lab/scenario';
import { waitFor } from '../../../lab/wait-for';
import { checkAlerts } from './platform-stack/alerts';
import { tenantsWithRedirect, components, stackImages, tenants } from './platform-stack/definition';
import { checkIngress, checkRedirect } from './platform-stack/ingress';
import { checkLogs } from './platform-stack/logs';
import { checkMetrics } from './platform-stack/metrics';
import { Pods } from './platform-stack/pods';
import { checkPolicies } from './platform-stack/policies';
import { startWebhook } from './platform-stack/webhook';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';
import { prerequisitesAdvice, ReleaseStack } from './terraform/releases';

const enforcerProgram = process.env.PLINTH_LAB_ENFORCER;
const hosts = ['cp1', 'w1', 'w2'] as const;

/** Monitors without a running target, as `namespace/name`: an image that does not exist, and a placeholder for the enforcer. */
const skippedMonitors = [
  'bank/broken',
  ...(enforcerProgram === undefined ? ['kube-flannel/kube-network-policies'] : []),
];

/** Tests the platform stack end to end: from the definition to ingress, metrics, alerts and logs. */
export const scenario: Scenario = {
  title: 'the platform stack provides ingress, metrics, alerts, logs and volumes to two tenants',
  hosts,
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const stacks = [new ReleaseStack(cluster, 'bootstrap'), new ReleaseStack(cluster, 'platform')] as const;
    const [bootstrap, platform] = stacks;
    const synthesise = async (tenantDefinitions: object) => {
      await cluster.synthesise({
        controlPlanes: ['cp1'],
        workers: ['w1', 'w2'],
        tenants: tenantDefinitions,
        options: { components },
      });
      return stacks.flatMap((stack) => stack.prepare());
    };
    const missingPrerequisites = await synthesise(tenants);
    const imagesToBuild = await listMissingImages(stackImages);
    if (missingPrerequisites.length + imagesToBuild.length > 0) {
      const images = imagesToBuild.length > 0 ? [`images: npm run lab -- images ${imagesToBuild.join(' ')}`] : [];
      const prerequisites =
        missingPrerequisites.length > 0
          ? [`${[...new Set(missingPrerequisites)].join(', ')}: ${prerequisitesAdvice}`]
          : [];
      report.skip('the platform stack', `not available: ${[...images, ...prerequisites].join('; ')}`);
      return;
    }
    const webhook = startWebhook(context);

    await context.step('the infrastructure stack is applied', () => cluster.apply());
    await context.step('the images of enforcer and log collector are imported', () => importImages(context));
    await context.step('the bootstrap stack is applied: network, DNS, nodes Ready', () => bootstrap.apply());
    await context.step('the platform stack is applied: components and tenants', () => platform.apply());
    const pods = new Pods(cluster);
    await context.step('every pod is Ready, except that of the application without an image', async () => {
      const allReady = async () =>
        (await pods.listUnready()).every((name) => name.includes('bank/broken')) ? true : undefined;
      await waitFor(300, allReady, 'pods are not Ready').catch(async (error: unknown) => {
        throw new Error(`${String(error)}: ${(await pods.listUnready()).join(', ')}`);
      });
    });
    await report.check('the tenant creates the Secret with its alert receivers', () =>
      cluster.kubectl(
        `-n bank create secret generic alert-receivers --from-literal=critical=${webhook.url}/critical --from-literal=warning=${webhook.url}/warning`,
      ),
    );
    await checkIngress(cluster, hosts);
    await checkMetrics(cluster, hosts.length, skippedMonitors);
    await report.check('volumes of Prometheus, Alertmanager and Loki are bound', async () => {
      const { stdout } = await cluster.kubectl(
        'get pvc -A --output=jsonpath={.items[*].status.phase}/{.items[*].spec.storageClassName}',
      );
      if (stdout !== 'Bound Bound Bound/local-path local-path local-path') throw new Error(stdout);
    });
    await checkLogs(cluster, pods);
    if (enforcerProgram !== undefined) await checkPolicies(cluster, pods);
    else report.skip('policies are enforced', 'set PLINTH_LAB_ENFORCER to a program that enforces NetworkPolicies');
    await checkAlerts(cluster, webhook, skippedMonitors);
    await context.step('a definition with a redirect from an additional host is applied', async () => {
      await synthesise(tenantsWithRedirect);
      const { stdout } = await platform.apply();
      if (!stdout.includes('0 added, 2 changed, 0 destroyed')) throw new Error(stdout.split('\n').at(-2));
    });
    await checkRedirect(cluster);
    await report.check('a second plan has no changes', async () => {
      await cluster.expectPlan();
      for (const stack of stacks) await stack.expectNoChanges();
    });
    await report.check('the stacks are destroyed in reverse order', async () => {
      await platform.destroy();
      await bootstrap.destroy();
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of hosts) await expectCleanHost(context, host);
    });
  },
};

/**
 * Imports substitutes for images that cannot be built from Go modules: the given enforcer or, without one, a program that
 * only sleeps; and for Alloy the lab's echo.
 */
async function importImages(context: ScenarioContext): Promise<void> {
  const programsFolder = join(context.folder, 'programs');
  await buildLabPrograms(programsFolder, 'echo', 'pause');
  const importImage = (name: string, path: string, file: string) =>
    context.importImage({ references: listImageReferences(name), entrypoint: [path], files: { [path]: file } }, hosts);
  await importImage('kube-network-policies', '/bin/netpol', enforcerProgram ?? join(programsFolder, 'pause'));
  await importImage('alloy', '/echo', join(programsFolder, 'echo'));
}
