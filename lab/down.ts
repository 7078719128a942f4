import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../tools/command';
import { listCgroups, listProcesses, removeCgroups } from './cgroups';
import type { Lab } from './layout';
import { isInsideNetwork, networkExists, listNetworkProcesses, removeNetwork } from './network';
import { waitFor } from './wait-for';

/**
 * Removes a lab in any state: its hosts, its network with all processes in it, and its folder. Returns the resources
 * that it checked at the end. @throws if one of them still exists
 */
export async function down(lab: Lab): Promise<Leftover[]> {
  if (isInsideNetwork(lab))
    throw new Error('down cannot run in the network of the lab, whose processes it kills: run it outside of the lab');
  await removeNetwork(lab);
  await removeCgroups(listCgroups(lab));
  const disksReleased = async () => (filterLoopDevices(lab, await listLoopDevices()).length === 0 ? true : undefined);
  await waitFor(20, disksReleased, `the disks of lab "${lab.name}" are still in use: losetup --list`);
  rmSync(lab.folder, { recursive: true, force: true });
  for (let remainingAttempts = 50; ; remainingAttempts--) {
    const leftovers = await listLeftovers(lab);
    const remaining = leftovers.filter(({ instances }) => instances.length > 0);
    if (remaining.length === 0) return leftovers;
    // A host that was just starting exits by itself after the removal of its cgroups and network.
    if (remainingAttempts > 0) await sleep(200);
    else
      throw new Error(
        `not removed: ${remaining.map(({ resource, instances }) => `${resource}: ${instances.join(', ')}`).join('; ')}`,
      );
  }
}

/** A kind of resource that a lab creates on this machine, and its instances that still exist. */
export interface Leftover {
  /** Such as `cgroups` or `loop devices`. */
  readonly resource: string;
  /** Ids, paths or lines that identify each instance; empty after a complete removal. */
  readonly instances: readonly string[];
}

/** Lists the resources of a lab that exist on this machine. */
export async function listLeftovers(lab: Lab): Promise<Leftover[]> {
  const cgroups = listCgroups(lab);
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  return [
    { resource: 'processes in cgroups of hosts', instances: listProcesses(cgroups).map(String) },
    { resource: 'processes in the network namespace', instances: (await listNetworkProcesses(lab)).map(String) },
    { resource: 'processes with the folder as argument', instances: listProcessesByArgument(`${lab.folder}/`) },
    { resource: 'network namespace', instances: networkExists(lab) ? [lab.network] : [] },
    { resource: 'cgroups', instances: cgroups },
    {
      resource: 'mounts',
      instances: mounts.filter((line) => line.includes(`${lab.folder}/`) || line.includes(`/${lab.network} `)),
    },
    { resource: 'loop devices', instances: filterLoopDevices(lab, await listLoopDevices()) },
    { resource: 'folder', instances: existsSync(lab.folder) ? [lab.folder] : [] },
  ];
}

/** Returns one line per loop device: device and backing file. */
async function listLoopDevices(): Promise<string> {
  return (await run('losetup', ['--list', '--noheadings', '--output', 'NAME,BACK-FILE'])).stdout;
}

function filterLoopDevices(lab: Lab, list: string): string[] {
  return list.split('\n').filter((line) => line.includes(`${lab.folder}/`));
}

/** Lists the ids of processes with a path in the folder as an argument. */
function listProcessesByArgument(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        .split('\0')
        .some((argument) => argument.startsWith(folder));
    } catch {
      return false; // the process exited concurrently
    }
  });
}
