import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../../../lab/scenario';
import { echoPod } from './by-hand/cluster';
import { isClean, OnPremises } from './terraformed/cluster';
import { howToHave, Releases } from './terraformed/releases';

/** Without the enforcer of flannel's chart, whose image cannot be made here. */
const components = [{ kind: 'flannel', networkPolicy: false }, { kind: 'core-dns' }];

/** The second stack on real hosts: what it brings makes nodes Ready, and it waits for that. */
export const scenario: Scenario = {
  title: 'the bootstrap brings network and DNS as Helm releases, and ends when every node is Ready',
  hosts: ['cp1', 'w1', 'w2'],
  async run(site) {
    const { report } = site;
    const cluster = new OnPremises(site);
    const bootstrap = new Releases(cluster, 'bootstrap');
    const described = async (...workers: string[]) => {
      await cluster.describe({ controlPlanes: ['cp1'], workers, more: { components } });
      return bootstrap.prepare();
    };

    const absent = await described('w1');
    if (absent.length > 0) {
      report.skip('network, DNS, and nodes Ready', `not at hand: ${absent.join(', ')}; ${howToHave}`);
      return;
    }
    await site.step('the infrastructure ends with nodes that wait for a network', async () => {
      await cluster.apply();
      const ready = '{.items[*].status.conditions[?(@.type=="Ready")].status}';
      const { stdout } = await cluster.kubectl(`get nodes --output=jsonpath=${ready}`);
      if (stdout !== 'False False') throw new Error(`Ready is ${stdout}`);
    });
    await site.step('the bootstrap brings flannel and CoreDNS, and nodes are Ready when it ends', async () => {
      await bootstrap.apply();
      const { stdout } = await cluster.kubectl('wait --for=condition=Ready node --all --timeout=1s');
      if (stdout.trim().split('\n').length !== 2) throw new Error(stdout);
    });
    await report.check('applied again: no changes', () => bootstrap.isSettled());
    await report.check('a pod calls a Service by its name, on the other host', async () => {
      await cluster.kubectl('apply --filename=-', readFileSync(join(__dirname, 'by-hand/echo.yaml'), 'utf8'));
      await cluster.kubectl('rollout status daemonset/echo --timeout=120s');
      const [here, there] = [await echoPod(site, 'cp1'), await echoPod(site, 'w1')];
      await cluster.kubectl(`exec ${here.name} -- /echo get http://echo.default.svc.cluster.local/`);
      await cluster.kubectl(`exec ${here.name} -- /echo get http://${there.address}:8080/`);
    });
    await report.check('a worker added: the bootstrap waits for it, and changes nothing else', async () => {
      await described('w1', 'w2');
      await cluster.apply();
      const { stdout } = await bootstrap.apply();
      if (!stdout.includes('1 added, 0 changed, 1 destroyed')) throw new Error(stdout.split('\n').at(-2));
      await cluster.hasNodes('cp1', 'w1', 'w2');
    });
    await report.check('torn down, in the opposite order', async () => {
      await bootstrap.destroy();
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'w1', 'w2']) await isClean(site, host);
    });
  },
};
