import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { killProcess } from './cgroups';
import { gateway, gateway6, type Host, type Lab } from './layout';

const bridge = 'br0';

/** Creates the lab's network namespace with its bridge. The namespace is isolated: it has no default route and no uplink. */
export async function createNetwork(lab: Lab): Promise<void> {
  if (existsSync(networkFile(lab))) return;
  // Hosts cannot load kernel modules. A failure is ignored: modules may be built in, and a missing one fails where it is used.
  const modules = ['overlay', 'bridge', 'br_netfilter', 'vxlan', 'nf_conntrack', 'iptable_nat', 'ip6table_nat'];
  await run('sh', ['-c', 'modprobe -aq "$@" || true', 'sh', ...modules]);
  await run('ip', ['netns', 'add', lab.network]);
  await ip(lab, 'link', 'set', 'lo', 'up');
  await ip(lab, 'link', 'add', bridge, 'type', 'bridge');
  await ip(lab, 'addr', 'add', `${gateway}/24`, 'dev', bridge);
  await ip(lab, 'addr', 'add', `${gateway6}/64`, 'dev', bridge, 'nodad');
  await ip(lab, 'link', 'set', bridge, 'up');
  // With forwarding, the bridge rejects other addresses as unreachable at once; otherwise connections to them time out.
  await run(...networkCommand(lab, ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']));
}

/** True if the lab's network namespace exists. */
export function networkExists(lab: Lab): boolean {
  return existsSync(networkFile(lab));
}

/** Creates eth0 in the network namespace of a host's init process and connects it to the lab's bridge. */
export async function connectHost(lab: Lab, host: Host, initPid: number): Promise<void> {
  const mac = host.address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  await ip(
    lab,
    'link',
    'add',
    bridgePort(host),
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    String(initPid),
    'address',
    `02:00:${mac.join(':')}`,
  );
  await ip(lab, 'link', 'set', bridgePort(host), 'master', bridge, 'up');
}

/** Deletes the bridge's end of a host's veth pair, unless it was deleted together with the host. */
export async function disconnectHost(lab: Lab, host: string): Promise<void> {
  await run('ip', ['-n', lab.network, 'link', 'del', bridgePort({ name: host })], { exitCodes: [0, 1] });
}

/** Kills all processes in the lab's network namespace and deletes the namespace. */
export async function removeNetwork(lab: Lab): Promise<void> {
  if (!networkExists(lab)) return;
  for (const pid of await listNetworkProcesses(lab)) killProcess(pid);
  await run('ip', ['netns', 'del', lab.network]);
}

/** Lists the ids of the processes in the lab's network namespace: the artifact server and those of `lab run`. */
export async function listNetworkProcesses(lab: Lab): Promise<number[]> {
  if (!networkExists(lab)) return [];
  const { stdout } = await run('ip', ['netns', 'pids', lab.network]);
  return stdout.split('\n').filter(Boolean).map(Number);
}

/** True if this process runs in the lab's network namespace. */
export function isInsideNetwork(lab: Lab): boolean {
  return networkExists(lab) && statSync(networkFile(lab)).ino === statSync('/proc/self/ns/net').ino;
}

/** Returns the program and arguments that run a command of this machine in the lab's network namespace. */
export function networkCommand(lab: Lab, command: readonly string[]): [program: string, args: string[]] {
  return ['nsenter', [`--net=${networkFile(lab)}`, '--', ...command]];
}

/** Returns the interface name of the bridge's end of a host's veth pair. */
export function bridgePort(host: Pick<Host, 'name'>): string {
  return `veth-${host.name}`;
}

/** Runs `ip` in the lab's network namespace and returns its output. */
export async function ip(lab: Lab, ...args: readonly string[]): Promise<string> {
  return (await run('ip', ['-n', lab.network, ...args])).stdout;
}

function networkFile(lab: Lab): string {
  return join('/run/netns', lab.network);
}
