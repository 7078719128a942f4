import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve, sep } from 'node:path';
import { require as run } from 'tsx/cjs/api';
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { builtIn, listen, type Said } from '../main';
import type { PathSegment } from '../model/problem';
import { Failure } from '../failure';

/** A description as it was read, and where in its file a path stands. */
export interface ReadDescription extends Said {
  readonly file: string;
  /** Line of a path, from 1; undefined in programs, where it cannot be told. */
  readonly lineOf: (path: readonly PathSegment[]) => number | undefined;
}

const usual = ['platform.ts', 'platform.yaml', 'platform.yml', 'platform.json'];
const programs = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * Reads a description from a program that calls `synth` (or exports the description as default), or from YAML or JSON.
 * @param file the first of platform.ts, platform.yaml, platform.yml and platform.json that is there, where none is named
 * @throws Failure when it is not there or cannot be read
 */
export async function readDescription(file: string | undefined): Promise<ReadDescription> {
  const found = file ?? usual.find((name) => existsSync(name));
  if (found === undefined)
    throw new Failure(`there is no ${usual.join(', ')} here: name the file that describes the platform`);
  if (!existsSync(found)) throw new Failure(`there is no file ${found}: name the file that describes the platform`);
  return programs.includes(extname(found)) ? readProgram(found) : readData(found);
}

async function readProgram(file: string): Promise<ReadDescription> {
  let exported: unknown;
  const said = await listen(() => {
    try {
      exported = run(resolve(file), __filename);
    } catch (thrown) {
      throw new Failure(`the program ${file} failed: ${failureOf(thrown)}`, { cause: thrown });
    }
  });
  const platform = said?.platform ?? (exported as { default?: unknown }).default;
  if (platform === undefined) {
    throw new Failure(
      `the program ${file} describes nothing: let it end with synth(platform), before which it waits for nothing, or export the platform as default`,
    );
  }
  return { platform, language: said?.language ?? builtIn, file, lineOf: () => undefined };
}

/** What a program threw, and where in it: the ways through Node and through packages tell its author nothing. */
function failureOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const lines = (thrown.stack ?? thrown.message)
    .replaceAll(`${process.cwd()}${sep}`, '')
    .replace(/\?namespace=\d+/g, '')
    .split('\n')
    .filter((line) => !/[/\\]node_modules[/\\]|\(?node:|^- internal\//.test(line));
  return lines.join('\n');
}

function readData(file: string): ReadDescription {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines });
  const broken = document.errors.map(
    (problem) => `  ${file}:${problem.linePos?.[0].line ?? 1}: ${problem.message.split('\n')[0] ?? ''}`,
  );
  if (broken.length > 0) throw new Failure(`${file} is no YAML\n${broken.join('\n')}`);
  const lineOf = (path: readonly PathSegment[]) => {
    const start = nodeAt(document, path)?.range?.[0];
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  return { platform: valueOf(document, file), language: builtIn, file, lineOf };
}

function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (thrown) {
    throw new Failure(`${file} cannot be read: ${(thrown as Error).message}`, { cause: thrown });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new Failure(`${file} cannot be read: ${(thrown as Error).message}`, { cause: thrown });
  }
}

/** The node at a path, or the nearest one above it. */
function nodeAt(document: Document, path: readonly PathSegment[]): Node | null | undefined {
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
          index === segment || (isMap(item) && [item.get('name'), item.get('kind')].includes(nameIn(segment))),
      );
      if (node === undefined) break;
      line = node;
    } else break;
  }
  return line as Node | null;
}

/** Components stand in paths by their names: `[traefik]`. */
function nameIn(segment: PathSegment): string {
  return String(segment).replace(/^\[(.*)\]$/, '$1');
}
