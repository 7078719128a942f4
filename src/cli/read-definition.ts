import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { require as requireTypeScript } from 'tsx/cjs/api';
import { readDataFile, type DataFile } from '../files/data-file';
import { addPolicies, builtInLanguage, captureSynthRequest, createSynthRequest, type SynthRequest } from '../synth';
import type { Language } from '../create-language';
import { isPlainObject } from '../schema/plain-object';
import type { PathSegment } from '../schema/problem';
import { standardInput } from '../files/utf8';
import { listSimilar } from '../schema/suggestions';
import { UserError } from '../schema/user-error';
import { addDataFileOptions } from './data-file-options';
import { loadLanguage } from './load-kinds';
import { programExtensions } from './load-module';
import { loadPolicies } from './load-policies';
import { formatProgramError } from './program-error';
import { ProgramLocations } from './program-locations';
import { findTenantFiles, readTenantFolder, recordTenantFolders, type TenantFiles } from '../files/tenant-files';

/** Platform definition with the files that it was read from. */
export interface LoadedDefinition extends SynthRequest {
  /** File of the definition: a program, YAML or JSON. */
  readonly file: string;
  readonly tenantFiles: TenantFiles;
  /** Returns file and line of a path, such as `platform.yaml:7`; undefined for values that a program computes. */
  readonly tryGetLocation: (path: readonly PathSegment[]) => string | undefined;
}

const defaultFiles = ['platform.ts', 'platform.yaml', 'platform.yml', 'platform.json'];
const fix = 'pass the file of the platform definition';

/**
 * Reads a platform definition from YAML or JSON, or from a program that passes it to `synth` or exports it as default.
 * @param file `-` for YAML or JSON in standard input; default: the first that exists of platform.ts, platform.yaml, platform.yml and platform.json
 * @throws UserError when the file does not exist or cannot be read
 */
export async function readDefinition(file?: string): Promise<LoadedDefinition> {
  const definitionFile = file ?? defaultFiles.find((name) => existsSync(name));
  if (definitionFile === undefined)
    throw new UserError(`none of ${defaultFiles.join(', ')} exists in this folder: ${fix}`);
  if (definitionFile === '-') return readDataDefinition(standardInput);
  if (!existsSync(definitionFile)) throw new UserError(`file ${definitionFile} does not exist: ${fix}`);
  if (statSync(definitionFile).isDirectory()) {
    const existing = defaultFiles.map((name) => join(definitionFile, name)).find((path) => existsSync(path));
    throw new UserError(`${definitionFile} is a folder: ${existing === undefined ? fix : `pass ${existing}`}`);
  }
  return programExtensions.includes(extname(definitionFile))
    ? readProgram(definitionFile)
    : readDataDefinition(definitionFile);
}

/**
 * Reads the language of a definition: the built-in kinds, and those that it adds. A definition in YAML or JSON need not be
 * valid otherwise.
 * @param file default: the definition in the working directory, or the built-in kinds without one
 * @throws UserError when the file cannot be read, or a module with kinds cannot be loaded
 */
export async function readLanguage(file?: string): Promise<Language> {
  const definitionFile = file ?? defaultFiles.find((name) => existsSync(name));
  if (definitionFile === undefined) return builtInLanguage;
  if (programExtensions.includes(extname(definitionFile))) {
    const program = readDefinition(definitionFile);
    // A program that fails has at least the built-in kinds.
    return file === undefined
      ? program.then(({ language }) => language).catch(() => builtInLanguage)
      : (await program).language;
  }
  const { value, findLine } = readDataFile(definitionFile);
  return loadLanguage({ file: definitionFile, modules: isPlainObject(value) ? value.kinds : undefined, findLine });
}

async function readProgram(file: string): Promise<LoadedDefinition> {
  let exported: unknown;
  const listFolders = recordTenantFolders();
  const request = await captureSynthRequest(() => {
    try {
      exported = requireTypeScript(resolve(file), __filename);
    } catch (error) {
      throw new UserError(`program ${file} failed: ${formatProgramError(error)}`, { cause: error });
    }
  });
  const defaultExport = (exported as { default?: unknown }).default;
  const captured = request ?? (defaultExport === undefined ? undefined : createSynthRequest(defaultExport));
  if (captured === undefined) {
    throw new UserError(
      `program ${file} defines no platform: call synth(platform) at the end, without waiting for a promise or a callback before it, or export the platform as default`,
    );
  }
  const tenantFiles = findTenantFiles(listFolders());
  let locations: ProgramLocations | undefined;
  // Loading the compiler takes longer than the checks: only for a definition with problems.
  const tryGetLocation = (path: readonly PathSegment[]) =>
    tryGetTenantLocation(tenantFiles, path) ?? (locations ??= ProgramLocations.tryCreate(file))?.tryGetLocation(path);
  return { ...captured, file, tenantFiles, tryGetLocation };
}

/**
 * Reads a definition in YAML or JSON. Three options are for the CLI, and not part of the definition that is planned and
 * locked: `kinds` and `policies`, modules with additional kinds and with policies, and `tenantFiles`, a folder with the
 * files of the tenants that the platform defines in `tenants`.
 */
function readDataDefinition(file: string): LoadedDefinition {
  const { value, findLine } = readDataFile(file);
  if (value === null) throw new UserError(`${file}: the file is empty: \`plinth init\` writes a first definition`);
  const listFolders = recordTenantFolders();
  const { kinds: modules, policies: policyModules, ...definition } = isPlainObject(value) ? value : {};
  const policies = loadPolicies({ file, modules: policyModules, findLine });
  const loadedLanguage = loadLanguage({ file, modules, findLine });
  const language = addDataFileOptions(policies.length === 0 ? loadedLanguage : addPolicies(loadedLanguage, policies));
  const platform = isPlainObject(value) ? mergeTenantFiles(definition, file, findLine) : value;
  const tenantFiles = findTenantFiles(listFolders());
  const tryGetLocation = (path: readonly PathSegment[]) => {
    const line = findLine(path);
    return tryGetTenantLocation(tenantFiles, path) ?? (line === undefined ? undefined : `${file}:${line}`);
  };
  return { platform, language, file, tenantFiles, tryGetLocation };
}

/** @throws UserError when `tenantFiles` or `tenants` has the wrong type, or the files cannot be read */
function mergeTenantFiles(
  definition: Readonly<Record<string, unknown>>,
  file: string,
  findLine: DataFile['findLine'],
): unknown {
  const { tenantFiles, ...platform } = definition;
  const { tenants } = platform;
  const getLocation = (key: string) => `${file}:${findLine([key]) ?? 1}`;
  if (typeof tenants === 'string')
    throw new UserError(
      `${getLocation('tenants')}: tenants is '${tenants}': must be the platform's part of each tenant, by name; write the folder as tenantFiles: ${tenants}`,
    );
  if (tenantFiles === undefined) return definition;
  if (typeof tenantFiles !== 'string')
    throw new UserError(`${getLocation('tenantFiles')}: tenantFiles must be a folder: write tenantFiles: tenants`);
  const platformParts = isPlainObject(tenants) ? tenants : {};
  const place = { name: basename(file), path: ['tenants'] };
  const folder = join(dirname(file), tenantFiles);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    const folders = readdirSync(dirname(file), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const [similar] = listSimilar(
      basename(folder),
      folders.map(({ name }) => name),
    );
    throw new UserError(
      `${getLocation('tenantFiles')}: tenantFiles is "${tenantFiles}": there is no such folder; ${similar === undefined ? 'create it, and add a file for each tenant' : `write '${similar}'`}`,
    );
  }
  const merged = readTenantFolder(folder, platformParts, place);
  // Any other value of `tenants` is an error of the schema.
  return { ...platform, tenants: isPlainObject(tenants ?? {}) ? merged : tenants };
}

function tryGetTenantLocation(
  tenantFiles: TenantFiles,
  [first, tenant, ...path]: readonly PathSegment[],
): string | undefined {
  return first === 'tenants' ? tenantFiles.tryGetLocation(String(tenant), path) : undefined;
}
