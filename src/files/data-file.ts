import { readFileSync } from 'node:fs';
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { UserError } from '../schema/user-error';
import type { PathSegment } from '../schema/problem';

/** Parsed YAML or JSON file. */
export interface DataFile {
  readonly file: string;
  readonly value: unknown;
  /** Returns the line, from 1, of the value at a path, or of its nearest existing parent. */
  readonly findLine: (path: readonly PathSegment[]) => number | undefined;
}

/**
 * Reads a YAML or JSON file.
 * @throws UserError with the lines of all syntax errors
 */
export function readDataFile(file: string): DataFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter });
  const syntaxErrors = document.errors.map(
    ({ linePos, message }) => `  ${file}:${linePos?.[0].line ?? 1}: ${message.split('\n')[0] ?? ''}`,
  );
  if (syntaxErrors.length > 0) throw new UserError(`${file} is not valid YAML\n${syntaxErrors.join('\n')}`);
  const findLine = (path: readonly PathSegment[]) => {
    const offset = findNode(document, path)?.range?.[0];
    return offset === undefined ? undefined : lineCounter.linePos(offset).line;
  };
  return { file, value: toPlainData(document, file), findLine };
}

function toPlainData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Finds the node that a path's line is taken from: the key of a map entry or the item of a list, else a parent's. */
function findNode(document: Document, path: readonly PathSegment[]): Node | null | undefined {
  let value: unknown = document.contents;
  let lineNode: unknown = value;
  for (const segment of path) {
    if (isMap(value)) {
      const pair: unknown = value.items.find(
        (item) => isPair(item) && isScalar(item.key) && item.key.value === segment,
      );
      if (!isPair(pair)) break;
      [lineNode, value] = [pair.key, pair.value];
    } else if (isSeq(value)) {
      value = value.items.find(
        (item, index) =>
          index === segment || (isMap(item) && [item.get('name'), item.get('kind')].includes(componentName(segment))),
      );
      if (value === undefined) break;
      lineNode = value;
    } else break;
  }
  return lineNode as Node | null;
}

/** Returns the name in a path segment of a component: `traefik` for `[traefik]`. */
function componentName(segment: PathSegment): string {
  return String(segment).replace(/^\[(.*)\]$/, '$1');
}
