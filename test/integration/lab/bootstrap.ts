import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../../../lab/scenario';
import { getEchoPod } from './kubeadm/cluster';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';
import { prerequisitesAdvice, ReleaseStack } from './terraform/releases';

/** Components without the network policy enforcer of flannel's chart, whose image cannot be built here. */
const components = [{ kind: 'flannel', networkPolicy: false }, { kind: 'core-dns' }];

/** Tests that the bootstrap stack makes nodes Ready, and waits for them. */
export const scenario: Scenario = {
  title: 'the bootstrap stack installs network and DNS as Helm releases, and completes when every node is Ready',
  hosts: ['cp1', 'w1', 'w2'],
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const bootstrap = new ReleaseStack(cluster, 'bootstrap');
    const synthesise = async (...workers: string[]) => {
      await cluster.synthesise({ controlPlanes: ['cp1'], workers, options: { components } });
      return bootstrap.prepare();
    };

    const missing = await synthesise('w1');
    if (missing.length > 0) {
      report.skip('network, DNS, and nodes Ready', `not available: ${missing.join(', ')}; ${prerequisitesAdvice}`);
      return;
    }
    await context.step('the infrastructure stack creates nodes that are not Ready', async () => {
      await cluster.apply();
      const ready = '{.items[*].status.conditions[?(@.type=="Ready")].status}';
      const { stdout } = await cluster.kubectl(`get nodes --output=jsonpath=${ready}`);
      if (stdout !== 'False False') throw new Error(`Ready is ${stdout}`);
    });
    await context.step('the bootstrap stack installs flannel and CoreDNS, and nodes are Ready at its end', async () => {
      await bootstrap.apply();
      const { stdout } = await cluster.kubectl('wait --for=condition=Ready node --all --timeout=1s');
      if (stdout.trim().split('\n').length !== 2) throw new Error(stdout);
    });
    await report.check('a second plan has no changes', () => bootstrap.expectNoChanges());
    await report.check('a pod calls a Service by name, and a pod on the other host', async () => {
      await cluster.kubectl('apply --filename=-', readFileSync(join(__dirname, 'kubeadm/echo.yaml'), 'utf8'));
      await cluster.kubectl('rollout status daemonset/echo --timeout=120s');
      const [caller, target] = [await getEchoPod(context, 'cp1'), await getEchoPod(context, 'w1')];
      await cluster.kubectl(`exec ${caller.name} -- /echo get http://echo.default.svc.cluster.local/`);
      await cluster.kubectl(`exec ${caller.name} -- /echo get http://${target.address}:8080/`);
    });
    await report.check('after adding a worker, the bootstrap stack waits for it and changes nothing else', async () => {
      await synthesise('w1', 'w2');
      await cluster.apply();
      const { stdout } = await bootstrap.apply();
      if (!stdout.includes('1 added, 0 changed, 1 destroyed')) throw new Error(stdout.split('\n').at(-2));
      await cluster.expectNodes('cp1', 'w1', 'w2');
    });
    await report.check('the stacks are destroyed in reverse order', async () => {
      await bootstrap.destroy();
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'w1', 'w2']) await expectCleanHost(context, host);
    });
  },
};
