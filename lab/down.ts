import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../tools/command';
import { findCgroups, processesIn, removeCgroups } from './cgroups';
import type { Lab } from './layout';
import { insideOf, networkExists, processesInside, removeNetwork } from './network';
import { within } from './within';

/**
 * Takes a lab away: its hosts, its network with all that runs inside, its folder. Safe at any state of the lab.
 * Gives what it looked for in the end; throws where some of that is still there.
 */
export async function down(lab: Lab): Promise<Leftover[]> {
  if (insideOf(lab)) throw new Error('this runs inside the network of the lab and would end itself: run it outside');
  await removeNetwork(lab);
  await removeCgroups(findCgroups(lab));
  const released = async () => (loopDevices(lab, await loops()).length === 0 ? true : undefined);
  await within(20, released, `the disks of lab "${lab.name}" are still in use: losetup --list`);
  rmSync(lab.folder, { recursive: true, force: true });
  for (let patience = 50; ; patience--) {
    const looked = await leftovers(lab);
    const left = looked.filter(({ found }) => found.length > 0);
    if (left.length === 0) return looked;
    // A host that had just been started ends by itself, now that its cgroups and its cable are gone.
    if (patience > 0) await sleep(200);
    else throw new Error(`left behind: ${left.map(({ what, found }) => `${what}: ${found.join(', ')}`).join('; ')}`);
  }
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
    { what: 'processes that name the folder', found: processesNaming(`${lab.folder}/`) },
    { what: 'network namespace', found: networkExists(lab) ? [lab.network] : [] },
    { what: 'cgroups', found: cgroups },
    {
      what: 'mounts',
      found: mounts.filter((line) => line.includes(`${lab.folder}/`) || line.includes(`/${lab.network} `)),
    },
    { what: 'loop devices', found: loopDevices(lab, await loops()) },
    { what: 'folder', found: existsSync(lab.folder) ? [lab.folder] : [] },
  ];
}

async function loops(): Promise<string> {
  return (await run('losetup', ['--list', '--noheadings', '--output', 'NAME,BACK-FILE'])).stdout;
}

function loopDevices(lab: Lab, list: string): string[] {
  return list.split('\n').filter((line) => line.includes(`${lab.folder}/`));
}

/** Processes that have a path in the lab's folder as an argument. */
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
