import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { knownHostsFile, privateKeyFile, user, type Host, type Lab } from './layout';

/** Makes the key pair that every host of the lab lets in. */
export async function makeUserKey(lab: Lab): Promise<void> {
  mkdirSync(lab.folder, { recursive: true, mode: 0o700 });
  await keyPair(privateKeyFile(lab));
}

/** Writes what cloud-init reads on a host's first start: its name, its host key, and who may log in. */
export async function writeSeed(lab: Lab, host: Host): Promise<void> {
  const folder = join(host.folder, 'seed');
  mkdirSync(folder, { recursive: true });
  const hostKey = join(host.folder, 'ssh_host_ed25519');
  await keyPair(hostKey);
  const userData = {
    ssh_keys: { ed25519_private: readFileSync(hostKey, 'utf8'), ed25519_public: publicKey(hostKey) },
    users: [
      {
        name: user,
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        shell: '/bin/bash',
        ssh_authorized_keys: [publicKey(privateKeyFile(lab))],
      },
    ],
  };
  writeFileSync(join(folder, 'meta-data'), `instance-id: ${host.name}\nlocal-hostname: ${host.name}\n`);
  writeFileSync(join(folder, 'user-data'), `#cloud-config\n${JSON.stringify(userData, null, 2)}\n`, { mode: 0o600 });
}

/** Writes known_hosts anew: one line for each of these hosts, by address and by name. */
export function writeKnownHosts(lab: Lab, hosts: readonly Host[]): void {
  const lines = hosts.map(
    (host) => `${host.address},${host.name} ${publicKey(join(host.folder, 'ssh_host_ed25519'))}\n`,
  );
  writeFileSync(knownHostsFile(lab), lines.join(''));
}

async function keyPair(path: string): Promise<void> {
  if (existsSync(`${path}.pub`)) return;
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', path]);
}

function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, 'utf8').trim();
}
