import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { version } from '../../../src/version';
import { Report } from '../../../tools/report';
import { addTenantToProgram } from '../../support/printed-tenant';
import { listBlocks, pages } from '../../unit/docs/code-blocks';
import { listDocumentedCommands, type DocumentedCommand } from './commands';

// Runs the commands in the shell blocks of the documentation that need Node.js alone, page by page, each in a project
// that plinth init has written. Lists all others with the reason.
const root = join(__dirname, '../../..');
/** In the repository, so that module resolution finds node_modules. */
const folder = join(root, '.plinth/docs');
const report = new Report('docs', { folder: join(root, '.plinth/reports') });

const tarball = `plinth-${version}.tgz`;

/** Programs in place of npx and the installed plinth: they run the sources. */
const programs = {
  plinth: `#!/bin/sh\nexec node --import tsx '${root}/src/cli/plinth.ts' "$@"\n`,
  npx: `#!/bin/sh\nwhile [ "$1" != plinth ]; do shift; done\nexec "$@"\n`,
};

void main();

async function main(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, 'bin', name), text, { mode: 0o755 });
  for (const page of pages) {
    const commands = listDocumentedCommands(page);
    for (const { text, notRun } of commands)
      if (notRun !== undefined) report.skip(`${page}: ${firstLine(text)}`, `${notRun.reason}; test: ${notRun.test}`);
    const others = commands.filter(({ notRun }) => notRun === undefined);
    if (others.length > 0) await runPage(page, others);
  }
  // Jest would find the same package.json several times.
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = report.close();
}

/** Runs commands one after another, in the folder that the previous one left. */
async function runPage(page: string, commands: readonly DocumentedCommand[]): Promise<void> {
  let workingFolder = join(folder, page.replaceAll('/', '-'));
  mkdirSync(workingFolder);
  // In place of what `npm pack` writes: nothing installs it.
  writeFileSync(join(workingFolder, tarball), '');
  // Commands on other pages presuppose a project.
  if (!commands.some(({ text }) => text.includes('plinth init'))) {
    run(`npx plinth init project --yaml --plinth file:${tarball}`, workingFolder);
    workingFolder = join(workingFolder, 'project');
    const [block = ''] = listBlocks(page)
      .filter(({ text }) => text.startsWith('# platform.yaml\n'))
      .map(({ text }) => text);
    const file = join(workingFolder, 'platform.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}${block}`);
  }
  for (const { text } of commands)
    await report.check(`${page}: ${firstLine(text)}`, () => {
      if (text.startsWith('cd ')) workingFolder = resolve(workingFolder, text.slice('cd '.length));
      else run(text, workingFolder);
    });
}

function run(command: string, workingFolder: string): void {
  const { status, stdout, stderr } = spawnSync('bash', ['-ec', command], {
    cwd: workingFolder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
      TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
    },
  });
  if (status !== 0) throw Object.assign(new Error(`exit code ${status ?? 'none'}`), { output: `${stdout}${stderr}` });
  const program = join(workingFolder, 'platform.ts');
  // As the page asks the reader to do.
  if (command.includes('plinth new tenant') && existsSync(program)) addTenantToProgram(program, stdout);
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
