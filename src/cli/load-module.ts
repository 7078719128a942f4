import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, resolve } from 'node:path';
import { require as requireTypeScript } from 'tsx/cjs/api';
import { optionalKinds } from '../checks/optional-kinds';
import { suggestName } from '../schema/familiar-names';
import { isPlainObject } from '../schema/plain-object';
import { formatProgramError } from './program-error';

/** Extensions of programs and of modules with kinds. */
export const programExtensions = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Why a module cannot be used. */
export interface ModuleProblem {
  readonly problem: string;
  readonly fix: string;
}

/** What a module exports: each export, and each item of an export that is a list. */
export interface ModuleExports {
  readonly exports: readonly { readonly name: string; readonly value: unknown }[];
}

/** Loads a module that a definition in YAML or JSON names, which runs its code. */
export function loadExports(definitionFile: string, module: unknown): ModuleExports | ModuleProblem {
  const resolved = resolveModule(definitionFile, module);
  if ('problem' in resolved) return resolved;
  let exported: unknown;
  try {
    exported = requireModule(resolved.path, resolve(definitionFile));
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'UserError') return splitMessage(thrown.message);
    return {
      problem: `failed: ${formatProgramError(thrown).replaceAll(/\n +/g, ', ')}`,
      fix: 'fix the error in the module',
    };
  }
  return {
    exports: Object.entries(isPlainObject(exported) ? exported : {}).flatMap(([name, value]) =>
      (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map((item) => ({ name, value: item })),
    ),
  };
}

/** Splits the message of a {@link UserError}, `what is wrong: what to do`. */
function splitMessage(message: string): ModuleProblem {
  const colon = message.lastIndexOf(': ');
  return colon < 0
    ? { problem: message, fix: 'fix the error in the module' }
    : { problem: message.slice(0, colon), fix: message.slice(colon + 2) };
}

/**
 * Loads a module. CommonJS, such as that of Plinth, is loaded as by Node.js, so that it shares the modules of this process;
 * others are compiled.
 */
function requireModule(path: string, definitionFile: string): unknown {
  if (!['.js', '.cjs'].includes(extname(path))) return requireTypeScript(path, definitionFile);
  try {
    return createRequire(definitionFile)(path);
  } catch (thrown) {
    const isModule = thrown instanceof SyntaxError || (thrown as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ESM';
    if (isModule) return requireTypeScript(path, definitionFile);
    throw thrown;
  }
}

/** Returns the absolute path of a module, or why there is none. */
function resolveModule(definitionFile: string, module: unknown): { readonly path: string } | ModuleProblem {
  const definition = basename(definitionFile);
  if (typeof module !== 'string' || module === '')
    return {
      problem: 'must be the path of a module or the name of a package',
      fix: 'write a path such as ./my-kinds.ts',
    };
  const path = resolve(dirname(definitionFile), module);
  if (/^\.\.?\//.test(module)) {
    if (isFile(path))
      return programExtensions.includes(extname(path))
        ? { path }
        : { problem: 'is not a module', fix: `write a file that ends in ${programExtensions.join(', ')}` };
    const extension = programExtensions.find((candidate) => isFile(path + candidate));
    const fix = extension === undefined ? `write its path relative to ${definition}` : `write ${module}${extension}`;
    return { problem: 'there is no such file', fix };
  }
  if (isFile(path)) return { problem: 'is neither a relative path nor a package', fix: `write ./${module}` };
  if (!/^(@[\w.-]+\/)?[\w.-]+(\/[\w.-]+)*$/.test(module))
    return { problem: 'is neither a relative path nor a package', fix: `write its path relative to ${definition}` };
  try {
    return { path: createRequire(resolve(definitionFile)).resolve(module) };
  } catch (thrown) {
    if (/^plinth(\/|$)/.test(module))
      return {
        problem: 'is not a module of Plinth with kinds',
        fix: suggestName(module, Object.keys(optionalKinds)),
      };
    const [reason = ''] = (thrown as Error).message.split('\n');
    return {
      problem: `cannot be found (${reason})`,
      fix: 'install the package, or write ./ before the path of a file',
    };
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
