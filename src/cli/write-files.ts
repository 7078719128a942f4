import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { UserError } from '../schema/user-error';

/** Writes a file, or replaces it as a whole: a reader never sees a part of the text. */
export function writeAtomic(file: string, text: string): void {
  const temporaryFile = `${file}.tmp`;
  writeFileSync(temporaryFile, text);
  renameSync(temporaryFile, file);
}

/**
 * Writes a new file and creates its parent folders.
 * @throws UserError when the file exists
 */
export function writeNewFile(file: string, text: string): void {
  assertFilesAbsent(file);
  mkdirSync(dirname(file), { recursive: true });
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
