import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cdktfCliVersion } from '../../../src/version';
import { userCache } from '../../../tools/user-cache';

/**
 * Returns the path of cdktf-cli's program, which is installed once in the user's cache: in a temporary folder that is then
 * renamed, so that an interrupted installation leaves nothing incomplete.
 */
export function installCdktfCli(): string {
  const folder = join(userCache('clis'), `cdktf-cli-${cdktfCliVersion}`);
  const program = join(folder, 'node_modules/.bin/cdktf');
  if (existsSync(program)) return program;
  mkdirSync(dirname(folder), { recursive: true });
  const temporaryFolder = mkdtempSync(`${folder}.`);
  try {
    writeFileSync(join(temporaryFolder, 'package.json'), '{ "private": true }');
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `cdktf-cli@${cdktfCliVersion}`];
    const { status, stderr } = spawnSync('npm', args, { cwd: temporaryFolder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm install cdktf-cli failed: ${stderr}`);
    renameSync(temporaryFolder, folder);
  } finally {
    rmSync(temporaryFolder, { recursive: true, force: true });
  }
  return program;
}
