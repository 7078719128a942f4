import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { providerPackages, type ProviderPackage } from '../constructs/clouds/provider-package';
import { printError, run } from './command';

/**
 * Installs the packages of cloud providers into node_modules. They are optional peer dependencies, which npm installs
 * neither with `npm ci` nor, since this package names them, with `npm install --no-save`. The next `npm ci` removes them.
 */
const packages: Readonly<Record<string, ProviderPackage>> = providerPackages;
const root = join(__dirname, '..');
const scratch = join(root, '.plinth/clouds');

const command = new Command('npm run clouds --')
  .description('Installs the packages of cloud providers into node_modules.')
  .argument('[names...]', `clouds: ${Object.keys(packages).join(', ')}; default: all`)
  .parse();

void main(command.args.length > 0 ? command.args : Object.keys(packages));

async function main(names: readonly string[]): Promise<void> {
  try {
    for (const name of names) {
      const providerPackage = packages[name];
      if (!providerPackage)
        return command.error(`cloud '${name}' is unknown: write ${Object.keys(packages).join(', ')}`);
      await ensureInstalled(providerPackage);
    }
  } catch (error) {
    printError('clouds', error);
  }
}

async function ensureInstalled({ name, version }: ProviderPackage): Promise<void> {
  const target = join(root, 'node_modules', name);
  if (tryReadVersion(target) !== version) await install(name, version, target);
  console.log(`${name} ${version} is installed`);
}

function tryReadVersion(target: string): string | undefined {
  const file = join(target, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : undefined;
}

async function install(name: string, version: string, target: string): Promise<void> {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  // Its peers, cdktf and constructs, are those of this repository.
  const flags = ['--no-save', '--no-package-lock', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', '--prefix', scratch, ...flags, `${name}@${version}`]);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  renameSync(join(scratch, 'node_modules', name), target);
  rmSync(scratch, { recursive: true });
}
