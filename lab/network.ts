import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { kill } from './cgroups';
import { gateway, type Host, type Lab } from './layout';

const bridge = 'br0';

/** Makes the lab's network namespace with its bridge. Nothing leads out of it: it has no route and no uplink. */
export async function makeNetwork(lab: Lab): Promise<void> {
  if (existsSync(networkFile(lab))) return;
  // Hosts cannot load modules; a kernel that has these built in, or not at all, says so to whoever uses them.
  const modules = ['overlay', 'bridge', 'br_netfilter', 'vxlan', 'nf_conntrack', 'iptable_nat'];
  await run('sh', ['-c', 'modprobe -aq "$@" || true', 'sh', ...modules]);
  await run('ip', ['netns', 'add', lab.network]);
  await ip(lab, 'link', 'set', 'lo', 'up');
  await ip(lab, 'link', 'add', bridge, 'type', 'bridge');
  await ip(lab, 'addr', 'add', `${gateway}/24`, 'dev', bridge);
  await ip(lab, 'link', 'set', bridge, 'up');
  // A router without a route answers "unreachable" at once, where a silent one would cost every caller its time-out.
  await run(...inside(lab, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']));
}

/** Whether the lab has its network: it is the first thing that `up` makes and the last that `down` takes. */
export function networkExists(lab: Lab): boolean {
  return existsSync(networkFile(lab));
}

/** Gives the host whose first process that is its eth0, on the lab's bridge. */
export async function plugIn(lab: Lab, host: Host, pid: number): Promise<void> {
  const mac = host.address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  await ip(
    lab,
    'link',
    'add',
    port(host),
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    String(pid),
    'address',
    `02:00:${mac.join(':')}`,
  );
  await ip(lab, 'link', 'set', port(host), 'master', bridge, 'up');
}

/** Takes the bridge's end of a host's cable away; it may be gone with the host. */
export async function unplug(lab: Lab, host: string): Promise<void> {
  await run('ip', ['-n', lab.network, 'link', 'del', port({ name: host })], { exitCodes: [0, 1] });
}

/** Takes the whole network away, with every process that runs inside it. */
export async function removeNetwork(lab: Lab): Promise<void> {
  if (!networkExists(lab)) return;
  for (const pid of await processesInside(lab)) kill(pid);
  await run('ip', ['netns', 'del', lab.network]);
}

/** The ids of the processes in the lab's own namespace: the artifact server, and what `lab run` started. */
export async function processesInside(lab: Lab): Promise<number[]> {
  if (!networkExists(lab)) return [];
  const { stdout } = await run('ip', ['netns', 'pids', lab.network]);
  return stdout.split('\n').filter(Boolean).map(Number);
}

/** Whether this process runs inside the lab's network. */
export function insideOf(lab: Lab): boolean {
  return networkExists(lab) && statSync(networkFile(lab)).ino === statSync('/proc/self/ns/net').ino;
}

/** The program and arguments that run a command inside the lab's network; it sees the same files as outside. */
export function inside(lab: Lab, command: readonly string[]): [program: string, args: string[]] {
  return ['nsenter', [`--net=${networkFile(lab)}`, '--', ...command]];
}

/** The bridge's end of a host's cable. */
export function port(host: Pick<Host, 'name'>): string {
  return `veth-${host.name}`;
}

/** Runs `ip` on the lab's network. */
export async function ip(lab: Lab, ...args: readonly string[]): Promise<string> {
  return (await run('ip', ['-n', lab.network, ...args])).stdout;
}

function networkFile(lab: Lab): string {
  return join('/run/netns', lab.network);
}
