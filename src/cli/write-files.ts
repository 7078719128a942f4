import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { createFolder } from '../output/output-paths';
import { UserError } from '../schema/user-error';

/**
 * Writes a file, or replaces it as a whole: a reader never sees a part of the text. A symbolic link stays, and the file
 * that it leads to is replaced.
 */
export function writeAtomic(file: string, text: string): void {
  const existing = statSync(file, { throwIfNoEntry: false });
  const target = existing ? realpathSync(file) : file;
  const temporaryFile = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  writeFileSync(temporaryFile, text, { flag: 'wx' });
  if (existing) chmodSync(temporaryFile, existing.mode);
  try {
    renameSync(temporaryFile, target);
  } catch (error) {
    rmSync(temporaryFile);
    throw error;
  }
}

/**
 * Writes a new file and creates its parent folders.
 * @throws UserError when the file exists
 */
export function writeNewFile(file: string, text: string): void {
  assertFilesAbsent(file);
  createFolder(resolve(dirname(file)));
  writeFileSync(file, text, { flag: 'wx' });
}

/** @throws UserError when one of the files exists */
export function assertFilesAbsent(...files: readonly string[]): void {
  const existingFiles = files.filter((file) => existsSync(file));
  if (existingFiles.length > 0)
    throw new UserError(
      `${existingFiles.join(', ')} already ${existingFiles.length === 1 ? 'exists' : 'exist'}: nothing was written`,
    );
}

/** Returns a file's path relative to the working directory. */
export function displayPath(file: string): string {
  return relative('.', file) || file;
}
