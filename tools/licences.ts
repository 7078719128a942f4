import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { CommandError, printError, run } from './command';
import { detectLicence, findLicenceProblem, listGoModules, type GoModule } from './licence-rules';

const recordFile = join(__dirname, 'licences.json');

const command = new Command('npm run licences --')
  .description(
    'Checks that every npm package in package-lock.json and every Go module in tools/*/go.mod has a licence, and none of the AGPL and its like.',
  )
  .option('--update', 'detect the licences of Go modules, which downloads them, and write tools/licences.json')
  .parse();

void main().catch((error: unknown) => {
  printError('licences', error);
});

async function main(): Promise<void> {
  const modules = listModules();
  if (command.opts<{ update?: boolean }>().update === true) await updateRecord(modules);
  const record = readRecord();
  const problems = [
    ...checkPackages(),
    ...modules.flatMap(({ path, version }) => {
      const licence = record[`${path} ${version}`];
      if (licence === undefined)
        return [`${path} ${version}: not in tools/licences.json: run npm run licences -- --update`];
      return findLicenceProblem(`${path} ${version}`, licence) ?? [];
    }),
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

/** Lists the Go modules of all tools, without repetitions. */
function listModules(): readonly GoModule[] {
  const files = readdirSync(__dirname)
    .map((name) => join(__dirname, name, 'go.mod'))
    .filter((file) => existsSync(file));
  const modules = files.flatMap((file) => listGoModules(readFileSync(file, 'utf8')));
  const sorted = [...new Map(modules.map((module) => [`${module.path} ${module.version}`, module]))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return sorted.map(([, module]) => module);
}

/** Licences of Go modules by path and version. */
type LicenceRecord = Readonly<Record<string, string>>;

function readRecord(): LicenceRecord {
  return existsSync(recordFile) ? (JSON.parse(readFileSync(recordFile, 'utf8')) as LicenceRecord) : {};
}

/** Detects the licences of modules that are not recorded, and removes modules that no tool uses. */
async function updateRecord(modules: readonly GoModule[]): Promise<void> {
  const record = readRecord();
  const cache = (await run('go', ['env', 'GOMODCACHE'])).stdout.trim();
  const entries: [string, string][] = [];
  for (const { path, version } of modules) {
    const key = `${path} ${version}`;
    entries.push([key, record[key] ?? detectLicence(await download(cache, path, version))]);
  }
  writeFileSync(recordFile, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/** Returns the folder of a module in Go's module cache; downloads it unless it is there. @throws if it is not available */
async function download(cache: string, path: string, version: string): Promise<string> {
  // In the cache, an upper-case letter is an exclamation mark and the lower-case letter.
  const folder = join(
    cache,
    `${path}@${version}`.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`),
  );
  if (existsSync(folder)) return folder;
  try {
    await run('go', ['mod', 'download', `${path}@${version}`]);
    return folder;
  } catch (error) {
    if (error instanceof CommandError) throw new Error(`${path} ${version}: ${error.output}`, { cause: error });
    throw error;
  }
}

function checkPackages(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(__dirname, '../package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly license?: string }>>;
  };
  return Object.entries(lock.packages).flatMap(
    ([path, { license }]) => findLicenceProblem(path === '' ? 'package.json' : path, license ?? '') ?? [],
  );
}
