import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { isMap, isScalar, parseDocument, stringify, type Document, type Scalar } from 'yaml';
import { UserError } from '../schema/user-error';
import { formatPath } from '../schema/problem';
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

/** Returns a copy of plain data with a value set at a path. */
export function setValueAtPath(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const object = (data ?? {}) as Readonly<Record<string, unknown>>;
  return { ...object, [key]: setValueAtPath(object[key], rest, value) };
}

function renderEditedFile({ file, path }: EditLocation, value: unknown): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (extname(file) === '.json') return `${JSON.stringify(setValueAtPath(JSON.parse(text), path, value), null, 2)}\n`;
  const document: Document = parseDocument(text);
  document.contents ??= document.createNode({});
  const existing = document.getIn(path, true);
  // Replaced in the text, so that the rest of the file keeps its formatting.
  if (isScalar(existing) && existing.range && typeof value === 'string') {
    const [start, end] = existing.range;
    return `${text.slice(0, start)}${formatScalar(existing, value)}${text.slice(end)}`;
  }
  for (let depth = 0; depth < path.length; depth++) {
    const parentPath = path.slice(0, depth);
    const parent = document.getIn(parentPath, true);
    if (isScalar(parent) && parent.value === null) document.setIn(parentPath, document.createNode({}));
    else if (parent === undefined) break;
    else if (!isMap(parent)) throw new UserError(formatManualEdit({ file, path }, parentPath, value));
    // Entries added to `{}` would be written within the braces.
    else if (parent.items.length === 0) parent.flow = false;
  }
  document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0, flowCollectionPadding: !/\{[^\s}]/.test(text) });
}

function formatScalar({ type }: Scalar, value: string): string {
  if (type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  return type === 'QUOTE_DOUBLE' ? JSON.stringify(value) : stringify(value).trimEnd();
}

function formatManualEdit({ file, path }: EditLocation, parentPath: readonly string[], value: unknown): string {
  const parent = formatPath(parentPath) || 'the document';
  return `${file}: ${parent} is not an object, or is an alias, and cannot be edited by a command: write ${formatPath(path)}: ${JSON.stringify(value)} by hand`;
}
