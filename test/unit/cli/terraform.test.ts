import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terraform } from '../../../src/cli/terraform';

const testOnUnix = process.platform === 'win32' ? test.skip : test;

testOnUnix("a user's own variables take precedence over the settings of a stack", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-terraform-'));
  const calls = join(folder, 'calls');
  const program = join(folder, 'terraform');
  writeFileSync(program, `#!/bin/sh\necho "GOGC=$GOGC $*" >> ${calls}\n`, { mode: 0o755 });
  mkdirSync(join(folder, 'stacks/dc1-platform'), { recursive: true });
  const apply = async (environment: NodeJS.ProcessEnv, replace: readonly string[] = []) => {
    const before = { ...process.env };
    Object.assign(process.env, environment);
    await new Terraform(program, folder).run('dc1-platform', 'apply', { parallelism: 30, heapGrowth: 400, replace });
    process.env = before;
    return readFileSync(calls, 'utf8').trimEnd().split('\n').at(-1);
  };
  try {
    expect(await apply({})).toBe('GOGC=400 apply -input=false -auto-approve -parallelism=30 -no-color');
    expect(await apply({ GOGC: '50', TF_CLI_ARGS_apply: '-parallelism=5' })).toBe(
      'GOGC=50 apply -input=false -auto-approve -no-color',
    );
    expect(await apply({}, ['terraform_data.hosts'])).toContain(
      '-auto-approve -replace=terraform_data.hosts -parallelism',
    );
    await new Terraform(program, folder).run('dc1-platform', 'apply', { upgrade: ['helm_release.traefik'] });
    const [removal = '', repeated] = readFileSync(calls, 'utf8').trimEnd().split('\n').slice(-2);
    expect(removal).toContain('state rm -no-color helm_release.traefik');
    expect(repeated).toContain('apply -input=false -auto-approve');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

testOnUnix.each([
  [0, false],
  [2, true],
])('a plan that ends with %i has changes: %s', async (exitCode, hasChanges) => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-terraform-'));
  const program = join(folder, 'terraform');
  writeFileSync(program, `#!/bin/sh\n[ "$1" != plan ] || exit ${exitCode}\n`, { mode: 0o755 });
  mkdirSync(join(folder, 'stacks/dc1-infrastructure'), { recursive: true });
  try {
    expect(await new Terraform(program, folder).hasChanges('dc1-infrastructure')).toBe(hasChanges);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
