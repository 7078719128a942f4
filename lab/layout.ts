import { join } from 'node:path';
import { userCache } from '../tools/user-cache';

/**
 * One lab: the names and folders that belong to it. All of them follow from its name, so that `down` finds what a
 * killed `up` left without a file that says so.
 */
export interface Lab {
  readonly name: string;
  /** The network namespace in which everything of the lab runs. */
  readonly network: string;
  /** Keys, disks and logs; gone after `down`. */
  readonly folder: string;
  /** The beginning of the name of every host's cgroup. */
  readonly cgroupPrefix: string;
}

/** One host of a lab. */
export interface Host {
  readonly name: string;
  readonly address: string;
  readonly folder: string;
}

/** The lab's side of its bridge: gateway of the hosts and address of the artifact server. */
export const gateway = '10.77.0.1';

/** The port of the artifact server on the gateway's address. */
export const artifactsPort = 8099;

/** The user whom cloud-init makes on every host; may do everything by sudo. */
export const user = 'lab';

/** Describes the lab of that name. Two labs on one machine share nothing but the cache. */
export function labNamed(name: string): Lab {
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name)) {
    throw new Error(`--name "${name}" is no name for a lab: write 1 to 12 small letters and digits, a letter first`);
  }
  const labs = process.env.PLINTH_LAB_DIR ?? '/var/tmp/plinth-lab';
  return { name, network: `plinth-${name}`, folder: join(labs, name), cgroupPrefix: `plinth-${name}-` };
}

/** The host of that name and number (1 is the first); `up` gives the numbers, start-host reads them back. */
export function hostNumbered(lab: Lab, name: string, number: number): Host {
  return { name, address: `10.77.0.${10 + number}`, folder: join(hostsFolder(lab), name) };
}

/** Where the hosts of a lab have their folders. */
export function hostsFolder(lab: Lab): string {
  return join(lab.folder, 'hosts');
}

/** The private key that every host of the lab lets in. */
export function privateKeyFile(lab: Lab): string {
  return join(lab.folder, 'id_ed25519');
}

/** The host keys of all hosts: they are made before the hosts, so nobody has to trust on first use. */
export function knownHostsFile(lab: Lab): string {
  return join(lab.folder, 'known_hosts');
}

/** What is made once and kept: the host image, archives of images, artifacts. */
export function cacheFolder(): string {
  return userCache('lab');
}
