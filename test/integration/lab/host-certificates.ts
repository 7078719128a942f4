import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderHostCertificateCommands } from '../../../constructs/machines';
import type { Scenario, ScenarioContext } from '../../../lab/scenario';
import { run } from '../../../tools/command';
import { OnPremCluster } from './terraform/cluster';

const hosts = ['cp1', 'w1'];

/** Tests host keys that an SSH certificate authority signs: no host key is in a file of known hosts. */
export const scenario: Scenario = {
  title: 'hosts whose keys a certificate authority has signed become a cluster, and others are refused',
  hosts,
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const [authority, otherAuthority] = [await createAuthority(context, 'ca'), await createAuthority(context, 'other')];
    const knownHosts = join(context.folder, 'empty');
    writeFileSync(knownHosts, '');
    const trusting = (publicKey: string) =>
      cluster.synthesise({
        controlPlanes: ['cp1'],
        workers: ['w1'],
        options: { ssh: { ...cluster.ssh, knownHosts, hostCertificateAuthorities: [publicKey] } },
      });

    await trusting(authority.publicKey);
    await report.check('a host without certificate is refused, and nothing is changed on it', () =>
      cluster.expectApplyError(
        'the host key has no certificate of ssh.hostCertificateAuthorities',
        'nothing was changed',
      ),
    );
    await context.step('the hosts get certificates, as machines do at their first boot', async () => {
      for (const host of hosts) await certify(context, host, authority.key);
    });
    await context.step('the hosts become a cluster', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes(...hosts);
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await report.check('a host with an expired certificate is refused', async () => {
      await certify(context, 'w1', authority.key, '-2d:-1d');
      await cluster.terraform('taint', 'terraform_data.hosts');
      await cluster.expectApplyError('w1 (', 'the certificate of the host key is not valid');
    });
    await report.check('a host with a certificate of another authority is refused', async () => {
      await certify(context, 'w1', otherAuthority.key);
      await cluster.expectApplyError('w1 (', 'the host key has no certificate of ssh.hostCertificateAuthorities');
    });
    await context.step('with a valid certificate, the apply succeeds', async () => {
      await certify(context, 'w1', authority.key);
      await cluster.apply();
      await cluster.expectPlan();
    });
  },
};

/** Creates the key of a certificate authority, and returns the path of its private key, and its public key. */
async function createAuthority(context: ScenarioContext, name: string) {
  const key = join(context.folder, name);
  await run('sh', ['-c', 'rm -f "$1" "$1.pub" && ssh-keygen -q -t ed25519 -N "" -C authority -f "$1"', 'sh', key]);
  return { key, publicKey: readFileSync(`${key}.pub`, 'utf8').trim() };
}

/** Signs the key of a host for its address, and installs the certificate as user data of machines do. */
async function certify(context: ScenarioContext, host: string, key: string, validity = '+1d'): Promise<void> {
  const { address, folder } = context.host(host);
  const publicKey = join(context.folder, `${host}.pub`);
  writeFileSync(publicKey, readFileSync(join(folder, 'ssh_host_ed25519.pub')));
  await run('ssh-keygen', ['-q', '-s', key, '-I', host, '-h', '-n', address, '-V', validity, publicKey]);
  const certificate = readFileSync(join(context.folder, `${host}-cert.pub`), 'utf8').trim();
  const commands = renderHostCertificateCommands(`echo '${certificate}' >"$HOST_CERTIFICATE"`);
  await context.runOnHost(host, `sudo bash -eu -c "$(cat)"`, commands.join('\n'));
}
