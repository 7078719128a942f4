import { cpSync } from 'node:fs';
import { join } from 'node:path';

const manifests = join(__dirname, '../cluster/fixture/lab');

/** Lays the lab's own stacks into the folder of an output; their charts carry the manifests of the lab's own `dist`. */
export function layStacks(output: string): void {
  const stacks = join(output, 'cdktf.out', 'stacks');
  const charts = join(stacks, 'lab-platform', 'charts');
  cpSync(join(__dirname, 'fixture'), stacks, { recursive: true });
  cpSync(join(manifests, 'components/namespaces'), join(charts, 'namespaces/templates'), { recursive: true });
  cpSync(join(manifests, 'tenants/shop'), join(charts, 'shop/templates'), { recursive: true });
}
