import { listGateways, listInterfaceAddresses, type MachineNetwork } from './cloud-init';
import type { MachineHost } from './machine-kind';

/** Operating systems whose machines are configured with Ignition. */
export const ignitionSystems = ['flatcar', 'fedora-coreos'] as const;

/** Operating system whose machines are configured with Ignition. */
export type IgnitionSystem = (typeof ignitionSystems)[number];

/** Contents of an Ignition configuration. */
export interface IgnitionOptions {
  /** Operating system, which decides the version of Ignition. */
  readonly system: IgnitionSystem;
  /** Public SSH keys with which the user logs in. */
  readonly authorizedKeys: readonly string[];
  /** Network with fixed addresses. @default DHCP */
  readonly network?: MachineNetwork;
  /** Commands for bash that run once, as root, at the end of the first boot. @default none */
  readonly commands?: readonly string[];
}

/** Oldest version of the format with all fields below; Flatcar and Fedora CoreOS accept it. */
const formatVersion = '3.3.0';

/** Script of the commands; its unit runs it with bash, so that no label of SELinux lets it start by itself. */
const commandsFile = '/etc/plinth-first-boot.sh';

/**
 * Returns the user data of a machine with Flatcar or Fedora CoreOS for Ignition, as JSON: its host name and addresses, and
 * a user with public SSH keys and `sudo` without a password. The machine creates its host keys at the first boot; user data
 * contains no private key. Updates of the operating system do not restart the machine: that would not drain its node.
 * @see https://coreos.github.io/ignition/configuration-v3_3/
 */
export function renderIgnition(
  host: Pick<MachineHost, 'name' | 'address' | 'secondAddress' | 'user'>,
  { system, authorizedKeys, network, commands = [] }: IgnitionOptions,
): string {
  const files = [
    renderFile('/etc/hostname', 0o644, `${host.name}\n`),
    renderFile('/etc/sudoers.d/plinth', 0o440, `${host.user} ALL=(ALL) NOPASSWD:ALL\n`),
    ...(network ? [renderNetworkFile(system, host, network)] : []),
    ...(system === 'fedora-coreos'
      ? [renderFile('/etc/zincati/config.d/90-plinth.toml', 0o644, '[updates]\nenabled = false\n')]
      : []),
    ...(commands.length === 0 ? [] : [renderFile(commandsFile, 0o700, renderCommands(commands))]),
  ];
  const units = [
    ...(system === 'flatcar' ? [{ name: 'locksmithd.service', mask: true }] : []),
    ...(commands.length === 0 ? [] : [{ name: 'plinth-first-boot.service', enabled: true, contents: firstBootUnit }]),
  ];
  return JSON.stringify({
    ignition: { version: formatVersion },
    passwd: { users: [{ name: host.user, sshAuthorizedKeys: authorizedKeys }] },
    storage: { files },
    ...(units.length === 0 ? {} : { systemd: { units } }),
  });
}

/** Renders the addresses of a machine for systemd-networkd (Flatcar) or NetworkManager (Fedora CoreOS). */
function renderNetworkFile(
  system: IgnitionSystem,
  host: Pick<MachineHost, 'address' | 'secondAddress'>,
  network: MachineNetwork,
) {
  const addresses = listInterfaceAddresses(host, network);
  const gateways = listGateways(host, network);
  const { interface: name, nameServers } = network;
  if (system === 'flatcar')
    return renderFile(
      '/etc/systemd/network/10-plinth.network',
      0o644,
      [
        '[Match]',
        `Name=${name}`,
        '[Network]',
        ...addresses.map((address) => `Address=${address}`),
        ...gateways.map((gateway) => `Gateway=${gateway}`),
        ...nameServers.map((server) => `DNS=${server}`),
        '',
      ].join('\n'),
    );
  const families = [
    { section: 'ipv4', isMember: (address: string) => !address.includes(':') },
    { section: 'ipv6', isMember: (address: string) => address.includes(':') },
  ].flatMap(({ section, isMember }) => {
    const [address] = addresses.filter(isMember);
    const [gateway] = gateways.filter(isMember);
    const servers = nameServers.filter(isMember);
    return [
      `[${section}]`,
      ...(address === undefined
        ? [`method=${section === 'ipv4' ? 'disabled' : 'auto'}`]
        : ['method=manual', `address1=${address}${gateway === undefined ? '' : `,${gateway}`}`]),
      ...(servers.length === 0 ? [] : [`dns=${servers.join(';')};`]),
    ];
  });
  return renderFile(
    `/etc/NetworkManager/system-connections/${name}.nmconnection`,
    0o600,
    ['[connection]', `id=${name}`, 'type=ethernet', `interface-name=${name}`, ...families, ''].join('\n'),
  );
}

function renderCommands(commands: readonly string[]): string {
  return ['set -eu', ...commands, ''].join('\n');
}

/** Runs the commands once the host keys exist, until they have succeeded once. */
const firstBootUnit = `[Unit]
Description=Commands of the first boot
Wants=network-online.target
After=network-online.target sshd-keygen.target sshd-keygen.service
ConditionPathExists=!/var/lib/plinth-first-boot
[Service]
Type=oneshot
Environment=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/oem/bin:/usr/share/oem/bin
ExecStartPre=/bin/bash -c 'until [ -s /etc/ssh/ssh_host_ed25519_key.pub ]; do sleep 1; done'
ExecStart=/bin/bash ${commandsFile}
ExecStartPost=/bin/touch /var/lib/plinth-first-boot
Restart=on-failure
RestartSec=10
[Install]
WantedBy=multi-user.target
`;

/** @param mode permissions as a number; Ignition expects them in decimal */
function renderFile(path: string, mode: number, text: string) {
  const source = `data:;base64,${Buffer.from(text).toString('base64')}`;
  return { path, mode, overwrite: true, contents: { source } };
}
