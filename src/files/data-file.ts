import { extname } from 'node:path';
import {
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { escapeControlCharacters } from '../schema/control-characters';
import { UserError } from '../schema/user-error';
import type { PathSegment } from '../schema/problem';
import { checkAliases, checkNode, formatDepthError, isTooDeep } from './node-checks';
import { explainSyntaxError } from './syntax-errors';
import { readUtf8 } from './utf8';

/** Parsed YAML or JSON file. */
export interface DataFile {
  readonly file: string;
  readonly value: unknown;
  /** Returns the line, from 1, of the value at a path, or of its nearest existing parent. */
  readonly findLine: (path: readonly PathSegment[]) => number | undefined;
}

/**
 * Reads a YAML or JSON file. Keys and numbers arrive exactly as they are written, or are errors.
 * @throws UserError when the file is not UTF-8, has a syntax error, or a value that cannot be read exactly
 */
export function readDataFile(file: string): DataFile {
  return parseDataFile(file, readUtf8(file));
}

/**
 * Parses the text of a YAML or JSON file.
 * @param file name for messages; its extension determines the format, YAML by default
 * @param options.showsText whether the message of a syntax error contains text of the file; @default true
 * @throws UserError when it has a syntax error, or a value that cannot be read exactly
 */
export function parseDataFile(
  file: string,
  text: string,
  { showsText = true }: { readonly showsText?: boolean } = {},
): DataFile {
  const lineCounter = new LineCounter();
  const document = parse(file, text, lineCounter);
  // Only the first: later errors often follow from it.
  const [syntaxError] = [...document.errors, ...document.warnings];
  if (syntaxError)
    throw new UserError(
      showsText
        ? formatSyntaxError(file, text, syntaxError, lineCounter)
        : formatSyntaxErrorPlace(file, syntaxError, lineCounter),
    );
  const getLine = (node: Node | null | undefined) =>
    node?.range ? lineCounter.linePos(node.range[0]).line : undefined;
  const problems = [...checkNode(document.contents), ...checkAliases(document, showsText)]
    .map(({ node, message }) => ({ line: getLine(node) ?? 1, message }))
    .sort((a, b) => a.line - b.line);
  if (problems.length > 0)
    throw new UserError(
      problems.map(({ line, message }) => `${file}:${line}: ${escapeControlCharacters(message)}`).join('\n'),
    );
  return { file, value: toPlainData(document, file, showsText), findLine: (path) => getLine(findNode(document, path)) };
}

/** Options of the parser: `<<` merges another object, as in YAML 1.1. Its check of unique keys takes quadratic time. */
export const parseOptions = { merge: true, uniqueKeys: false } as const;

function parse(file: string, text: string, lineCounter: LineCounter): Document.Parsed {
  if (extname(file) === '.json') {
    const line = findCommentLine(text);
    if (line !== undefined)
      throw new UserError(
        `${file}:${line}: JSON has no comments; remove it, or rename the file to .yaml and write it as # comment`,
      );
  }
  const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
  // The composer is recursive, and exhausts the stack on input that is nested deeply.
  if (tokens.some(isTooDeep)) throw new UserError(`${file}: ${formatDepthError()}`);
  const [document, next] = new Composer(parseOptions).compose(tokens, true, text.length);
  if (next)
    throw new UserError(
      `${file}:${lineCounter.linePos(next.range[0]).line}: a second document; write one document in each file`,
    );
  if (!document) throw new Error(`no document was parsed from ${file}`);
  return document;
}

/** Finds the line of the first comment of JavaScript in a JSON file. */
function findCommentLine(text: string): number | undefined {
  // Strings are matched too, since they may contain slashes.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|\/[/*]/g))
    if (token.startsWith('/')) return text.slice(0, index).split('\n').length;
  return undefined;
}

/** Formats a syntax error with its line, its column and a caret. */
function formatSyntaxError(file: string, text: string, error: YAMLError, lineCounter: LineCounter): string {
  const format = extname(file) === '.json' ? 'JSON' : 'YAML';
  // An error at the end of the file is shown after its last text.
  const { line, col } = lineCounter.linePos(Math.min(error.pos[0], text.trimEnd().length));
  const source = (text.split('\n')[line - 1] ?? '').trimEnd().replaceAll('\t', ' ');
  const start = Math.max(0, col - maxColumns);
  const prefix = `  ${line} | `;
  return [
    `${file} is not valid ${format}`,
    `  ${file}:${line}:${col}: ${explainSyntaxError(error)}`,
    `${prefix}${source.slice(start, start + maxColumns + 20)}`,
    `${' '.repeat(prefix.length + col - 1 - start)}^`,
  ].join('\n');
}

/** Formats a syntax error with its line and column only. */
function formatSyntaxErrorPlace(file: string, error: YAMLError, lineCounter: LineCounter): string {
  const format = extname(file) === '.json' ? 'JSON' : 'YAML';
  const { line, col } = lineCounter.linePos(error.pos[0]);
  return `${file} is not valid ${format}\n  ${file}:${line}:${col}: ${explainSyntaxError(error)}`;
}

/** Removes the text of the file from a message of the parser, which writes it after a colon. */
function withoutText(message: string): string {
  return message.replace(/: [^]*$/, '');
}

/** Columns of a line that are shown before an error in it. */
const maxColumns = 60;

function toPlainData(document: Document, file: string, showsText: boolean): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const { message } = error as Error;
    throw new UserError(`${file} cannot be read: ${showsText ? message : withoutText(message)}`, { cause: error });
  }
}

/** Finds the node that a path's line is taken from: the key of a map entry or the item of a list, else a parent's. */
function findNode(document: Document, path: readonly PathSegment[]): Node | null | undefined {
  let value: unknown = document.contents;
  let lineNode: unknown = value;
  for (const segment of path) {
    value = resolveAlias(document, value);
    if (isMap(value)) {
      const pair = findPair(document, value, String(segment));
      if (!pair) break;
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

/** Returns the node that an alias refers to; any other node unchanged. */
function resolveAlias(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** Finds the entry of a key in an object, or in the objects that it merges with `<<`. */
function findPair(document: Document, map: YAMLMap, key: string): Pair | undefined {
  const pairs = map.items.filter((item) => isPair(item) && isScalar(item.key));
  const hasKey = (name: string) => (pair: Pair) => isScalar(pair.key) && keyName(pair.key) === name;
  const own = pairs.find(hasKey(key));
  if (own) return own;
  const merged = pairs.filter(hasKey('<<')).flatMap(({ value }) => (isSeq(value) ? value.items : [value]));
  for (const source of merged.map((node) => resolveAlias(document, node))) {
    const pair = isMap(source) ? findPair(document, source, key) : undefined;
    if (pair) return pair;
  }
  return undefined;
}

/** Returns the text of a key. The parser reads the key `<<` as a symbol. */
function keyName({ value }: Scalar): string {
  return typeof value === 'symbol' ? '<<' : String(value);
}

/** Returns the name in a path segment of a component: `traefik` for `[traefik]`. */
function componentName(segment: PathSegment): string {
  return String(segment).replace(/^\[(.*)\]$/, '$1');
}
