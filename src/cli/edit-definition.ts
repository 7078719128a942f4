import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { readUtf8 } from '../files/utf8';
import { UserError } from '../schema/user-error';
import { formatPath } from '../schema/problem';
import { setValueAtPath, trySetValueInText } from './edit-text';
import type { LoadedDefinition } from './read-definition';
import { writeAtomic } from './write-files';

/** Place of a value that a command can edit. */
export interface EditLocation {
  readonly file: string;
  /** Path of the value from the top of the file. */
  readonly path: readonly string[];
}

/** Returns true for a definition in TypeScript or JavaScript, which commands do not edit. */
export function isProgram({ file }: LoadedDefinition): boolean {
  return !['.yaml', '.yml', '.json'].includes(extname(file));
}

/**
 * Finds the file that has the value at a path of the definition, or that the value is to be added to. It may be new.
 * @returns undefined when the value belongs in a program
 */
export function tryGetEditLocation(definition: LoadedDefinition, path: readonly string[]): EditLocation | undefined {
  const [first, tenant = '', ...pathInTenant] = path;
  const [option = ''] = pathInTenant;
  const tenantFile = first === 'tenants' ? definition.tenantFiles.tryGetFile(tenant, option) : undefined;
  if (tenantFile !== undefined) return { file: tenantFile, path: pathInTenant };
  return isProgram(definition) ? undefined : { file: definition.file, path };
}

/**
 * Sets a value in a definition's file, after checking that the definition stays valid.
 * @param path of the value in the definition
 * @throws DefinitionError when the value makes the definition invalid
 */
export function editDefinition(
  definition: LoadedDefinition,
  location: EditLocation,
  path: readonly string[],
  value: unknown,
): void {
  definition.language.plan(setValueAtPath(definition.platform, path, value));
  writeAtomic(location.file, renderEditedFile(location, value));
}

function renderEditedFile({ file, path }: EditLocation, value: unknown): string {
  const format = extname(file) === '.json' ? 'json' : 'yaml';
  const existingText = existsSync(file) ? readUtf8(file) : '';
  const text = trySetValueInText(existingText, path, value, format);
  if (text !== undefined) return text;
  throw new UserError(
    `${file}: a command cannot set ${formatPath(path)}, since its parent is not an object, or shares values by an alias: write ${formatPath(path)}: ${JSON.stringify(value)} by hand`,
  );
}
