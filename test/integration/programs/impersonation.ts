import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { ControlPlane } from '../cluster/control-plane';

/** Writes a kubeconfig that impersonates a user, such as the service account of a pod, and returns its path. */
export function writeKubeconfig(controlPlane: ControlPlane, user: string): string {
  const kubeconfig = parse(readFileSync(controlPlane.kubeconfig, 'utf8')) as { users: { user: { as?: string } }[] };
  for (const entry of kubeconfig.users) entry.user.as = user;
  const file = join(controlPlane.folder, `${user.replaceAll(':', '-')}.kubeconfig`);
  writeFileSync(file, stringify(kubeconfig), { mode: 0o600 });
  return file;
}
