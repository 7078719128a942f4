import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { listCgroups, createCgroups, listProcesses, removeCgroups } from './cgroups';
import type { HostImage } from './host-image';
import { writeKnownHosts, writeCloudInitSeed } from './keys';
import { gateway, resolveHost, hostsFolder, type Host, type Lab } from './layout';
import { connectHost, disconnectHost } from './network';
import { waitFor } from './wait-for';

const script = join(__dirname, 'host-start.sh');

/** Lists the hosts of a lab, running or not, in the order of their addresses. */
export function listHosts(lab: Lab): Host[] {
  if (!existsSync(hostsFolder(lab))) return [];
  const numbered = readdirSync(hostsFolder(lab))
    .filter((name) => existsSync(numberFile(lab, name)))
    .map((name) => ({ name, number: Number(readFileSync(numberFile(lab, name), 'utf8')) }));
  return numbered.sort((a, b) => a.number - b.number).map(({ name, number }) => resolveHost(lab, name, number));
}

/** Returns the host with this name. @throws if the lab has no such host */
export function getHost(lab: Lab, name: string): Host {
  const hosts = listHosts(lab);
  const host = hosts.find((candidate) => candidate.name === name);
  if (host) return host;
  throw new Error(
    `host "${name}" is not in lab "${lab.name}": it has ${hosts.map((existing) => existing.name).join(', ') || 'none'}`,
  );
}

/** Creates folder, keys, cloud-init seed and disk of each host that does not exist. Returns all named hosts. */
export async function createHosts(lab: Lab, names: readonly string[], image: HostImage): Promise<Host[]> {
  for (const name of names) {
    if (!/^[a-z][a-z0-9]{0,9}$/.test(name)) {
      throw new Error(`host name "${name}" is not valid: write 1 to 10 lower-case letters and digits, a letter first`);
    }
    const existingHosts = listHosts(lab);
    if (existingHosts.some((host) => host.name === name)) continue;
    const host = resolveHost(lab, name, existingHosts.length + 1);
    for (const folder of ['upper', 'work', 'root']) mkdirSync(join(host.folder, folder), { recursive: true });
    await writeCloudInitSeed(lab, host);
    await createDisk(host, image);
    // An existing host continues to use the image that it was created from, even if `up` builds a newer image.
    writeFileSync(layersFile(host), image.layers.join(':'));
    writeFileSync(numberFile(lab, name), String(existingHosts.length + 1));
  }
  writeKnownHosts(lab, listHosts(lab));
  return names.map((name) => getHost(lab, name));
}

/** Starts a host: namespaces, network, systemd. Does nothing if it already runs. */
export async function startHost(lab: Lab, host: Host): Promise<void> {
  if (tryGetInitPid(lab, host) !== undefined) return;
  await waitForFreeDisk(host);
  await disconnectHost(lab, host.name);
  const cgroups = createCgroups(lab, host.name);
  writeFileSync(join(host.folder, 'cgroups'), cgroups.map(({ hierarchy, path }) => `${hierarchy} ${path}\n`).join(''));
  const consoleFile = join(host.folder, 'console.log');
  const consoleDescriptor = openSync(consoleFile, 'a');
  const layers = readFileSync(layersFile(host), 'utf8');
  spawn(script, [host.folder, layers, host.name, host.address, gateway], {
    detached: true,
    stdio: ['ignore', consoleDescriptor, consoleDescriptor],
  }).unref();
  const pid = await waitFor(10, () => tryGetInitPid(lab, host), `host ${host.name} did not start; see ${consoleFile}`);
  await connectHost(lab, host, pid);
}

/** Powers a host off without a shutdown; its disk is retained as it is. */
export async function stopHost(lab: Lab, name: string): Promise<void> {
  await removeCgroups(listCgroups(lab, name));
  await disconnectHost(lab, name);
}

/** Returns the process id on this machine of a host's init process; undefined if the host is off. */
export function tryGetInitPid(lab: Lab, host: Pick<Host, 'name'>): number | undefined {
  return listProcesses(listCgroups(lab, host.name)).find((pid) => {
    try {
      const ids = /^NSpid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/);
      return ids?.length === 2 && ids[1] === '1';
    } catch {
      return false; // the process exited concurrently
    }
  });
}

/** Creates the disk that a host mounts at /var/lib: ext4 in a sparse file, filled from the image. */
async function createDisk(host: Host, image: HostImage): Promise<void> {
  const disk = join(host.folder, 'disk.img');
  const mke2fs = [
    'mke2fs',
    '-q',
    '-F',
    '-t',
    'ext4',
    '-L',
    `lab-${host.name}`,
    '-d',
    join(image.root, 'var/lib'),
    disk,
    '20G',
  ];
  // setpriv kills mke2fs when `up` is killed. The host has no number file yet, so the next `up` creates it again.
  await run('setpriv', ['--pdeathsig', 'KILL', ...mke2fs]);
}

/** Waits until the loop device of a host's disk is released, which follows the end of the last mount of a killed host. */
async function waitForFreeDisk(host: Host): Promise<void> {
  const disk = join(host.folder, 'disk.img');
  await waitFor(
    20,
    async () => ((await run('losetup', ['--associated', disk])).stdout === '' ? true : undefined),
    `${disk} is still in use: run 'losetup --associated ${disk}' to find its loop device`,
  );
}

/** Returns the file with the number that determines a host's address. */
function numberFile(lab: Lab, name: string): string {
  return join(hostsFolder(lab), name, 'number');
}

/** Returns the file with the layers of the host's image, separated by colons. */
function layersFile(host: Host): string {
  return join(host.folder, 'layers');
}
