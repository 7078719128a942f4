import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { findCgroups, makeCgroups, processesIn, removeCgroups } from './cgroups';
import type { HostImage } from './host-image';
import { writeKnownHosts, writeSeed } from './keys';
import { gateway, hostNumbered, hostsFolder, type Host, type Lab } from './layout';
import { plugIn, unplug } from './network';
import { within } from './within';

const script = join(__dirname, 'host-start.sh');

/** The hosts that the lab has, running or not, in the order of their addresses. */
export function hostsOf(lab: Lab): Host[] {
  if (!existsSync(hostsFolder(lab))) return [];
  const numbered = readdirSync(hostsFolder(lab))
    .filter((name) => existsSync(numberFile(lab, name)))
    .map((name) => ({ name, number: Number(readFileSync(numberFile(lab, name), 'utf8')) }));
  return numbered.sort((a, b) => a.number - b.number).map(({ name, number }) => hostNumbered(lab, name, number));
}

/** The host of that name; throws with the names that there are. */
export function getHost(lab: Lab, name: string): Host {
  const hosts = hostsOf(lab);
  const host = hosts.find((each) => each.name === name);
  if (host) return host;
  throw new Error(
    `lab "${lab.name}" has no host "${name}": it has ${hosts.map((each) => each.name).join(', ') || 'none'}`,
  );
}

/** Lays out folder, keys, seed and disk of the hosts that are not there yet; changes nothing about the others. */
export async function makeHosts(lab: Lab, names: readonly string[], image: HostImage): Promise<Host[]> {
  for (const name of names) {
    if (!/^[a-z][a-z0-9]{0,9}$/.test(name)) {
      throw new Error(`"${name}" is no name for a host: write 1 to 10 small letters and digits, a letter first`);
    }
    const known = hostsOf(lab);
    if (known.some((host) => host.name === name)) continue;
    const host = hostNumbered(lab, name, known.length + 1);
    for (const folder of ['upper', 'work', 'root']) mkdirSync(join(host.folder, folder), { recursive: true });
    await writeSeed(lab, host);
    await makeDisk(host, image);
    // A host keeps the image that it was made from, also when `up` would make another one by now.
    writeFileSync(layersFile(host), image.layers.join(':'));
    writeFileSync(numberFile(lab, name), String(known.length + 1));
  }
  writeKnownHosts(lab, hostsOf(lab));
  return names.map((name) => getHost(lab, name));
}

/** Starts a host: its namespaces, its cable, systemd. Does nothing where it runs already. */
export async function startHost(lab: Lab, host: Host): Promise<void> {
  if (firstProcess(lab, host) !== undefined) return;
  await diskIsFree(host);
  await unplug(lab, host.name);
  const cgroups = makeCgroups(lab, host.name);
  writeFileSync(join(host.folder, 'cgroups'), cgroups.map(({ hierarchy, path }) => `${hierarchy} ${path}\n`).join(''));
  const log = join(host.folder, 'console.log');
  const console = openSync(log, 'a');
  const layers = readFileSync(layersFile(host), 'utf8');
  spawn(script, [host.folder, layers, host.name, host.address, gateway], {
    detached: true,
    stdio: ['ignore', console, console],
  }).unref();
  const pid = await within(10, () => firstProcess(lab, host), `host ${host.name} did not start; see ${log}`);
  await plugIn(lab, host, pid);
}

/** Switches a host off, as pulling its plug would: its disk stays as it is at that moment. */
export async function stopHost(lab: Lab, name: string): Promise<void> {
  await removeCgroups(findCgroups(lab, name));
  await unplug(lab, name);
}

/** The id, as the machine sees it, of a host's first process; undefined where it is off. */
export function firstProcess(lab: Lab, host: Pick<Host, 'name'>): number | undefined {
  return processesIn(findCgroups(lab, host.name)).find((pid) => {
    try {
      const ids = /^NSpid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/);
      return ids?.length === 2 && ids[1] === '1';
    } catch {
      return false; // it ended while we looked
    }
  });
}

/** /var/lib of a host: an ext4 of its own in a sparse file, filled from the image. */
async function makeDisk(host: Host, image: HostImage): Promise<void> {
  const disk = join(host.folder, 'disk.img');
  const make = [
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
  // Where `up` is killed, this ends with it; the next one begins again, since the host has no number yet.
  await run('setpriv', ['--pdeathsig', 'KILL', ...make]);
}

/** The kernel gives a killed host's disk back only after the last of its mounts. */
async function diskIsFree(host: Host): Promise<void> {
  const disk = join(host.folder, 'disk.img');
  await within(
    20,
    async () => ((await run('losetup', ['--associated', disk])).stdout === '' ? true : undefined),
    `${disk} is still in use; what holds it: losetup --associated ${disk}`,
  );
}

function numberFile(lab: Lab, name: string): string {
  return join(hostsFolder(lab), name, 'number');
}

function layersFile(host: Host): string {
  return join(host.folder, 'layers');
}
