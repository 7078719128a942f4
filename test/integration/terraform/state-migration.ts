import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { TerraformData } from '../../../constructs/terraform/terraform-data';
import type { Backend } from '../../../src/definition/backend';
import { addBackend } from '../../../stacks/backend';
import { run } from '../../../tools/command';

/**
 * Checks the advice of the plan about another backend: after `terraform init` with the previous output,
 * `terraform init -migrate-state` moves the state, and Terraform creates nothing again.
 * @throws Error if Terraform would create something
 */
export async function assertStateMigrates(program: string, scratch: string, terraformrc: string): Promise<void> {
  const outdir = join(scratch, 'state-migration', 'cdktf.out');
  mkdirSync(outdir, { recursive: true });
  const folder = synthesizeStack(outdir, { backend: 'local', folder: 'state' });
  const terraform = (...args: readonly string[]) =>
    run(program, args, { cwd: folder, env: { TF_CLI_CONFIG_FILE: terraformrc, CHECKPOINT_DISABLE: '1' } });
  await terraform('init', '-input=false');
  await terraform('apply', '-input=false', '-auto-approve');
  synthesizeStack(outdir, { backend: 'local', folder: 'moved' });
  await terraform('init', '-input=false', '-migrate-state', '-force-copy');
  // Exits with 2, and is an error, if there are changes.
  await terraform('plan', '-input=false', '-detailed-exitcode');
  readFileSync(join(scratch, 'state-migration', 'moved', 'stack.tfstate'));
}

function synthesizeStack(outdir: string, backend: Backend): string {
  const app = new App({ outdir, skipValidation: true });
  const stack = new TerraformStack(app, 'stack');
  addBackend(stack, 'acme', backend);
  new TerraformData(stack, 'data', { input: 'value' });
  app.synth();
  return join(outdir, 'stacks', 'stack');
}
