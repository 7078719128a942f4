import { join } from 'node:path';
import { userCache } from '../tools/user-cache';

/**
 * Names and folders of a lab. All of them derive from its name, so that `down` finds what an interrupted `up` created
 * without a state file.
 */
export interface Lab {
  readonly name: string;
  /** Network namespace with the bridge of the hosts and the artifact server. */
  readonly network: string;
  /** Folder of keys, disks and logs; `down` removes it. */
  readonly folder: string;
  /** Prefix of the cgroup name of every host. */
  readonly cgroupPrefix: string;
}

/** Host of a lab. */
export interface Host {
  readonly name: string;
  /** IPv4 address in the lab's network. */
  readonly address: string;
  /** Folder of its keys, disk and console log. */
  readonly folder: string;
}

/** Address of the lab's bridge: default gateway of the hosts and address of the artifact server. */
export const gateway = '10.77.0.1';

/** IPv6 address of the lab's bridge, and default gateway of the hosts. */
export const gateway6 = toIpv6(gateway);

/** Returns the IPv6 address of a host: the last number is that of its IPv4 address, so 10.77.0.11 also has fd00:77::11. */
export function toIpv6(address: string): string {
  return `fd00:77::${address.split('.').at(-1) ?? ''}`;
}

/** Port of the artifact server at the gateway address. */
export const artifactsPort = 8099;

/** User that cloud-init creates on every host, with unrestricted sudo. */
export const labUser = 'lab';

/** Returns the layout of the lab with this name. Labs on one machine share only the cache. */
export function resolveLab(name: string): Lab {
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name)) {
    throw new Error(`--name "${name}" is not valid: write 1 to 12 lower-case letters and digits, a letter first`);
  }
  const labsFolder = process.env.PLINTH_LAB_DIR ?? '/var/tmp/plinth-lab';
  return { name, network: `plinth-${name}`, folder: join(labsFolder, name), cgroupPrefix: `plinth-${name}-` };
}

/** Returns the layout of a host. `number` starts at 1; `up` assigns it, and it determines the address. */
export function resolveHost(lab: Lab, name: string, number: number): Host {
  return { name, address: `10.77.0.${10 + number}`, folder: join(hostsFolder(lab), name) };
}

/** Returns the parent folder of the host folders. */
export function hostsFolder(lab: Lab): string {
  return join(lab.folder, 'hosts');
}

/** Returns the file of the private key that every host of the lab accepts. */
export function privateKeyFile(lab: Lab): string {
  return join(lab.folder, 'id_ed25519');
}

/** Returns the known_hosts file. It is complete before the first connection, so host keys are always verified. */
export function knownHostsFile(lab: Lab): string {
  return join(lab.folder, 'known_hosts');
}

/** Returns the cache folder, shared by all labs, of host images and artifacts. */
export function cacheFolder(): string {
  return userCache('lab');
}
