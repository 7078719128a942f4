import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillDisk, freeDisk } from '../../../lab/faults';
import { startHost, stopHost } from '../../../lab/hosts';
import { knownHostsFile, user } from '../../../lab/layout';
import { inside } from '../../../lab/network';
import type { Scenario, Site } from '../../../lab/scenario';
import { hostAnswers } from '../../../lab/ssh';
import { CommandError, run } from '../../../tools/command';
import { isClean, OnPremises } from './terraformed/cluster';

/** What goes wrong is told in full before anything is changed, and what was interrupted is finished by applying again. */
export const scenario: Scenario = {
  title: 'failures say what to do and change nothing, and an apply that was killed is finished by the next',
  hosts: ['cp1', 'w1', 'w2'],
  async run(site) {
    const { report, lab } = site;
    const cluster = new OnPremises(site);
    const hosts = { controlPlanes: ['cp1'], workers: ['w1', 'w2'] };

    await report.check('a host down, a wrong host key and a full disk: all told at once, nothing changed', async () => {
      await fillDisk(lab, site.host('cp1'));
      await stopHost(lab, 'w2');
      const knownHosts = join(site.folder, 'known_hosts');
      const { address } = site.host('w1');
      const lines = readFileSync(knownHostsFile(lab), 'utf8').split('\n');
      writeFileSync(knownHosts, lines.filter((line) => !line.startsWith(`${address},`)).join('\n'));
      await cluster.describe({ ...hosts, more: { ssh: { ...cluster.ssh, knownHosts } } });
      await cluster.applyFails(
        '/var/lib has',
        `ssh-keyscan -p 22 ${address} >> ${knownHosts}`,
        'w2 (10.77.0.13): unreachable: no answer on port 22',
        'preflight findings: 3; nothing was changed on any host',
      );
      await startHost(lab, site.host('w2'));
      await hostAnswers(lab, site.host('w2'));
      await freeDisk(lab, site.host('cp1'));
      for (const host of ['cp1', 'w1', 'w2']) await isClean(site, host);
    });
    await report.check('a wrong user key: told for every host, nothing changed', async () => {
      const privateKey = join(site.folder, 'other_key');
      await run('sh', ['-c', 'rm -f "$1" && ssh-keygen -q -t ed25519 -N "" -f "$1"', 'sh', privateKey]);
      await cluster.describe({ ...hosts, more: { ssh: { ...cluster.ssh, privateKey } } });
      await cluster.applyFails(`the host rejects user '${user}' with ${privateKey}`, 'preflight findings: 3');
      for (const host of ['cp1', 'w1', 'w2']) await isClean(site, host);
    });
    await report.check('a program with a wrong checksum is not installed', async () => {
      const version = '1.36.3';
      const wrong = createHash('sha256').update('what was promised').digest('hex');
      const folder = `/var/lib/site/kubernetes/v${version}`;
      await site.on('cp1', `sudo mkdir -p ${folder} && echo '#!/bin/true' | sudo tee ${folder}/kubeadm`);
      await site.on('cp1', `echo '${wrong}  kubernetes/v${version}/kubeadm' | sudo tee /var/lib/site/SHA256SUMS`);
      await cluster.describe({ controlPlanes: ['cp1'], more: { artifacts: { url: 'file:///var/lib/site' } } });
      await cluster.applyFails(`kubernetes/v${version}/kubeadm does not match SHA256SUMS: it was not installed`);
      await site.on('cp1', '! command -v kubeadm');
    });

    await cluster.describe(hosts);
    for (const seconds of [8, 20, 45]) {
      await site.step(`Terraform is killed ${seconds} s after it began`, () => killedAfter(site, cluster, seconds));
    }
    await site.step('applied again: the cluster stands', async () => {
      await cluster.apply();
      await cluster.network();
      await cluster.hasNodes('cp1', 'w1', 'w2');
    });
    await report.check('no changes after that', () => cluster.plans());
    await report.check(
      'a host that Terraform takes for a member by mistake: joined by -replace, which touches no other',
      async () => {
        // As a Terraform leaves it that is killed outright between two steps.
        await site.on('w2', 'sudo kubeadm reset --force && sudo rm -rf /etc/plinth /etc/cni/net.d/*');
        await cluster.kubectl('delete node w2');
        await cluster.plans();
        const { stdout } = await cluster.terraform(
          ...['apply', '-auto-approve', '-input=false', '-replace=terraform_data.nodes'],
        );
        if (!stdout.includes('1 added, 0 changed, 1 destroyed')) throw new Error(stdout.split('\n').at(-2));
        await cluster.hasNodes('cp1', 'w1', 'w2');
      },
    );
    await report.check('destroying a single worker by -target is refused, and no host was changed', async () => {
      const printed = await cluster
        .terraform('destroy', '-auto-approve', '-input=false', '-target=terraform_data.worker["w2"]')
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      if (!(printed instanceof CommandError) || !printed.output.includes('remove the host from the definition'))
        throw new Error('it was not refused');
      // The file of the kubeconfig is gone from this machine by then.
      await cluster.apply();
      await cluster.hasNodes('cp1', 'w1', 'w2');
      await cluster.plans();
    });
    await report.check('killed while a worker leaves, and applied again: it is gone', async () => {
      await cluster.describe({ controlPlanes: ['cp1'], workers: ['w1'] });
      await killedAfter(site, cluster, 4);
      await cluster.apply();
      await cluster.hasNodes('cp1', 'w1');
      await isClean(site, 'w2');
    });
    await report.check('a host that is gone does not stop a teardown: it is left out, with a warning', async () => {
      await stopHost(lab, 'w1');
      const { stdout } = await cluster.terraform('destroy', '-auto-approve', '-input=false');
      if (!stdout.includes('w1: warning: was not reset (no answer on port 22')) throw new Error('no warning of w1');
      await isClean(site, 'cp1');
    });
  },
};

/** Begins an apply and kills Terraform outright; what it had begun may go on. */
async function killedAfter(site: Site, cluster: OnPremises, seconds: number): Promise<void> {
  const [program, args] = inside(site.lab, cluster.terraformCommand('apply', '-auto-approve', '-input=false'));
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
  const terraform = spawn(program, args, { stdio: 'ignore', env });
  const ended = new Promise<void>((resolve) => terraform.on('close', resolve));
  await Promise.race([ended, sleep(seconds * 1000)]);
  if (terraform.exitCode !== null) throw new Error('it was done before it could be killed');
  terraform.kill('SIGKILL');
  await ended;
}
