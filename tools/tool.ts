import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import semver from 'semver';
import { newestKubernetes, tools, type Tool } from './catalogue';
import { CommandError, run } from './command';
import { userCache } from './user-cache';

/**
 * The path of a pinned program, built first where the cache does not have it yet.
 * With PLINTH_TOOLS_INSTALLED=1 a program on the PATH of the same minor version is taken instead.
 */
export async function tool(program: string): Promise<string> {
  const [plain = program] = program.split('@');
  const entry = findTool(program);
  if (process.env.PLINTH_TOOLS_INSTALLED === '1' && (await isInstalled(plain, entry))) return plain;
  return join(await build(entry), plain);
}

/** The folder that has all programs of a tool, such as the CNI plugins, built first where need be. */
export async function toolFolder(name: string): Promise<string> {
  return build(findTool(name));
}

/** The tool of that name, or the one that a program of that name belongs to. Throws where there is none. */
export function findTool(name: string): Tool {
  const plain = name.replace(new RegExp(`@${newestKubernetes}$`), '');
  const found = tools.find((entry) => entry.name === plain) ?? tools.find((entry) => plain in entry.programs);
  if (found) return found;
  throw new Error(`tool '${name}' is not in tools/catalogue.ts: say one of ${tools.map((t) => t.name).join(', ')}`);
}

/** The version that the tool's go.mod pins, without `v`. */
export function version(entry: Tool): string {
  const mod = readFileSync(join(__dirname, entry.folder, 'go.mod'), 'utf8');
  for (const line of mod.split('\n')) {
    const [module, pinned] = line.replace('require', '').trim().split(' ');
    if (module === entry.module && pinned?.startsWith('v')) return pinned.slice(1);
  }
  throw new Error(`tools/${entry.folder}/go.mod does not require ${entry.module}`);
}

/** Where built tools are kept: PLINTH_TOOLS, otherwise plinth/tools in the user's cache folder. */
export function cacheFolder(): string {
  return process.env.PLINTH_TOOLS ?? userCache('tools');
}

/** The folder of one tool and version in the cache, built or not. */
export function cachedAt(entry: Tool): string {
  const [plain = entry.name] = entry.name.split('@');
  return join(cacheFolder(), `${plain}-${version(entry)}`);
}

const building = new Map<string, Promise<string>>();
const atOnce = Math.max(1, Math.floor(availableParallelism() / 2));

/**
 * Builds a tool unless the cache has it, and gives its folder. What is half built never stands under its name.
 * Go uses all cores to compile and one to link, so half as many builds as cores run at once; the others wait.
 */
export function build(entry: Tool, print: (line: string) => void = console.error): Promise<string> {
  const folder = cachedAt(entry);
  if (existsSync(folder)) return Promise.resolve(folder);
  const running = [...building.values()];
  const free = running.length < atOnce ? Promise.resolve() : running.at(-atOnce);
  const started = building.get(folder) ?? Promise.allSettled([free]).then(() => buildNow(entry, folder, print));
  building.set(folder, started);
  return started;
}

async function buildNow(entry: Tool, folder: string, print: (line: string) => void): Promise<string> {
  const module = join(__dirname, entry.folder);
  await checkGo(module);
  removeAbandoned();

  const label = `${entry.name} ${version(entry)}`;
  print(`${label}: building`);
  const start = performance.now();
  const aside = `${folder}.${process.pid}.tmp`;
  const sources = `${folder}-sources.${process.pid}.tmp`;
  const log = `${folder}.log`;
  const variables = (entry.versionVariables ?? []).map((name) => `-X ${name}=v${version(entry)}`);
  const flags = ['-mod=readonly', '-trimpath', `-ldflags=${['-s -w', ...variables].join(' ')}`];
  if (entry.tags !== undefined) flags.push(`-tags=${entry.tags}`);
  const env = { CGO_ENABLED: entry.cgo === true ? '1' : '0' };
  try {
    if (entry.emptyFiles) flags.push(`-modfile=${await completed(entry, entry.emptyFiles, module, sources)}`);
    for (const [program, path] of Object.entries(entry.programs)) {
      await run('go', ['build', ...flags, '-o', join(aside, program), path], { cwd: module, env, log });
    }
    await keepData(entry, module, aside);
    if (!existsSync(folder)) renameSync(aside, folder);
  } finally {
    for (const made of [aside, sources]) rmSync(made, { recursive: true, force: true });
  }
  rmSync(log, { force: true });
  print(`${label}: built in ${Math.round((performance.now() - start) / 1000)} s`);
  return folder;
}

/** A go.mod that takes the tool's module from a copy, to which the files are added that it lacks. */
async function completed(entry: Tool, files: readonly string[], cwd: string, folder: string): Promise<string> {
  await run('go', ['mod', 'download', entry.module], { cwd });
  const copy = join(folder, 'module');
  mkdirSync(folder);
  // Go keeps its modules read-only.
  await run('cp', ['-r', '--no-preserve=mode', `${await folderOf(entry, cwd)}/.`, copy]);
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), '');
  }
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(cwd, file), join(folder, file));
  await run('go', ['mod', 'edit', `-replace=${entry.module}=${copy}`, join(folder, 'go.mod')]);
  return join(folder, 'go.mod');
}

async function keepData(entry: Tool, cwd: string, folder: string): Promise<void> {
  if (entry.data === undefined) return;
  const module = await folderOf(entry, cwd);
  for (const [file, sources] of Object.entries(entry.data)) {
    const parts = sources.map((source) => readFileSync(join(module, source), 'utf8'));
    writeFileSync(join(folder, file), parts.join('\n---\n'));
  }
}

/** Where Go keeps the tool's module. */
async function folderOf(entry: Tool, cwd: string): Promise<string> {
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', entry.module], { cwd });
  return stdout.trim();
}

async function checkGo(module: string): Promise<void> {
  const advice = 'install a newer one from https://go.dev/dl/, or set PLINTH_TOOLS to a folder with the built tools';
  try {
    // In the module's own folder Go says whether it is new enough, or fetches the toolchain that is wanted.
    await run('go', ['list', '-m'], { cwd: module });
  } catch (error) {
    if (error instanceof CommandError) throw new Error(`${error.output.trim()}: ${advice}`, { cause: error });
    throw new Error(`go is not on the PATH: ${advice}`, { cause: error });
  }
}

/** Takes away what builds left that were killed: their process is no more. */
function removeAbandoned(): void {
  mkdirSync(cacheFolder(), { recursive: true });
  for (const name of readdirSync(cacheFolder())) {
    const pid = /\.(\d+)\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`) && process.platform === 'linux') {
      rmSync(join(cacheFolder(), name), { recursive: true, force: true });
    }
  }
}

async function isInstalled(program: string, entry: Tool): Promise<boolean> {
  try {
    const { stdout, stderr } = await run(program, entry.versionArguments ?? ['--version']);
    const found = semver.coerce(stdout + stderr);
    return found !== null && semver.satisfies(found, `~${version(entry)}`);
  } catch {
    return false;
  }
}
