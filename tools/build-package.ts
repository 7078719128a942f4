import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Builds `lib`, the content of the npm package: the compiled library and the scripts for hosts. */
const root = join(__dirname, '..');
const scripts = [
  'constructs/clusters/on-prem/scripts',
  'constructs/components/identity/registrar/scripts',
  'constructs/components/identity/ory/scripts',
  'constructs/components/identity/service-gate/scripts',
  'constructs/components/logging/scripts',
  'constructs/components/secrets/scripts',
  'constructs/components/storage/scripts',
  'constructs/kubernetes/scripts',
];

rmSync(join(root, 'lib'), { recursive: true, force: true });
const compiler = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
if (compiler.status === 0)
  for (const folder of scripts) cpSync(join(root, folder), join(root, 'lib', folder), { recursive: true });
process.exitCode = compiler.status ?? 1;
