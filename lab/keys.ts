import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { knownHostsFile, privateKeyFile, labUser, type Host, type Lab } from './layout';

/** Creates the SSH key pair that every host of the lab accepts. */
export async function createUserKey(lab: Lab): Promise<void> {
  mkdirSync(lab.folder, { recursive: true, mode: 0o700 });
  await createKeyPair(privateKeyFile(lab));
}

/** Writes the cloud-init seed of a host: host name, SSH host key, and user with authorized key. */
export async function writeCloudInitSeed(lab: Lab, host: Host): Promise<void> {
  const folder = join(host.folder, 'seed');
  mkdirSync(folder, { recursive: true });
  const hostKey = join(host.folder, 'ssh_host_ed25519');
  await createKeyPair(hostKey);
  const userData = {
    ssh_keys: { ed25519_private: readFileSync(hostKey, 'utf8'), ed25519_public: publicKey(hostKey) },
    users: [
      {
        name: labUser,
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        shell: '/bin/bash',
        ssh_authorized_keys: [publicKey(privateKeyFile(lab))],
      },
    ],
  };
  writeFileSync(join(folder, 'meta-data'), `instance-id: ${host.name}\nlocal-hostname: ${host.name}\n`);
  writeFileSync(join(folder, 'user-data'), `#cloud-config\n${JSON.stringify(userData, null, 2)}\n`, { mode: 0o600 });
}

/** Overwrites known_hosts with one line per host: address, name and host key. */
export function writeKnownHosts(lab: Lab, hosts: readonly Host[]): void {
  const lines = hosts.map(
    (host) => `${host.address},${host.name} ${publicKey(join(host.folder, 'ssh_host_ed25519'))}\n`,
  );
  writeFileSync(knownHostsFile(lab), lines.join(''));
}

/** Creates an SSH key pair unless it exists. */
async function createKeyPair(path: string): Promise<void> {
  if (existsSync(`${path}.pub`)) return;
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', path]);
}

function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, 'utf8').trim();
}
