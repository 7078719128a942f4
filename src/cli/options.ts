import { existsSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { lockFileName } from '../files/lock';

const defaultFiles = 'default: platform.ts, .yaml, .yml or .json';

/** Argument of commands that read the platform definition. */
export const definitionArgument = [
  '[file]',
  `Platform definition: a program (.ts, .js), data (.yaml, .json), or - for data in standard input; ${defaultFiles}`,
] as const;

/** Option for the platform definition, of commands that have other arguments. */
export const definitionOption = ['--file <file>', `Platform definition; ${defaultFiles}`] as const;

/** Values of {@link definitionOption}. */
export interface DefinitionOptions {
  readonly file?: string;
}

export const lockOption = ['--lock <file>', 'Definition that was last applied', lockFileName] as const;

/** Like {@link lockOption}, for commands that only read the lock: another file than the default must exist. */
export const existingLockOption = [
  '--lock <file>',
  'Definition that was last applied',
  (file: string) => assertExists(file, 'write the path of the lock, or omit --lock before the first apply'),
  lockFileName,
] as const;

export const againstOption = [
  '--against <folder>',
  `Folder with the ${lockFileName} to compare with`,
  (folder: string) => assertExists(folder, 'write the folder of the lock'),
  '.',
] as const;

/** Without the file, a misspelt path would count as a definition that was never applied, of which nothing is removed. */
function assertExists(path: string, fix: string): string {
  if (!existsSync(path)) throw new InvalidArgumentError(`It does not exist: ${fix}.`);
  return path;
}

export const allowRemovalOption = [
  '--allow-removal <path>',
  'Allow the removal of a resource from its clusters, such as tenants.shop; can be repeated',
  (path: string, paths: readonly string[]) => [...paths, path],
  [] as readonly string[],
] as const;

/** Values of {@link lockOption} and {@link allowRemovalOption}. */
export interface PlanCommandOptions {
  readonly lock: string;
  readonly allowRemoval: readonly string[];
}
