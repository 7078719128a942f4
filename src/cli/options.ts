import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { lockFileName } from '../files/lock';

export const lockOption = ['--lock <file>', 'Definition that was last applied', lockFileName] as const;

/** Like {@link lockOption}, for commands that only read the lock: another file than the default must exist. */
export const existingLockOption = [
  '--lock <file>',
  'Definition that was last applied',
  (file: string) => assertExists(file, 'write the path of the lock, or omit --lock before the first apply'),
  lockFileName,
] as const;

/** Like {@link existingLockOption}, for commands that compare with the lock in a folder unless the option is set. */
export const comparedLockOption = [
  '--lock <file>',
  'Definition to compare with, in place of --against',
  (file: string) => assertExists(file, 'write the path of the lock, or omit --lock before the first apply'),
] as const;

export const againstOption = [
  '--against <folder>',
  `Folder with the ${lockFileName} to compare with`,
  (folder: string) => assertExists(folder, 'write the folder of the lock'),
  '.',
] as const;

/** Values of {@link againstOption} and {@link comparedLockOption}. */
export interface ComparisonOptions {
  readonly against: string;
  readonly lock?: string;
}

/** Returns the lock that a command compares with. */
export function resolveComparedLock({ against, lock }: ComparisonOptions): string {
  return lock ?? join(against, lockFileName);
}

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
