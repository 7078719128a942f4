import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { run } from '../tools/command';
import { findCgroups, processesIn, removeCgroups } from './cgroups';
import type { Lab } from './layout';
import { networkExists, processesInside, removeNetwork } from './network';
import { within } from './within';

/** Takes a lab away: its hosts, its network with all that runs inside, its folder. Safe at any state of the lab. */
export async function down(lab: Lab): Promise<void> {
  await removeNetwork(lab);
  await removeCgroups(findCgroups(lab));
  await within(
    20,
    async () => (loopDevices(lab, await loops()).length === 0 ? true : undefined),
    leftText(await leftovers(lab)),
  );
  rmSync(lab.folder, { recursive: true, force: true });
  const left = (await leftovers(lab)).filter(({ found }) => found.length > 0);
  if (left.length > 0) throw new Error(`the lab left something behind: ${leftText(left)}`);
}

/** Something that a lab could leave on the machine: what was looked for, and what was found. */
export interface Leftover {
  readonly what: string;
  readonly found: readonly string[];
}

/** Looks for everything that a lab makes outside its own processes. */
export async function leftovers(lab: Lab): Promise<Leftover[]> {
  const cgroups = findCgroups(lab);
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  return [
    { what: 'processes in cgroups of hosts', found: processesIn(cgroups).map(String) },
    { what: 'processes in the network namespace', found: (await processesInside(lab)).map(String) },
    { what: 'processes that name the folder', found: processesNaming(lab.folder) },
    { what: 'network namespace', found: networkExists(lab) ? [lab.network] : [] },
    { what: 'cgroups', found: cgroups },
    { what: 'mounts', found: mounts.filter((line) => line.includes(lab.folder) || line.includes(lab.network)) },
    { what: 'loop devices', found: loopDevices(lab, await loops()) },
    { what: 'folder', found: existsSync(lab.folder) ? [lab.folder] : [] },
  ];
}

function leftText(left: readonly Leftover[]): string {
  return left.map(({ what, found }) => `${what}: ${found.join(', ')}`).join('; ');
}

async function loops(): Promise<string> {
  return (await run('losetup', ['--list', '--noheadings', '--output', 'NAME,BACK-FILE'])).stdout;
}

function loopDevices(lab: Lab, list: string): string[] {
  return list.split('\n').filter((line) => line.includes(`${lab.folder}/`));
}

/** Processes that have the lab's folder in their command line, this one and its parents aside. */
function processesNaming(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        .split('\0')
        .some((argument) => argument.startsWith(folder));
    } catch {
      return false; // it ended while we looked
    }
  });
}
