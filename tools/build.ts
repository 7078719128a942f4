import { existsSync } from 'node:fs';
import { colorsFor } from '../src/cli/colors';
import { Command } from 'commander';
import { tools } from './catalogue';
import { printError } from './command';
import { buildTool, toolCacheFolder, toolsCacheFolder, findTool, version } from './tool';

const colors = colorsFor(process.stdout);

const command = new Command('npm run tools --')
  .description('Builds pinned programs from Go modules into a cache folder.')
  .argument('[names...]', 'tools or programs to build')
  .option('--list', 'list all tools with version, programs and whether they are built')
  .parse();

if (command.opts<{ list?: boolean }>().list === true) list();
else if (command.args.length === 0) command.help({ error: true });
else void buildAll(command.args);

function list(): void {
  console.log(`in ${toolsCacheFolder()}:`);
  for (const entry of tools) {
    const built = existsSync(toolCacheFolder(entry)) ? colors.green('built') : colors.dim('-    ');
    const programs = Object.keys(entry.programs).filter((program) => program !== entry.name.split('@')[0]);
    console.log(`${built}  ${entry.name.padEnd(29)}  ${version(entry).padEnd(8)}  ${programs.join(' ')}`.trimEnd());
  }
}

async function buildAll(names: readonly string[]): Promise<void> {
  const entries = names.map(findTool);
  const results = await Promise.allSettled(entries.map((entry) => buildTool(entry, console.log)));
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') {
      console.log(result.value);
      continue;
    }
    printError(entries[index]?.name ?? '', result.reason);
  }
}
