import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startHost, stopHost } from '../../../lab/hosts';
import { unexpectedOutput, type Scenario, type ScenarioContext } from '../../../lab/scenario';
import { waitForHost } from '../../../lab/ssh';
import { waitFor } from '../../../lab/wait-for';
import { CommandError } from '../../../tools/command';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';

/** Pods on w2 that need 20 seconds to stop, so that its removal takes longer than preflight checks. */
const slowPods = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: slow}
spec:
  replicas: 2
  selector: {matchLabels: {app: slow}}
  template:
    metadata: {labels: {app: slow}}
    spec:
      nodeSelector: {kubernetes.io/hostname: w2}
      terminationGracePeriodSeconds: 40
      containers: [{name: echo, image: "registry.lab.example/echo:1.0.0", lifecycle: {preStop: {sleep: {seconds: 20}}}}]
`;

/** Tests that interrupted joins, concurrent applies, renamed hosts, changed ranges and a lost state destroy nothing. */
export const scenario: Scenario = {
  title: 'faults of hosts and operators: each apply completes the cluster or fails without damage',
  hosts: ['cp1', 'w1', 'w2'],
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const synthesise = (workers: readonly string[], options?: object) =>
      cluster.synthesise({ controlPlanes: ['cp1'], workers, ...(options === undefined ? {} : { options }) });

    await synthesise(['w1']);
    await context.step('a cluster with one worker is created', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes('cp1', 'w1');
    });

    for (const file of ['bootstrap-kubelet.conf', 'kubelet.conf']) {
      await report.check(
        `a worker that loses power when its join has written ${file} joins with the next apply`,
        async () => {
          await synthesise(['w1', 'w2']);
          await losePowerDuringJoin(context, cluster, 'w2', file);
          await cluster.apply();
          await cluster.expectNodes('cp1', 'w1', 'w2');
          await expectState(context, 'w2', 'stage=joined', 'name=w2');
          await synthesise(['w1']);
          await cluster.apply();
          await expectCleanHost(context, 'w2');
        },
      );
    }

    await report.check('two applies that add the same worker at once leave it Ready', async () => {
      await synthesise(['w1', 'w2']);
      const copy = join(context.folder, 'copy');
      rmSync(copy, { recursive: true, force: true });
      cpSync(cluster.outputFolder, copy, { recursive: true });
      const stack = join(copy, 'cdktf.out/stacks/dc1-infrastructure');
      const applyCopy = context.runInNetwork(
        ['terraform', `-chdir=${stack}`, 'apply', '-auto-approve', '-input=false', '-no-color'],
        { env: { CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' }, log: join(context.folder, 'copy.log') },
      );
      const [result, copyResult] = await Promise.allSettled([cluster.apply(), applyCopy]);
      if (result.status === 'rejected' && copyResult.status === 'rejected') throw result.reason;
      await cluster.expectNodes('cp1', 'w1', 'w2');
      await expectState(context, 'w2', 'stage=joined', 'name=w2');
      if (result.status === 'rejected') await cluster.apply();
    });
    await report.check('a Ready node whose host is recorded as joining is not deleted by -replace', async () => {
      const uid = await getNodeUid(cluster, 'w2');
      await context.runOnHost('w2', 'sudo sed -i s/^stage=joined/stage=joining/ /etc/plinth/cluster');
      await expectState(context, 'w2', 'stage=joining');
      await cluster.terraform('apply', '-auto-approve', '-input=false', '-replace=terraform_data.nodes');
      await expectState(context, 'w2', 'stage=joined');
      if ((await getNodeUid(cluster, 'w2')) !== uid) throw new Error('the node w2 was deleted and created again');
    });

    await report.check('a renamed host is not reset while it is drained, and joins with the next apply', async () => {
      await cluster.kubectl('apply --filename=-', slowPods);
      await cluster.kubectl('rollout status deployment/slow --timeout=120s');
      const workers = { w1: context.host('w1').address, w9: context.host('w2').address };
      await synthesise([], { workers });
      await cluster.expectPlan('create worker["w9"]', 'delete worker["w2"]');
      await cluster.expectApplyError('w9: is worker w2 of this cluster: remove w2 from the definition');
      await expectCleanHost(context, 'w2');
      await cluster.kubectl('delete deployment slow --wait=false');
      await cluster.apply();
      await cluster.expectNodes('cp1', 'w1', 'w9');
      await expectState(context, 'w2', 'stage=joined', 'name=w9');
      await synthesise(['w1']);
      await cluster.apply();
      await expectCleanHost(context, 'w2');
    });

    await report.check('other address ranges are refused without a lock file, and nothing is changed', async () => {
      const before = await getClusterRanges(cluster);
      if (!before.includes('10.244.0.0/16')) throw new Error(`unexpected ranges: ${before}`);
      await synthesise(['w1'], { podCidr: '10.100.0.0/16' });
      await cluster.expectApplyError(
        'clusters.dc1.podCidr is 10.100.0.0/16: the cluster was created with 10.244.0.0/16',
        "write podCidr: '10.244.0.0/16'",
      );
      await synthesise(['w1'], { serviceCidr: '10.200.0.0/16' });
      await cluster.expectApplyError("write serviceCidr: '10.96.0.0/16'");
      if ((await getClusterRanges(cluster)) !== before) throw new Error('the ranges of the cluster have changed');
      await synthesise(['w1']);
      await cluster.apply();
      await cluster.expectPlan();
    });

    await report.check(
      'a cluster whose Terraform state was lost is not reset, and is imported with its identity',
      async () => {
        const identity = await cluster.identity();
        const uids = await Promise.all(['cp1', 'w1'].map((name) => getNodeUid(cluster, name)));
        const state = join(cluster.outputFolder, 'state/dc1-infrastructure.tfstate');
        if (!existsSync(state)) throw new Error(`${state} does not exist`);
        rmSync(state);
        await cluster.expectApplyError(
          'belongs to a cluster with the same name',
          `terraform import terraform_data.identity ${identity}`,
          'nothing was changed on any host',
        );
        await cluster.terraform('state', 'rm', 'terraform_data.identity');
        await cluster.terraform('import', '-input=false', 'terraform_data.identity', identity);
        await cluster.apply();
        await cluster.expectPlan();
        await cluster.expectNodes('cp1', 'w1');
        if ((await cluster.identity()) !== identity) throw new Error('the identity of the cluster has changed');
        const uidsAfter = await Promise.all(['cp1', 'w1'].map((name) => getNodeUid(cluster, name)));
        if (uidsAfter.join() !== uids.join()) throw new Error('a node was deleted and created again');
      },
    );

    await report.check('the cluster is destroyed', async () => {
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'w1', 'w2']) await expectCleanHost(context, host);
    });
  },
};

/** Applies, powers the host off as soon as its join has written a file of /etc/kubernetes, and starts it again. */
async function losePowerDuringJoin(
  context: ScenarioContext,
  cluster: OnPremCluster,
  name: string,
  file: string,
): Promise<void> {
  const host = context.host(name);
  const path = join(host.folder, 'upper/etc/kubernetes', file);
  const apply = cluster.apply().then(
    () => undefined,
    (error: unknown) => error,
  );
  await waitFor(180, () => (existsSync(path) ? true : undefined), `${path} was not written`);
  await stopHost(context.lab, name);
  await startHost(context.lab, host);
  await waitForHost(context.lab, host);
  const error = await apply;
  if (!(error instanceof CommandError)) throw new Error('the interrupted apply did not fail');
  await expectState(context, name, 'stage=joining');
  const leftovers = await context.runOnHost(name, 'sudo ls -A /etc/kubernetes');
  if (!/kubelet\.conf|pki/.test(leftovers.stdout)) throw unexpectedOutput('the join left nothing', leftovers);
}

/** Checks that /etc/plinth/cluster of a host has these lines. */
async function expectState(context: ScenarioContext, host: string, ...lines: readonly string[]): Promise<void> {
  const state = await context.runOnHost(host, 'cat /etc/plinth/cluster');
  for (const line of lines)
    if (!state.stdout.split('\n').includes(line)) throw unexpectedOutput(`${host} has not the state ${line}`, state);
}

async function getNodeUid(cluster: OnPremCluster, node: string): Promise<string> {
  return (await cluster.kubectl(`get node ${node} --output=jsonpath={.metadata.uid}`)).stdout;
}

/** Returns the configuration of kubeadm and kube-proxy in the cluster, which contain its address ranges. */
async function getClusterRanges(cluster: OnPremCluster): Promise<string> {
  return (
    await cluster.kubectl('-n kube-system get configmap kubeadm-config kube-proxy --output=jsonpath={.items[*].data}')
  ).stdout;
}
