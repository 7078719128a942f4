import { mkdirSync } from 'node:fs';
import { Command } from 'commander';
import { printError, run } from './command';
import { bindingsCache, pinnedBindings, tryGetBindings } from './stand-in/bindings';

const command = new Command('npm run bindings --')
  .description('Installs cdktf packages of cloud providers into the cache folder, for their stand-ins in tests.')
  .argument('<names...>', `providers: ${Object.keys(pinnedBindings).join(', ')}`)
  .parse();

void main(command.args);

async function main(names: readonly string[]): Promise<void> {
  const unknownName = names.find((name) => pinnedBindings[name] === undefined);
  if (unknownName !== undefined)
    command.error(`provider '${unknownName}' is not pinned: write one of ${Object.keys(pinnedBindings).join(', ')}`);
  try {
    const missing = names.filter((name) => tryGetBindings(name) === undefined);
    if (missing.length > 0)
      await install(missing.map((name) => `@cdktf/provider-${name}@${pinnedBindings[name] ?? ''}`));
    for (const name of names) console.log(`${name}: installed in ${tryGetBindings(name)?.folder ?? 'no folder'}`);
  } catch (error) {
    printError('bindings', error);
  }
}

/** The packages have no dependencies of their own, and their peers are not needed, since their sources are only read. */
async function install(packages: readonly string[]): Promise<void> {
  mkdirSync(bindingsCache(), { recursive: true });
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--save-exact'];
  await run('npm', ['install', '--prefix', bindingsCache(), ...flags, ...packages]);
}
