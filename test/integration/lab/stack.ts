import { join } from 'node:path';
import { buildOwn } from '../../../lab/artifacts';
import { chartImages } from '../../../lab/chart-images';
import { missingImages } from '../../../lab/optional-images';
import type { Scenario, Site } from '../../../lab/scenario';
import { within } from '../../../lab/within';
import { showAlerts } from './stacked/alerts';
import { changedTenants, components, stackImages, tenants } from './stacked/description';
import { showIngress, showRedirect } from './stacked/ingress';
import { showLogs } from './stacked/logs';
import { showMetrics } from './stacked/metrics';
import { Pods } from './stacked/pods';
import { showPolicies } from './stacked/policies';
import { startWebhook } from './stacked/webhook';
import { isClean, OnPremises } from './terraformed/cluster';
import { howToHave, Releases } from './terraformed/releases';

const enforcer = process.env.PLINTH_LAB_ENFORCER;
const hosts = ['cp1', 'w1', 'w2'] as const;

/** Monitors of what does not answer here, by namespace and name: an image that is nowhere, and pods that only wait. */
const idle = ['bank/broken', ...(enforcer === undefined ? ['kube-flannel/kube-network-policies'] : [])];

/** What the platform runs beside a cluster, from the description to what people have of it. */
export const scenario: Scenario = {
  title: 'the platform stack really runs: ingress, metrics, alerts, logs and volumes of two tenants',
  hosts,
  async run(site) {
    const { report } = site;
    const cluster = new OnPremises(site);
    const stacks = [new Releases(cluster, 'bootstrap'), new Releases(cluster, 'platform')] as const;
    const [bootstrap, platform] = stacks;
    const describe = async (described: object) => {
      const more = { components };
      await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1', 'w2'], tenants: described, more });
      return stacks.flatMap((stack) => stack.prepare());
    };
    const absent = await describe(tenants);
    const missing = await missingImages(stackImages);
    if (absent.length + missing.length > 0) {
      const images = missing.length > 0 ? [`images: npm run lab -- images ${missing.join(' ')}`] : [];
      const others = absent.length > 0 ? [`${[...new Set(absent)].join(', ')}: ${howToHave}`] : [];
      report.skip('the whole stack', `not at hand: ${[...images, ...others].join('; ')}`);
      return;
    }
    const webhook = startWebhook(site);

    await site.step('the infrastructure', () => cluster.apply());
    await site.step('images of the enforcer and the collector', () => bringImages(site));
    await site.step('the bootstrap: network, DNS, nodes Ready', () => bootstrap.apply());
    await site.step('the platform, and the releases of its tenants', () => platform.apply());
    const pods = new Pods(cluster);
    await site.step('every pod is Ready, but for the application that cannot start', async () => {
      const ready = async () =>
        (await pods.unready()).every((name) => name.includes('bank/broken')) ? true : undefined;
      await within(300, ready, 'pods are not Ready').catch(async (error: unknown) => {
        throw new Error(`${String(error)}: ${(await pods.unready()).join(', ')}`);
      });
    });
    await report.check('the tenant says where its alerts go', () =>
      cluster.kubectl(
        `-n bank create secret generic alert-receivers --from-literal=critical=${webhook.url}/critical --from-literal=warning=${webhook.url}/warning`,
      ),
    );
    await showIngress(cluster, hosts);
    await showMetrics(cluster, hosts.length, idle);
    await report.check('volumes of Prometheus, Alertmanager and Loki are bound', async () => {
      const { stdout } = await cluster.kubectl(
        'get pvc -A --output=jsonpath={.items[*].status.phase}/{.items[*].spec.storageClassName}',
      );
      if (stdout !== 'Bound Bound Bound/local-path local-path local-path') throw new Error(stdout);
    });
    await showLogs(cluster, pods);
    if (enforcer !== undefined) await showPolicies(cluster, pods);
    else report.skip('who reaches whom', 'name a program that enforces NetworkPolicies in PLINTH_LAB_ENFORCER');
    await showAlerts(cluster, webhook, idle);
    await site.step('a change of the description is applied, which gives a tenant one more host', async () => {
      await describe(changedTenants);
      const { stdout } = await platform.apply();
      if (!stdout.includes('0 added, 2 changed, 0 destroyed')) throw new Error(stdout.split('\n').at(-2));
    });
    await showRedirect(cluster);
    await report.check('applied again: no changes', async () => {
      await cluster.plans();
      for (const stack of stacks) await stack.isSettled();
    });
    await report.check('torn down, in the opposite order', async () => {
      await platform.destroy();
      await bootstrap.destroy();
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of hosts) await isClean(site, host);
    });
  },
};

/**
 * Images of what no Go module has. Who has no enforcer gets pods that wait in its place, and hold nobody to a policy; in
 * that of Alloy the lab's echo runs.
 */
async function bringImages(site: Site): Promise<void> {
  const own = join(site.folder, 'programs');
  await buildOwn(own, 'echo', 'pause');
  const bring = (name: string, at: string, file: string) =>
    site.bring({ references: chartImages(name), entrypoint: [at], files: { [at]: file } }, hosts);
  await bring('kube-network-policies', '/bin/netpol', enforcer ?? join(own, 'pause'));
  await bring('alloy', '/echo', join(own, 'echo'));
}
