import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from './layout';

/** Cgroup of a lab host in one cgroup hierarchy of this machine. */
export interface HostCgroup {
  /** A version 1 hierarchy such as `memory` or `name=systemd`, or `unified` for version 2. */
  readonly hierarchy: string;
  /** Absolute path below /sys/fs/cgroup. */
  readonly path: string;
}

const root = '/sys/fs/cgroup';

/** Creates the cgroups of a host, one in each cgroup hierarchy of this machine. */
export function createCgroups(lab: Lab, host: string): HostCgroup[] {
  const memberships = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  return memberships.map((line) => {
    const [, hierarchy = '', ...rest] = line.split(':');
    // In version 2, a cgroup with processes cannot delegate controllers, so the host cgroups are created at the root.
    const parent =
      memberships.length === 1
        ? root
        : join(root, hierarchy === '' ? 'unified' : hierarchy.replace('name=', ''), rest.join(':'));
    const path = join(parent, lab.cgroupPrefix + host);
    if (memberships.length === 1) delegateControllers(parent);
    mkdirSync(path, { recursive: true });
    if (hierarchy === 'cpuset') {
      for (const file of ['cpuset.cpus', 'cpuset.mems']) {
        writeFileSync(join(path, file), readFileSync(join(parent, file)));
      }
      writeFileSync(join(path, 'cgroup.clone_children'), '1');
    }
    return { hierarchy: hierarchy === '' ? 'unified' : hierarchy, path };
  });
}

/** Lists the cgroup paths of all hosts of a lab, or of one host, by their directory names. */
export function listCgroups(lab: Lab, host?: string): string[] {
  return listFolders(root, 8).filter((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return host === undefined ? name.startsWith(lab.cgroupPrefix) : name === lab.cgroupPrefix + host;
  });
}

/** Lists the ids of all processes in the cgroups and their descendants. */
export function listProcesses(cgroups: readonly string[]): number[] {
  const pids = new Set<number>();
  for (const cgroup of cgroups.flatMap((path) => [path, ...listFolders(path, 20)])) {
    for (const pid of readIfExists(join(cgroup, 'cgroup.procs')).split('\n')) if (pid !== '') pids.add(Number(pid));
  }
  return [...pids];
}

/** Kills all processes in the cgroups and removes the cgroups. @throws if a cgroup remains after 5 seconds */
export async function removeCgroups(cgroups: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    for (const pid of listProcesses(cgroups)) killProcess(pid);
    const remaining = cgroups.filter((path) => existsSync(path));
    for (const path of remaining.flatMap((cgroup) => [cgroup, ...listFolders(cgroup, 20)]).reverse())
      removeIfEmpty(path);
    if (!remaining.some((path) => existsSync(path))) return;
    await sleep(50);
  }
  throw new Error(`cgroups could not be removed: ${cgroups.filter((path) => existsSync(path)).join(', ')}`);
}

/** Returns the memory usage of a host in MiB, including its page cache; undefined if the host is off. */
export function memoryUsageMiB(lab: Lab, host: string): number | undefined {
  for (const cgroup of listCgroups(lab, host)) {
    const bytes = readIfExists(join(cgroup, 'memory.usage_in_bytes')) || readIfExists(join(cgroup, 'memory.current'));
    if (bytes !== '') return Math.round(Number(bytes) / 2 ** 20);
  }
  return undefined;
}

/** Sends SIGKILL to a process; ignores that it has already exited. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function delegateControllers(cgroup: string): void {
  const controllers = readFileSync(join(cgroup, 'cgroup.controllers'), 'utf8').trim().split(' ');
  writeFileSync(join(cgroup, 'cgroup.subtree_control'), controllers.map((name) => `+${name}`).join(' '));
}

/** Lists all folders below a path to the given depth, parents before children. */
function listFolders(path: string, depth: number): string[] {
  if (depth === 0) return [];
  let names: string[];
  try {
    names = readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  } catch {
    return []; // the folder was removed concurrently
  }
  return names.flatMap((child) => [child, ...listFolders(child, depth - 1)]);
}

function readIfExists(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // its processes have not exited yet; the caller tries again
  }
}
