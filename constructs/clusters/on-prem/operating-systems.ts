/** The operating systems that hosts may have, by the word that names one. */
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

/** Systems that many sites still name, and what to install instead. */
const endOfLife: Readonly<Record<string, string>> = {
  'rhel-7': "RHEL 7 has ended: write 'rhel-9' or 'rhel-10', and install that",
  'centos-7': "CentOS 7 has ended: write 'rhel-9', and install a rebuild of it",
  'centos-8': "CentOS 8 has ended: write 'rhel-9', and install a rebuild of it",
  coreos: "CoreOS Container Linux has ended: write 'flatcar' or 'fedora-coreos', and install that",
  'container-linux': "CoreOS Container Linux has ended: write 'flatcar' or 'fedora-coreos', and install that",
  'debian-11': "Debian 11 has ended for kubelet: write 'debian-12' or 'debian-13', and install that",
  'ubuntu-20.04': "Ubuntu 20.04 has ended: write 'ubuntu-24.04', and install that",
};

/** What is wrong with a system's name, and what to write instead; undefined where it is one that hosts may have. */
export function checkOperatingSystem(system: string): string | undefined {
  if (system in operatingSystems) return undefined;
  return (
    endOfLife[system] ?? `not a system that hosts may have: write one of ${Object.keys(operatingSystems).join(', ')}`
  );
}
