import { readFileSync } from 'node:fs';
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { UserError } from '../schema/user-error';
import type { PathSegment } from '../schema/problem';

/** A file of YAML or JSON. */
export interface DataFile {
  readonly file: string;
  readonly value: unknown;
  /** Line, from 1, of what stands at a path, or of the nearest above it. */
  readonly findLine: (path: readonly PathSegment[]) => number | undefined;
}

/**
 * Reads a file of YAML or JSON.
 * @throws UserError with the lines of all mistakes where it is neither
 */
export function readDataFile(file: string): DataFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines });
  const broken = document.errors.map(
    (problem) => `  ${file}:${problem.linePos?.[0].line ?? 1}: ${problem.message.split('\n')[0] ?? ''}`,
  );
  if (broken.length > 0) throw new UserError(`${file} is no YAML\n${broken.join('\n')}`);
  const findLine = (path: readonly PathSegment[]) => {
    const start = findNode(document, path)?.range?.[0];
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  return { file, value: toPlainData(document, file), findLine };
}

function toPlainData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (thrown) {
    throw new UserError(`${file} cannot be read: ${(thrown as Error).message}`, { cause: thrown });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UserError(`${file} cannot be read: ${(thrown as Error).message}`, { cause: thrown });
  }
}

/** The node at a path, or the nearest one above it. */
function findNode(document: Document, path: readonly PathSegment[]): Node | null | undefined {
  let node: unknown = document.contents;
  let line: unknown = node;
  for (const segment of path) {
    if (isMap(node)) {
      const pair: unknown = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === segment);
      if (!isPair(pair)) break;
      [line, node] = [pair.key, pair.value];
    } else if (isSeq(node)) {
      node = node.items.find(
        (item, index) =>
          index === segment || (isMap(item) && [item.get('name'), item.get('kind')].includes(componentName(segment))),
      );
      if (node === undefined) break;
      line = node;
    } else break;
  }
  return line as Node | null;
}

/** Components stand in paths by their names: `[traefik]`. */
function componentName(segment: PathSegment): string {
  return String(segment).replace(/^\[(.*)\]$/, '$1');
}
