import type { OnPremOptions } from './schema';

/**
 * Returns the file with the SSH certificate authorities that sign the keys of hosts, in the format of known_hosts; empty if
 * there is none. Its pattern is every host, since a host that leaves the definition is reset over SSH too: only connections
 * to hosts of the cluster use the file, and not the one to their bastion.
 */
export function renderKnownHosts({ ssh }: Pick<OnPremOptions, 'ssh'>): string {
  return ssh.hostCertificateAuthorities.map((key) => `@cert-authority * ${key}\n`).join('');
}
