import { readFileSync, writeFileSync } from 'node:fs';

const instancesFile = '/proc/sys/fs/inotify/max_user_instances';

/** Number of inotify instances for about 100 hosts: systemd, containerd, kubelet and the control plane of one use 10 to 20. */
const minInstances = 2048;

/**
 * Raises the limit of inotify instances, which the hosts share with this machine. Its default is 128: with seven hosts or more,
 * services of hosts failed to start with "too many open files".
 */
export function raiseInotifyLimit(): void {
  if (Number(readFileSync(instancesFile, 'utf8')) < minInstances) writeFileSync(instancesFile, String(minInstances));
}
