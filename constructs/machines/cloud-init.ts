import { addressFamily } from '../../src/schema/address-range';
import { formatYaml } from '../kubernetes/yaml';
import type { MachineHost } from './machine-kind';

/** Network of machines with fixed addresses. */
export interface MachineNetwork {
  /** Name of the network interface in the operating system, such as ens192: not every version of cloud-init finds it by a pattern. */
  readonly interface: string;
  /** Prefix length of the network of the hosts, such as 24. */
  readonly prefixLength: number;
  /** IP address of the default gateway. */
  readonly gateway: string;
  /** IP addresses of name servers. */
  readonly nameServers: readonly string[];
}

/**
 * Returns the user data of a machine for cloud-init: its host name, and a user with public SSH keys and `sudo` without a
 * password. cloud-init creates the host keys on the machine; user data contains no private key.
 * @param commands shell commands that run once, as root, at the end of the first boot
 * @see https://cloudinit.readthedocs.io/en/latest/reference/modules.html
 */
export function renderUserData(
  { name, user }: Pick<MachineHost, 'name' | 'user'>,
  authorizedKeys: readonly string[],
  commands: readonly string[] = [],
): string {
  const [hostname] = name.split('.');
  return `#cloud-config\n${formatYaml({
    hostname,
    fqdn: name,
    ssh_pwauth: false,
    disable_root: user !== 'root',
    users: [
      {
        name: user,
        lock_passwd: true,
        shell: '/bin/bash',
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        ssh_authorized_keys: authorizedKeys,
      },
    ],
    ssh_deletekeys: true,
    ssh_genkeytypes: ['ed25519', 'ecdsa'],
    ...(commands.length === 0 ? {} : { runcmd: commands }),
  })}`;
}

/**
 * Returns the network configuration of a machine for cloud-init, version 2: the address of its host on one network
 * interface.
 * @see https://cloudinit.readthedocs.io/en/latest/reference/network-config-format-v2.html
 */
export function renderNetworkConfig(
  { address }: Pick<MachineHost, 'address'>,
  { interface: name, prefixLength, gateway, nameServers }: MachineNetwork,
) {
  return {
    version: 2,
    ethernets: {
      [name]: {
        dhcp4: false,
        addresses: [`${address}/${prefixLength}`],
        // cloud-init of Debian 12 does not accept `default`.
        routes: [{ to: addressFamily(gateway) === 'ipv4' ? '0.0.0.0/0' : '::/0', via: gateway }],
        nameservers: { addresses: nameServers },
      },
    },
  };
}
