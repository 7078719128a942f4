import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillDisk, freeDisk } from '../../../lab/faults';
import { startHost, stopHost } from '../../../lab/hosts';
import { knownHostsFile, labUser } from '../../../lab/layout';
import { networkCommand } from '../../../lab/network';
import type { Scenario, ScenarioContext } from '../../../lab/scenario';
import { waitForHost } from '../../../lab/ssh';
import { CommandError, run } from '../../../tools/command';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';

/** Tests that preflight errors are reported together before any change, and that an interrupted apply can be repeated. */
export const scenario: Scenario = {
  title: 'preflight errors change nothing, and the next apply completes one that was killed',
  hosts: ['cp1', 'w1', 'w2'],
  async run(context) {
    const { report, lab } = context;
    const cluster = new OnPremCluster(context);
    const hosts = { controlPlanes: ['cp1'], workers: ['w1', 'w2'] };

    await report.check(
      'a host that is off, an unknown host key and a full disk are reported together, and nothing is changed',
      async () => {
        await fillDisk(lab, context.host('cp1'));
        await stopHost(lab, 'w2');
        const knownHosts = join(context.folder, 'known_hosts');
        const { address } = context.host('w1');
        const lines = readFileSync(knownHostsFile(lab), 'utf8').split('\n');
        writeFileSync(knownHosts, lines.filter((line) => !line.startsWith(`${address},`)).join('\n'));
        await cluster.synthesise({ ...hosts, options: { ssh: { ...cluster.ssh, knownHosts } } });
        await cluster.expectApplyError(
          '/var/lib has',
          `ssh-keyscan -p 22 ${address} >> ${knownHosts}`,
          'w2 (10.77.0.13): unreachable: no answer on port 22',
          'preflight findings: 3; nothing was changed on any host',
        );
        await startHost(lab, context.host('w2'));
        await waitForHost(lab, context.host('w2'));
        await freeDisk(lab, context.host('cp1'));
        for (const host of ['cp1', 'w1', 'w2']) await expectCleanHost(context, host);
      },
    );
    await report.check('a wrong user key is reported for every host, and nothing is changed', async () => {
      const privateKey = join(context.folder, 'other_key');
      await run('sh', ['-c', 'rm -f "$1" && ssh-keygen -q -t ed25519 -N "" -f "$1"', 'sh', privateKey]);
      await cluster.synthesise({ ...hosts, options: { ssh: { ...cluster.ssh, privateKey } } });
      await cluster.expectApplyError(`the host rejects user '${labUser}' with ${privateKey}`, 'preflight findings: 3');
      for (const host of ['cp1', 'w1', 'w2']) await expectCleanHost(context, host);
    });
    await report.check('a program with a wrong checksum is not installed', async () => {
      const version = '1.36.3';
      const wrongChecksum = createHash('sha256').update('another file').digest('hex');
      const folder = `/var/lib/site/kubernetes/v${version}`;
      await context.runOnHost('cp1', `sudo mkdir -p ${folder} && echo '#!/bin/true' | sudo tee ${folder}/kubeadm`);
      await context.runOnHost(
        'cp1',
        `echo '${wrongChecksum}  kubernetes/v${version}/kubeadm' | sudo tee /var/lib/site/SHA256SUMS`,
      );
      await cluster.synthesise({ controlPlanes: ['cp1'], options: { artifacts: { url: 'file:///var/lib/site' } } });
      await cluster.expectApplyError(`kubernetes/v${version}/kubeadm does not match SHA256SUMS: it was not installed`);
      await context.runOnHost('cp1', '! command -v kubeadm');
    });

    await cluster.synthesise(hosts);
    for (const seconds of [8, 20, 45]) {
      await context.step(`Terraform is killed ${seconds} s after its start`, () =>
        killApplyAfter(context, cluster, seconds),
      );
    }
    await context.step('the next apply completes the cluster', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes('cp1', 'w1', 'w2');
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await report.check(
      'a host that is in the state but not in the cluster joins with -replace, without changes to other hosts',
      async () => {
        // The state after Terraform was killed between two steps.
        await context.runOnHost('w2', 'sudo kubeadm reset --force && sudo rm -rf /etc/plinth /etc/cni/net.d/*');
        await cluster.kubectl('delete node w2');
        await cluster.expectPlan();
        const { stdout } = await cluster.terraform(
          ...['apply', '-auto-approve', '-input=false', '-replace=terraform_data.nodes'],
        );
        if (!stdout.includes('1 added, 0 changed, 1 destroyed')) throw new Error(stdout.split('\n').at(-2));
        await cluster.expectNodes('cp1', 'w1', 'w2');
      },
    );
    await report.check('destroying a single worker with -target is rejected, and no host is changed', async () => {
      const error = await cluster
        .terraform('destroy', '-auto-approve', '-input=false', '-target=terraform_data.worker["w2"]')
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      if (!(error instanceof CommandError) || !error.output.includes('remove the host from the definition'))
        throw new Error('the destroy was not rejected');
      // The rejected destroy has already removed the local kubeconfig file.
      await cluster.apply();
      await cluster.expectNodes('cp1', 'w1', 'w2');
      await cluster.expectPlan();
    });
    await report.check('the next apply completes the removal of a worker that was killed', async () => {
      await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1'] });
      await killApplyAfter(context, cluster, 4);
      await cluster.apply();
      await cluster.expectNodes('cp1', 'w1');
      await expectCleanHost(context, 'w2');
    });
    await report.check('destroy skips an unreachable host with a warning', async () => {
      await stopHost(lab, 'w1');
      const { stdout } = await cluster.terraform('destroy', '-auto-approve', '-input=false');
      if (!stdout.includes('w1: warning: was not reset (no answer on port 22')) throw new Error('no warning of w1');
      await expectCleanHost(context, 'cp1');
    });
  },
};

/** Starts an apply and kills Terraform after some seconds; its child processes may continue. */
async function killApplyAfter(context: ScenarioContext, cluster: OnPremCluster, seconds: number): Promise<void> {
  const [program, args] = networkCommand(
    context.lab,
    cluster.terraformCommand('apply', '-auto-approve', '-input=false'),
  );
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
  const terraform = spawn(program, args, { stdio: 'ignore', env });
  const closed = new Promise<void>((resolve) => terraform.on('close', resolve));
  await Promise.race([closed, sleep(seconds * 1000)]);
  if (terraform.exitCode !== null) throw new Error('terraform exited before it was killed');
  terraform.kill('SIGKILL');
  await closed;
}
