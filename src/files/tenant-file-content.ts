import { lstatSync } from 'node:fs';
import { UserError } from '../schema/user-error';
import { parseDataFile, type DataFile } from './data-file';
import { readUtf8 } from './utf8';

/** Largest size of the file of a tenant, in bytes. */
const maxTenantFileBytes = 2 ** 20;

/**
 * Reads the file of a tenant. Its team decides what is at this path: a link could name any file of the machine that plans
 * the platform, and a device or a pipe might never end. Messages contain no text of the file.
 * @throws UserError when it is not a regular file, is larger than 1 MiB, or cannot be parsed
 */
export function readTenantFile(file: string): DataFile {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink())
    throw new UserError(
      `${file} is a symbolic link, but the file of a tenant must be a regular file: write its content`,
    );
  if (!stats.isFile()) throw new UserError(`${file} is not a regular file: remove it, or write a YAML or JSON file`);
  if (stats.size > maxTenantFileBytes)
    throw new UserError(
      `${file} has ${stats.size} bytes, but the file of a tenant may have 1 MiB (${maxTenantFileBytes} bytes) at most: write less`,
    );
  return parseDataFile(file, readUtf8(file), { showsText: false });
}
