/** Supported operating systems of hosts: display names by the value of the option `system`. */
export const operatingSystems = {
  'debian-12': 'Debian 12',
  'debian-13': 'Debian 13',
  'ubuntu-22.04': 'Ubuntu 22.04',
  'ubuntu-24.04': 'Ubuntu 24.04',
  'rhel-8': 'RHEL 8 and its rebuilds',
  'rhel-9': 'RHEL 9 and its rebuilds',
  'rhel-10': 'RHEL 10 and its rebuilds',
  flatcar: 'Flatcar',
  'fedora-coreos': 'Fedora CoreOS',
} as const;

/** Error messages for systems that have reached their end of life but are still in use, with a replacement. */
const endOfLife: Readonly<Record<string, string>> = {
  'rhel-7': "RHEL 7 has reached its end of life: install RHEL 9 or 10, and write 'rhel-9' or 'rhel-10'",
  'centos-7': "CentOS 7 has reached its end of life: install a rebuild of RHEL 9, and write 'rhel-9'",
  'centos-8': "CentOS 8 has reached its end of life: install a rebuild of RHEL 9, and write 'rhel-9'",
  coreos:
    "CoreOS Container Linux has reached its end of life: install Flatcar or Fedora CoreOS, and write 'flatcar' or 'fedora-coreos'",
  'container-linux':
    "CoreOS Container Linux has reached its end of life: install Flatcar or Fedora CoreOS, and write 'flatcar' or 'fedora-coreos'",
  'debian-11': "Debian 11 is too old for kubelet: install Debian 12 or 13, and write 'debian-12' or 'debian-13'",
  'ubuntu-20.04': "Ubuntu 20.04 has reached its end of life: install Ubuntu 24.04, and write 'ubuntu-24.04'",
};

/**
 * Returns an error message, with its fix after a colon, if an operating system is not supported; otherwise undefined.
 */
export function checkOperatingSystem(system: string): string | undefined {
  if (system in operatingSystems) return undefined;
  return (
    endOfLife[system] ?? `is not a supported operating system: write one of ${Object.keys(operatingSystems).join(', ')}`
  );
}
