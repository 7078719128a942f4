import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { ControlPlane } from '../cluster/control-plane';

/** A kubeconfig with the rights of another user, such as the account that a chart makes for its program. */
export function kubeconfigOf(plane: ControlPlane, user: string): string {
  const config = parse(readFileSync(plane.kubeconfig, 'utf8')) as { users: { user: { as?: string } }[] };
  for (const entry of config.users) entry.user.as = user;
  const file = join(plane.folder, `${user.replaceAll(':', '-')}.kubeconfig`);
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
