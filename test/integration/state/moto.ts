import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { userCache } from '../../../tools/user-cache';

/** Packages of PyPI: a server with the API of AWS, and the AWS CLI. Only this test uses them. */
const packages = ['moto[server]==5.2.5', 'awscli==1.46.3'];

/** Returns the folder with the programs `moto_server` and `aws`, which pip installs unless they are cached. */
export async function installMoto(): Promise<string> {
  const folder = join(userCache('wheels'), packages.join('-').replace(/[[\]=]+/g, '-'));
  if (!existsSync(join(folder, 'installed'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // The paths of a virtual environment are absolute: it is not moved.
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
    mkdirSync(join(folder, 'installed.tmp'));
    renameSync(join(folder, 'installed.tmp'), join(folder, 'installed'));
  }
  return join(folder, 'bin');
}
