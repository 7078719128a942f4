import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInLanguage, writeOutput } from '../../../src/synth';
import type { Providers } from './providers';
import { Stack } from './stack';

const kubeconfigName = 'dc1.kubeconfig';

const tenants = Object.fromEntries(
  ['blog', 'crm', 'shop', 'wiki'].map((name) => [name, { clusters: ['dc1'], owners: `${name}-team` }]),
);

function platform(options: object): object {
  const cluster = { kind: 'existing', environment: 'dev', kubeconfig: kubeconfigName, ...options };
  return { name: 'acme', domain: 'acme.example', environments: ['dev'], clusters: { dc1: cluster }, tenants };
}

/**
 * Checks that another number of tenant stacks moves tenants between states without uninstalling them: from the stack of
 * the platform into three, then two stacks, and back.
 * @param kubeconfig of a cluster; required with the real Helm provider
 * @throws Error if Terraform uninstalls a release, or a second plan has changes
 */
export async function assertTenantsMove(scratch: string, providers: Providers, kubeconfig?: string): Promise<void> {
  const folder = join(scratch, 'tenant-stacks');
  mkdirSync(folder, { recursive: true });
  if (kubeconfig !== undefined) copyFileSync(kubeconfig, join(folder, kubeconfigName));
  let previous: object | undefined;
  for (const options of [{}, { tenantStacks: 3 }, { tenantStacks: 2 }, {}]) {
    const current = platform(options);
    const names = synthesize(folder, current, previous);
    const uses = names.map((name) => new Stack(folder, name, ''));
    const cliConfiguration = await providers.install(join(folder, 'terraform'), uses);
    const stacks = names.map((name) => new Stack(folder, name, cliConfiguration));
    for (const stack of stacks) {
      await stack.terraform(['init']);
      const { stdout } = await stack.terraform(['apply', '-auto-approve']);
      const destroyed = /^helm_release\.\S+: Destroying/m.exec(stdout)?.[0];
      if (destroyed !== undefined) throw new Error(`${stack.name}: ${destroyed}`);
    }
    await assertDelivered(stacks);
    previous = current;
  }
}

function synthesize(folder: string, definition: object, previous: object | undefined): readonly string[] {
  const plan = builtInLanguage.plan(definition, previous);
  writeOutput(plan, builtInLanguage, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
  const order = JSON.parse(readFileSync(join(folder, 'dist/order.json'), 'utf8')) as { apply: readonly string[] };
  return order.apply;
}

/** Checks that each tenant is in one state, and that a second plan has no changes. */
async function assertDelivered(stacks: readonly Stack[]): Promise<void> {
  const delivered: string[] = [];
  for (const stack of stacks) {
    await stack.terraform(['plan', '-detailed-exitcode']);
    const { stdout } = await stack.terraform(['state', 'list']);
    delivered.push(...stdout.split('\n').filter((address) => address.startsWith('helm_release.tenant-')));
  }
  const expected = Object.keys(tenants).map((name) => `helm_release.tenant-${name}`);
  if (delivered.sort().join() !== expected.join()) throw new Error(`the states have ${delivered.join(', ')}`);
}
