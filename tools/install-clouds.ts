import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { providerPackage, providerPackageVersion } from '../constructs/aws/cloud/provider-package';
import { printError, run } from './command';

/**
 * Installs the packages of cloud providers into node_modules. They are optional peer dependencies, which npm installs
 * neither with `npm ci` nor, since this package names them, with `npm install --no-save`. The next `npm ci` removes them.
 */
const root = join(__dirname, '..');
const scratch = join(root, '.plinth/clouds');
const target = join(root, 'node_modules', providerPackage);

void main();

async function main(): Promise<void> {
  try {
    if (tryReadVersion() !== providerPackageVersion) await install();
    console.log(`${providerPackage} ${providerPackageVersion} is installed`);
  } catch (error) {
    printError('clouds', error);
  }
}

function tryReadVersion(): string | undefined {
  const file = join(target, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : undefined;
}

async function install(): Promise<void> {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  // Its peers, cdktf and constructs, are those of this repository.
  const flags = ['--no-save', '--no-package-lock', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', '--prefix', scratch, ...flags, `${providerPackage}@${providerPackageVersion}`]);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  renameSync(join(scratch, 'node_modules', providerPackage), target);
  rmSync(scratch, { recursive: true });
}
