import { z } from 'zod';
import { sshPublicKey } from '../clusters/on-prem/ssh-public-key';
import { ipAddress, list, nonEmptyList } from '../../src/schema/field-types';

const size = z.strictObject({
  cpus: z.int().min(1).describe('number of CPUs'),
  memoryGiB: z.number().min(1).describe('memory, in GiB'),
  diskGiB: z.int().min(10).describe('size of the disk, in GiB; at least that of the template'),
});

const name = (what: string, example: string) =>
  z
    .string()
    .min(1)
    .meta({ examples: [example] })
    .describe(`name of ${what} in vCenter`);

/** Schema of the option `machines` of `vsphere()`. */
export const vsphereMachines = z.strictObject({
  datacenter: name('the data center', 'dc1'),
  computeCluster: name('the compute cluster', 'compute'),
  datastore: name('the datastore', 'ssd'),
  network: name('the network', 'kubernetes'),
  template: name(
    'the template, a Linux image with VMware Tools, and with cloud-init 21.3 or newer, or Ignition where `system` is flatcar or fedora-coreos',
    'debian-12',
  ),
  folder: z
    .string()
    .min(1)
    .optional()
    .meta({ examples: ['kubernetes/prod'] })
    .describe('existing folder of the machines; @default that of the data center'),
  controlPlane: size.default({ cpus: 2, memoryGiB: 4, diskGiB: 40 }).describe('size of the control planes'),
  etcd: size.default({ cpus: 2, memoryGiB: 4, diskGiB: 40 }).describe('size of the etcd hosts'),
  worker: size.default({ cpus: 4, memoryGiB: 16, diskGiB: 100 }).describe('size of the workers'),
  interface: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,14}$/, 'must be the name of a network interface: write one such as ens192')
    .default('ens192')
    .describe('name of the network interface in the operating system of the template'),
  prefixLength: z.int().min(8).max(126).describe('prefix length of the network of the hosts, such as 24'),
  gateway: ipAddress.describe('IP address of the default gateway'),
  secondPrefixLength: z
    .int()
    .min(8)
    .max(126)
    .default(64)
    .describe('prefix length of the network of the hosts in the second IP family, with `dualStack`'),
  secondGateway: ipAddress
    .optional()
    .meta({ examples: ['fd00:10::1'] })
    .describe(
      'IP address of the default gateway in the second IP family, with `dualStack`; @default no default route in this family',
    ),
  nameServers: list(ipAddress).default([]).describe('IP addresses of name servers'),
  authorizedKeys: nonEmptyList(sshPublicKey).describe('public SSH keys with which Plinth, and your team, log in'),
  hostCertificateCommand: z
    .string()
    .min(1)
    .optional()
    .meta({ examples: ['curl --fail --data-binary @"$HOST_KEY" https://ca.acme.example/sign >"$HOST_CERTIFICATE"'] })
    .describe(
      'command for bash that runs once as root at the first boot of a machine: it lets an authority of `ssh.hostCertificateAuthorities` sign the file $HOST_KEY, and writes the certificate to $HOST_CERTIFICATE; @default the template does so',
    ),
  waitForGuestMinutes: z
    .int()
    .min(0)
    .default(5)
    .describe('minutes to wait until VMware Tools report the address of a machine; 0 does not wait'),
});

/** Options of the machines, with defaults applied. */
export type VsphereMachines = Readonly<z.output<typeof vsphereMachines>>;
