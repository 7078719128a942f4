import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from './layout';

/** A cgroup of a host in one hierarchy of the machine: `memory`, `name=systemd`, or `unified` for version 2. */
export interface HostCgroup {
  readonly hierarchy: string;
  readonly path: string;
}

const root = '/sys/fs/cgroup';

/** Makes the cgroups of one host, in every hierarchy that the machine has, and says where they are. */
export function makeCgroups(lab: Lab, host: string): HostCgroup[] {
  const own = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  return own.map((line) => {
    const [, hierarchy = '', ...rest] = line.split(':');
    // Version 2 lets no cgroup that holds processes share out its controllers, so hosts stand at its root.
    const parent =
      own.length === 1
        ? root
        : join(root, hierarchy === '' ? 'unified' : hierarchy.replace('name=', ''), rest.join(':'));
    const path = join(parent, lab.cgroupPrefix + host);
    if (own.length === 1) shareControllers(parent);
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

/** The cgroups of all hosts of a lab, or of one, found by their name alone. */
export function findCgroups(lab: Lab, host?: string): string[] {
  return folders(root, 8).filter((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return host === undefined ? name.startsWith(lab.cgroupPrefix) : name === lab.cgroupPrefix + host;
  });
}

/** The ids of all processes in these cgroups and below. */
export function processesIn(cgroups: readonly string[]): number[] {
  const pids = new Set<number>();
  for (const cgroup of cgroups.flatMap((path) => [path, ...folders(path, 20)])) {
    for (const pid of readIfThere(join(cgroup, 'cgroup.procs')).split('\n')) if (pid !== '') pids.add(Number(pid));
  }
  return [...pids];
}

/** Kills whatever runs in these cgroups, and takes them away. */
export async function removeCgroups(cgroups: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    for (const pid of processesIn(cgroups)) kill(pid);
    const left = cgroups.filter((path) => existsSync(path));
    for (const path of left.flatMap((cgroup) => [cgroup, ...folders(cgroup, 20)]).reverse()) removeIfEmpty(path);
    if (!left.some((path) => existsSync(path))) return;
    await sleep(50);
  }
  throw new Error(`these cgroups would not go: ${cgroups.filter((path) => existsSync(path)).join(', ')}`);
}

/** The memory of a host, in MiB: what its processes hold and their page cache. */
export function memoryMiB(lab: Lab, host: string): number | undefined {
  for (const cgroup of findCgroups(lab, host)) {
    const bytes = readIfThere(join(cgroup, 'memory.usage_in_bytes')) || readIfThere(join(cgroup, 'memory.current'));
    if (bytes !== '') return Math.round(Number(bytes) / 2 ** 20);
  }
  return undefined;
}

/** Ends a process at once; that it has ended already is no mistake. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function shareControllers(cgroup: string): void {
  const controllers = readFileSync(join(cgroup, 'cgroup.controllers'), 'utf8').trim().split(' ');
  writeFileSync(join(cgroup, 'cgroup.subtree_control'), controllers.map((name) => `+${name}`).join(' '));
}

/** All folders below a path, parents before their children. */
function folders(path: string, depth: number): string[] {
  if (depth === 0) return [];
  let names: string[];
  try {
    names = readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  } catch {
    return []; // it went away while we looked
  }
  return names.flatMap((child) => [child, ...folders(child, depth - 1)]);
}

function readIfThere(file: string): string {
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
    // processes are still on their way out; the caller tries again
  }
}
