import { cpSync } from 'node:fs';
import { join } from 'node:path';

const manifests = join(__dirname, '../cluster/fixture/lab');

/** Copies the fixture stacks into an output folder; their charts contain the manifests of the fixture's `dist`. */
export function copyFixtureStacks(output: string): void {
  const stacks = join(output, 'cdktf.out', 'stacks');
  const charts = join(stacks, 'lab-platform', 'charts');
  cpSync(join(__dirname, 'fixture'), stacks, { recursive: true });
  cpSync(join(manifests, 'components/namespaces'), join(charts, 'namespaces/templates'), { recursive: true });
  cpSync(join(manifests, 'tenants/shop'), join(charts, 'shop/templates'), { recursive: true });
}
