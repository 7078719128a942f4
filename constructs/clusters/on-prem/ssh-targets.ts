import { listHosts } from './hosts';
import type { OnPremOptions } from './schema';

/** SSH settings of a host that differ from those of the cluster. */
export interface SshTarget {
  readonly name: string;
  /** IP address of the host in the cluster. */
  readonly address: string;
  /** Address, port and user for SSH, separated by blanks. */
  readonly target: string;
}

/** Lists the hosts with SSH settings of their own. */
export function listSshTargets(options: OnPremOptions): readonly SshTarget[] {
  const { ssh } = options;
  return listHosts(options).flatMap(({ name, address }) => {
    const settings = ssh.hosts[name];
    if (settings === undefined) return [];
    const { address: sshAddress = address, port = ssh.port, user = ssh.user } = settings;
    return [{ name, address, target: `${sshAddress} ${port} ${user}` }];
  });
}
