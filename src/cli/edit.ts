import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, relative } from 'node:path';
import { isMap, isScalar, parseDocument, stringify, type Scalar } from 'yaml';
import { UserError } from '../schema/user-error';
import { formatPath } from '../schema/problem';
import type { LoadedDefinition } from './read-definition';
import { writeAtomic } from './write-atomic';

/** Where something stands that a command may write: a file, and the path in it. */
export interface EditLocation {
  readonly file: string;
  readonly path: readonly string[];
}

/** Whether a description is a program: only people edit programs. */
export function isProgram({ file }: LoadedDefinition): boolean {
  return !['.yaml', '.yml', '.json'].includes(extname(file));
}

/** Where a path of a description can be written; undefined where it stands in a program. */
export function tryGetEditLocation(said: LoadedDefinition, path: readonly string[]): EditLocation | undefined {
  const [top, tenant = '', ...rest] = path;
  const own = top === 'tenants' ? said.tenantFiles.tryGetFile(tenant) : undefined;
  if (own !== undefined) return { file: own, path: rest };
  return isProgram(said) ? undefined : { file: said.file, path };
}

/**
 * Puts a value into a description and into the file that it came from. The result is checked before anything is written.
 * @throws DefinitionError where the description would have mistakes then
 */
export function editDefinition(
  said: LoadedDefinition,
  { file, path }: EditLocation,
  at: readonly string[],
  value: unknown,
): void {
  said.language.plan(setValueAtPath(said.platform, at, value));
  writeAtomic(file, renderEditedFile(file, path, value));
}

/** Writes a file that is not there yet, with the folders above it. */
export function writeNewFile(file: string, text: string): void {
  assertFilesAbsent(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: 'wx' });
}

/** @throws UserError where one of the files is there already */
export function assertFilesAbsent(...files: readonly string[]): void {
  const there = files.filter((file) => existsSync(file));
  if (there.length > 0)
    throw new UserError(`${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already: nothing written`);
}

/** Plain data with another value at a path. */
export function setValueAtPath(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const before = (data ?? {}) as Readonly<Record<string, unknown>>;
  return { ...before, [key]: setValueAtPath(before[key], rest, value) };
}

function renderEditedFile(file: string, path: readonly string[], value: unknown): string {
  const text = readFileSync(file, 'utf8');
  if (extname(file) === '.json') return `${JSON.stringify(setValueAtPath(JSON.parse(text), path, value), null, 2)}\n`;
  const document = parseDocument(text);
  const there = document.getIn(path, true);
  // A value for a value: nothing else in the file moves, not even a space.
  if (isScalar(there) && there.range && typeof value === 'string') {
    const [start, end] = there.range;
    return `${text.slice(0, start)}${formatScalar(there, value)}${text.slice(end)}`;
  }
  for (let depth = 0; depth < path.length; depth++) {
    const above = path.slice(0, depth);
    const node = document.getIn(above, true);
    if (isScalar(node) && node.value === null) document.setIn(above, document.createNode({}));
    else if (node === undefined) break;
    else if (!isMap(node)) throw new UserError(formatManualEdit(file, above, path, value));
    // An empty mapping in braces would take what comes into the braces too.
    else if (node.items.length === 0) node.flow = false;
  }
  document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0, flowCollectionPadding: !/\{[^\s}]/.test(text) });
}

function formatScalar({ type }: Scalar, value: string): string {
  if (type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  return type === 'QUOTE_DOUBLE' ? JSON.stringify(value) : stringify(value).trimEnd();
}

function formatManualEdit(file: string, above: readonly string[], path: readonly string[], value: unknown): string {
  const where = formatPath(above) || 'it';
  return `${file}: ${where} is no mapping of its own (an alias, perhaps), so that Plinth cannot edit it: write ${formatPath(path)}: ${JSON.stringify(value)} by hand`;
}

/** A path as people write it from where they are. */
export function displayPath(file: string): string {
  return relative('.', file) || file;
}
