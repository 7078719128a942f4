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
  /**
   * Prefix length of the network of the hosts in the second IP family, on dual-stack clusters.
   * @default 64
   */
  readonly secondPrefixLength?: number;
  /**
   * IP address of the default gateway in the second IP family, on dual-stack clusters.
   * @default no default route in this family
   */
  readonly secondGateway?: string | undefined;
}

/**
 * Returns the user data of a machine for cloud-init: its host name, and a user with public SSH keys and `sudo` without a
 * password. cloud-init creates the host keys on the machine; user data contains no private key.
 * @param commands commands for bash that run once, as root, at the end of the first boot
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
    ...(commands.length === 0 ? {} : { runcmd: commands.map((command) => ['bash', '-euc', command]) }),
  })}`;
}

/**
 * Returns the network configuration of a machine for cloud-init, version 2: the addresses of its host on one network
 * interface.
 * @see https://cloudinit.readthedocs.io/en/latest/reference/network-config-format-v2.html
 */
export function renderNetworkConfig(host: Pick<MachineHost, 'address' | 'secondAddress'>, network: MachineNetwork) {
  const { interface: name, nameServers } = network;
  return {
    version: 2,
    ethernets: {
      [name]: {
        dhcp4: false,
        addresses: listInterfaceAddresses(host, network),
        // cloud-init of Debian 12 does not accept `default`.
        routes: listGateways(host, network).map((gateway) => ({
          ...{ to: addressFamily(gateway) === 'ipv4' ? '0.0.0.0/0' : '::/0', via: gateway },
        })),
        nameservers: { addresses: nameServers },
      },
    },
  };
}

/**
 * Returns the commands of the first boot that let a certificate authority sign the host key.
 * @param command command for bash that signs the public key in the file $HOST_KEY, and writes its certificate to $HOST_CERTIFICATE
 */
export function renderHostCertificateCommands(command: string): readonly string[] {
  const key = '/etc/ssh/ssh_host_ed25519_key';
  return [
    `export HOST_KEY=${key}.pub HOST_CERTIFICATE=${key}-cert.pub\n${command}`,
    `mkdir -p /etc/ssh/sshd_config.d && echo 'HostCertificate ${key}-cert.pub' >/etc/ssh/sshd_config.d/10-plinth.conf`,
    'systemctl try-reload-or-restart ssh.service sshd.service || true',
  ];
}

/** Lists the addresses of a machine, each with the prefix length of its network. */
export function listInterfaceAddresses(
  { address, secondAddress }: Pick<MachineHost, 'address' | 'secondAddress'>,
  { prefixLength, secondPrefixLength = 64 }: MachineNetwork,
): readonly string[] {
  return [
    `${address}/${prefixLength}`,
    ...(secondAddress === undefined ? [] : [`${secondAddress}/${secondPrefixLength}`]),
  ];
}

/** Lists the default gateways of a machine, one for each of its IP families. */
export function listGateways(
  { secondAddress }: Pick<MachineHost, 'secondAddress'>,
  { gateway, secondGateway }: MachineNetwork,
): readonly string[] {
  return [gateway, ...(secondAddress === undefined || secondGateway === undefined ? [] : [secondGateway])];
}
