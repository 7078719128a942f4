import { startHost, stopHost } from '../../../lab/hosts';
import type { Scenario, ScenarioContext } from '../../../lab/scenario';
import { waitForHost } from '../../../lab/ssh';
import { waitFor } from '../../../lab/wait-for';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';
import { expectEtcdMembers } from './terraform/etcd';

const endpoint = { address: '10.77.0.100', via: 'keepalived' };

/** Tests creation, replacement and removal of etcd on dedicated hosts. */
export const scenario: Scenario = {
  title: 'etcd runs on dedicated hosts, any of which can be lost and replaced, and no private key leaves its host',
  hosts: ['cp1', 'cp2', 'e1', 'e2', 'e3', 'e4'],
  async run(context) {
    const { report, lab } = context;
    const cluster = new OnPremCluster(context);
    const synthesise = (controlPlanes: readonly string[], etcd: readonly string[]) =>
      cluster.synthesise({ controlPlanes, etcd, options: { endpoint } });

    await synthesise(['cp1'], ['e1', 'e2', 'e3']);
    await context.step('one control plane and three etcd hosts are created', async () => {
      await cluster.apply();
      await expectEtcdMembers(context, 'e1', ['e1', 'e2', 'e3']);
    });
    await context.step('after flannel is applied, the control plane is the only node and Ready', async () => {
      await cluster.applyFlannel();
      await cluster.expectNodes('cp1');
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    const identity = await cluster.identity();
    await cluster.kubectl('create configmap existing --from-literal=word=retained');

    await report.check(
      'the key of the etcd CA is on no control plane, and no private key is in or next to the Terraform state',
      async () => {
        await context.runOnHost('cp1', '! sudo test -e /etc/kubernetes/pki/etcd/ca.key');
        const { stdout } = await cluster.terraform('show', '-json');
        if (/BEGIN|client-key|token/.test(stdout)) throw new Error('the state contains a secret');
        const keyFiles = await context.runInNetwork(['grep', '-rlE', 'BEGIN [A-Z ]*PRIVATE KEY', context.folder], {
          exitCodes: [0, 1],
        });
        if (keyFiles.stdout !== '') throw new Error(`private keys in ${keyFiles.stdout}`);
        await context.runOnHost(
          'e1',
          '! sudo test -e /etc/kubernetes/pki/apiserver-etcd-client.key && ! ls /run/plinth-*',
        );
      },
    );
    await report.check('a second control plane joins and is removed', async () => {
      await synthesise(['cp1', 'cp2'], ['e1', 'e2', 'e3']);
      await cluster.expectPlan('create control-plane["cp2"]', 'delete, create endpoint');
      await cluster.apply();
      await cluster.expectNodes('cp1', 'cp2');
      await synthesise(['cp1'], ['e1', 'e2', 'e3']);
      await cluster.apply();
      await cluster.expectNodes('cp1');
      await expectEtcdMembers(context, 'e1', ['e1', 'e2', 'e3']);
      await expectCleanHost(context, 'cp2');
    });

    await context.step('after the first etcd host is powered off, the API responds', async () => {
      await stopHost(lab, 'e1');
      await waitFor(30, async () => ((await isApiReady(cluster)) ? true : undefined), 'the API does not respond');
    });
    await report.check('the plan replaces the etcd host and changes the configuration of the API servers', async () => {
      await synthesise(['cp1'], ['e4', 'e2', 'e3']);
      await cluster.expectPlan('create etcd["e4"]', 'delete etcd["e1"]', 'delete, create configuration');
    });
    await context.step('the etcd host is replaced', async () => {
      const { stdout } = await cluster.apply();
      if (!stdout.includes('e1: warning: was not reset (no answer on port 22')) throw new Error('no warning of e1');
      await expectEtcdMembers(context, 'e2', ['e2', 'e3', 'e4']);
    });
    await report.check('the API server uses the current etcd hosts and has all data', async () => {
      const { stdout } = await context.runOnHost('cp1', "tr '\\0' '\\n' </proc/$(pgrep -x kube-apiserver)/cmdline");
      const actual = /^--etcd-servers=(.*)$/m.exec(stdout)?.[1] ?? '';
      const expected = ['e4', 'e2', 'e3'].map((name) => `https://${context.host(name).address}:2379`).join(',');
      if (actual !== expected) throw new Error(`the API server uses ${actual}`);
      const configMap = await cluster.kubectl('get configmap existing --output=jsonpath={.data.word}');
      if (configMap.stdout !== 'retained' || (await cluster.identity()) !== identity)
        throw new Error('the data or the cluster identity has changed');
    });
    await report.check('a plan after the replacement has no changes', () => cluster.expectPlan());
    await report.check('a member is not removed if etcd would lose its quorum', async () => {
      await stopHost(lab, 'e4');
      await cluster.expectRemovalError('etcd', 'e2', identity, 'which is no quorum');
      await startAndWait(context, 'e4');
      await waitFor(
        60,
        () =>
          expectEtcdMembers(context, 'e4', ['e2', 'e3', 'e4']).then(
            () => true,
            () => undefined,
          ),
        'not every etcd member is started',
      );
    });
    await report.check('the first etcd host, started and added again, joins as a new member', async () => {
      await startAndWait(context, 'e1');
      await synthesise(['cp1'], ['e1', 'e2', 'e3']);
      await cluster.apply();
      await expectEtcdMembers(context, 'e1', ['e1', 'e2', 'e3']);
      await expectCleanHost(context, 'e4');
      await cluster.expectNodes('cp1');
    });
    await report.check('all hosts are reset by one destroy', async () => {
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'e1', 'e2', 'e3']) await expectCleanHost(context, host);
    });
  },
};

async function startAndWait(context: ScenarioContext, host: string): Promise<void> {
  await startHost(context.lab, context.host(host));
  await waitForHost(context.lab, context.host(host));
}

async function isApiReady(cluster: OnPremCluster): Promise<boolean> {
  return cluster.kubectl('get --raw /readyz --request-timeout=3s').then(
    () => true,
    () => false,
  );
}
