import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { down } from '../../../lab/down';
import type { Scenario } from '../../../lab/scenario';
import { up } from '../../../lab/up';
import { createKubeadmCluster } from './kubeadm/cluster';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';

const podsWithBudget = `
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

/** Tests the life cycle of a cluster with only the files of the synthesised stack. */
export const scenario: Scenario = {
  title: 'a cluster is created, scaled up, scaled down, destroyed and created again on the same hosts',
  hosts: ['cp1', 'w1'],
  async run(context) {
    const { report, lab } = context;
    let start = Date.now();
    await createKubeadmCluster(context);
    const kubeadmSeconds = (Date.now() - start) / 1000;
    await context.step('the hosts are replaced by new ones', async () => {
      await down(lab);
      await up({ lab, hosts: ['cp1', 'w1', 'w2'], progress: () => undefined });
    });

    const cluster = new OnPremCluster(context);
    await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1'] });
    start = Date.now();
    await context.step('a cluster with one control plane and one worker is created', () => cluster.apply());
    await context.step('after flannel is applied, the nodes are Ready', async () => {
      await cluster.applyFlannel();
      await cluster.expectNodes('cp1', 'w1');
    });
    const builtSeconds = (Date.now() - start) / 1000;
    await report.check(
      `creation takes at most 1.2 times as long as with plain kubeadm (${formatSeconds(builtSeconds)} and ${formatSeconds(kubeadmSeconds)})`,
      () => {
        // The time of the kubeadm cluster also includes CoreDNS and a pod on each host.
        if (builtSeconds > 1.2 * kubeadmSeconds)
          throw new Error(`creation took ${(builtSeconds / kubeadmSeconds).toFixed(2)} times as long`);
      },
    );
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await report.check('only the owner can read the kubeconfig, and the state contains no secret', async () => {
      if ((statSync(cluster.kubeconfig).mode & 0o777) !== 0o600) throw new Error('the file mode is not 600');
      const { stdout } = await cluster.terraform('show', '-json');
      if (/BEGIN|client-key|token/.test(stdout)) throw new Error('the state contains a secret');
    });

    await report.check('plinth kubeconfig downloads the kubeconfig, readable only by its owner', async () => {
      const file = join(context.folder, 'fetched.yaml');
      rmSync(file, { force: true });
      const plinth = [process.execPath, '--import', 'tsx', join(__dirname, '../../../src/cli/plinth.ts')];
      await context.runInNetwork([...plinth, 'kubeconfig', 'dc1', file, '--out', cluster.outputFolder]);
      if (readFileSync(file, 'utf8') !== readFileSync(cluster.kubeconfig, 'utf8'))
        throw new Error('the downloaded kubeconfig differs');
      if ((statSync(file).mode & 0o777) !== 0o600) throw new Error('the file mode is not 600');
    });

    await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1', 'w2'] });
    await context.step('the plan for an additional worker creates one resource', () =>
      cluster.expectPlan('create worker["w2"]'),
    );
    await context.step('the worker joins', async () => {
      await cluster.apply();
      await cluster.expectNodes('cp1', 'w1', 'w2');
    });

    await report.check('labels and taints are added and removed without changes to members', async () => {
      const group = {
        hosts: { w2: context.host('w2').address },
        labels: { disk: 'ssd' },
        taints: ['gpu=yes:NoSchedule'],
      };
      await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1'], workerGroups: { gpu: group } });
      await cluster.expectPlan('delete, create nodes');
      await cluster.apply();
      const getLabelAndTaint = async () => {
        const { stdout } = await cluster.kubectl(
          'get node w2 --output=jsonpath={.metadata.labels.disk}|{.spec.taints[*].key}',
        );
        // Kubernetes removes its own taints with a delay after a node has become Ready.
        return stdout.replaceAll(/ ?node\.kubernetes\.io\/[a-z-]+/g, '');
      };
      if ((await getLabelAndTaint()) !== 'ssd|gpu') throw new Error(await getLabelAndTaint());
      await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1', 'w2'] });
      await cluster.apply();
      if ((await getLabelAndTaint()) !== '|') throw new Error(`not removed: ${await getLabelAndTaint()}`);
    });

    await context.step('pods with a disruption budget run', async () => {
      await cluster.kubectl('apply --filename=-', podsWithBudget);
      await cluster.kubectl('rollout status deployment/busy --timeout=120s');
    });
    await report.check('a worker whose pods cannot be evicted is not removed and is uncordoned', async () => {
      await cluster.kubectl('patch pdb busy --patch={"spec":{"minAvailable":4}}');
      await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1'], options: { drainTimeoutSeconds: 8 } });
      await cluster.expectApplyError('could not be drained within 8 seconds', 'default/busy');
      const { stdout } = await cluster.kubectl('get node w2 --output=jsonpath={.spec.unschedulable}');
      if (stdout !== '') throw new Error('the node is still cordoned');
    });
    await report.check('the removal of a worker respects the disruption budget', async () => {
      await cluster.kubectl('patch pdb busy --patch={"spec":{"minAvailable":3}}');
      await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1'] });
      // Without a removal, or without pods on the worker, the budget would not be tested.
      await cluster.expectPlan('delete worker["w2"]');
      const pods = await cluster.kubectl(
        'get pods --selector=app=busy --field-selector=spec.nodeName=w2 --output=name',
      );
      if (pods.stdout === '') throw new Error('no pod with a budget runs on w2');
      let minAvailable = Infinity;
      const finished = new AbortController();
      const watcher = (async () => {
        while (!finished.signal.aborted) {
          const { stdout } = await cluster.kubectl('get deployment busy --output=jsonpath={.status.availableReplicas}');
          minAvailable = Math.min(minAvailable, Number(stdout));
        }
      })();
      await cluster.apply().finally(() => {
        finished.abort();
      });
      await watcher;
      if (minAvailable === Infinity) throw new Error('the number of available pods was never read');
      if (minAvailable < 3) throw new Error(`only ${minAvailable} pods were available`);
      await cluster.expectNodes('cp1', 'w1');
    });
    await report.check('the removed worker is reset', () => expectCleanHost(context, 'w2'));

    await context.step('the cluster is destroyed', () => cluster.terraform('destroy', '-auto-approve', '-input=false'));
    for (const host of ['cp1', 'w1']) await report.check(`${host} is reset`, () => expectCleanHost(context, host));
    await report.check('the cluster is created again on the same hosts', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes('cp1', 'w1');
    });
    await report.check("the cluster is removed by state: 'removed'", async () => {
      await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1'], options: { state: 'removed' } });
      await cluster.apply();
      for (const host of ['cp1', 'w1']) await expectCleanHost(context, host);
    });
  },
};

function formatSeconds(value: number): string {
  return `${value.toFixed(0)} s`;
}
