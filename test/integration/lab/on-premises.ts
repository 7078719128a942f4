import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { down } from '../../../lab/down';
import type { Scenario } from '../../../lab/scenario';
import { up } from '../../../lab/up';
import { clusterByHand } from './by-hand/cluster';
import { isClean, OnPremises } from './terraformed/cluster';

const podsUnderLoad = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: busy}
spec:
  replicas: 4
  selector: {matchLabels: {app: busy}}
  template:
    metadata: {labels: {app: busy}}
    spec:
      containers: [{name: echo, image: "registry.lab.example/echo:1.0.0", readinessProbe: {httpGet: {path: /isReady, port: 8080}, periodSeconds: 1}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: busy}
spec: {minAvailable: 3, selector: {matchLabels: {app: busy}}}
`;

/** Build, expand, shrink, tear down and build again, with nothing but what the synthesised stack contains. */
export const scenario: Scenario = {
  title: 'a cluster is built, expanded, shrunk, torn down and built again on the same hosts',
  hosts: ['cp1', 'w1'],
  async run(site) {
    const { report, lab } = site;
    let start = Date.now();
    await clusterByHand(site);
    const byHand = (Date.now() - start) / 1000;
    await site.step('new hosts', async () => {
      await down(lab);
      await up({ lab, hosts: ['cp1', 'w1', 'w2'], progress: () => undefined });
    });

    const cluster = new OnPremises(site);
    await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1'] });
    start = Date.now();
    await site.step('built: one control plane, one worker', () => cluster.apply());
    await site.step("network: the lab's own flannel objects; nodes Ready", async () => {
      await cluster.network();
      await cluster.hasNodes('cp1', 'w1');
    });
    const built = (Date.now() - start) / 1000;
    await report.check(`built in at most 1.2 times of by hand (${seconds(built)} and ${seconds(byHand)})`, () => {
      // By hand, CoreDNS and a pod on each host came on top.
      if (built > 1.2 * byHand) throw new Error(`it took ${(built / byHand).toFixed(2)} times as long`);
    });
    await report.check('applied again: no changes', () => cluster.plans());
    await report.check('the kubeconfig is for its owner alone, and no key is in the state', async () => {
      if ((statSync(cluster.kubeconfig).mode & 0o777) !== 0o600) throw new Error('others may read it');
      const { stdout } = await cluster.terraform('show', '-json');
      if (/BEGIN|client-key|token/.test(stdout)) throw new Error('the state has a secret');
    });

    await report.check('plinth kubeconfig fetches it on another machine, for its owner alone', async () => {
      const file = join(site.folder, 'fetched.yaml');
      rmSync(file, { force: true });
      const plinth = [process.execPath, '--import', 'tsx', join(__dirname, '../../../src/cli/plinth.ts')];
      await site.inside([...plinth, 'kubeconfig', 'dc1', file, '--out', cluster.out]);
      if (readFileSync(file, 'utf8') !== readFileSync(cluster.kubeconfig, 'utf8')) throw new Error('it is another');
      if ((statSync(file).mode & 0o777) !== 0o600) throw new Error('others may read it');
    });

    await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1', 'w2'] });
    await site.step('a worker added: one resource is created', () => cluster.plans('create worker["w2"]'));
    await site.step('the worker joins', async () => {
      await cluster.apply();
      await cluster.hasNodes('cp1', 'w1', 'w2');
    });

    await report.check('labels and taints come and go without touching a member', async () => {
      const group = { hosts: { w2: site.host('w2').address }, labels: { disk: 'ssd' }, taints: ['gpu=yes:NoSchedule'] };
      await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1'], workerGroups: { gpu: group } });
      await cluster.plans('delete, create nodes');
      await cluster.apply();
      const shown = async () => {
        const { stdout } = await cluster.kubectl(
          'get node w2 --output=jsonpath={.metadata.labels.disk}|{.spec.taints[*].key}',
        );
        // A node that has just become Ready keeps a taint of Kubernetes' own for a moment.
        return stdout.replaceAll(/ ?node\.kubernetes\.io\/[a-z-]+/g, '');
      };
      if ((await shown()) !== 'ssd|gpu') throw new Error(await shown());
      await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1', 'w2'] });
      await cluster.apply();
      if ((await shown()) !== '|') throw new Error(`left: ${await shown()}`);
    });

    await site.step('pods with a disruption budget run', async () => {
      await cluster.kubectl('apply --filename=-', podsUnderLoad);
      await cluster.kubectl('rollout status deployment/busy --timeout=120s');
    });
    await report.check('a worker whose pods may not go is not removed, and takes pods again', async () => {
      await cluster.kubectl('patch pdb busy --patch={"spec":{"minAvailable":4}}');
      await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1'], more: { drainTimeoutSeconds: 8 } });
      await cluster.applyFails('could not be drained within 8 seconds', 'default/busy');
      const { stdout } = await cluster.kubectl('get node w2 --output=jsonpath={.spec.unschedulable}');
      if (stdout !== '') throw new Error('it is still cordoned');
    });
    await report.check('a worker is removed under load: never fewer pods than the budget says', async () => {
      await cluster.kubectl('patch pdb busy --patch={"spec":{"minAvailable":3}}');
      await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1'] });
      let least = Infinity;
      const over = new AbortController();
      const watch = (async () => {
        while (!over.signal.aborted) {
          const { stdout } = await cluster.kubectl('get deployment busy --output=jsonpath={.status.availableReplicas}');
          least = Math.min(least, Number(stdout));
        }
      })();
      await cluster.apply().finally(() => {
        over.abort();
      });
      await watch;
      if (least < 3) throw new Error(`${least} pods were left for a moment`);
      await cluster.hasNodes('cp1', 'w1');
    });
    await report.check('the removed worker is clean', () => isClean(site, 'w2'));

    await site.step('torn down', () => cluster.terraform('destroy', '-auto-approve', '-input=false'));
    for (const host of ['cp1', 'w1']) await report.check(`${host} is clean`, () => isClean(site, host));
    await report.check('built again on the same hosts', async () => {
      await cluster.apply();
      await cluster.network();
      await cluster.hasNodes('cp1', 'w1');
    });
    await report.check("torn down by state: 'removed'", async () => {
      await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1'], more: { state: 'removed' } });
      await cluster.apply();
      for (const host of ['cp1', 'w1']) await isClean(site, host);
    });
  },
};

function seconds(value: number): string {
  return `${value.toFixed(0)} s`;
}
