import { lstatSync } from 'node:fs';
import { UserError } from '../schema/user-error';
import { parseDataFile, type DataFile } from './data-file';
import { readUtf8 } from './utf8';

/** Largest size of the file of a tenant, in bytes. */
const maxTenantFileBytes = 2 ** 20;

/** Largest number of values in the file of a tenant, so that it cannot keep the plan of all tenants busy for minutes. */
const maxTenantFileValues = 10_000;

/**
 * Reads the file of a tenant. Its team decides what is at this path: a link could name any file of the machine that plans
 * the platform, and a device or a pipe might never end. Messages contain no text of the file.
 * @throws UserError when it is not a regular file, is larger than 1 MiB, has more than 10,000 values, or cannot be parsed
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
  const dataFile = parseDataFile(file, readUtf8(file), { showsText: false });
  if (hasMoreValuesThan(maxTenantFileValues, dataFile.value))
    throw new UserError(
      `${file} has more than ${maxTenantFileValues} values, the most that the file of a tenant may have: write less, or ask the platform team for several tenants`,
    );
  return dataFile;
}

/** Returns whether plain data has more values than a limit: texts, numbers, lists and objects. Values of aliases count each time. */
function hasMoreValuesThan(limit: number, data: unknown): boolean {
  const values = [data];
  for (let count = 0; count < values.length; count++) {
    if (count >= limit) return true;
    const value = values[count];
    if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) values.push(child);
  }
  return false;
}
