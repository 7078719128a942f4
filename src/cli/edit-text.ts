import { isDeepStrictEqual } from 'node:util';
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Parser,
  Composer,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { parseOptions } from '../files/data-file';
import { detectTextStyle, renderBlockEntry, renderFlow, renderKey, renderString, type TextStyle } from './text-style';

/** Text to insert, and how much of the existing text it replaces. */
interface Edit {
  readonly start: number;
  /** @default start */
  readonly end?: number;
  readonly text: string;
}

/**
 * Sets a value at a path in the text of a YAML or JSON file. All other text stays as it is, and the new text has the
 * style of the file.
 * @param path of keys of objects; missing objects are added
 * @returns undefined when the value cannot be set without changing another one, as in an object that an alias shares
 */
export function trySetValueInText(
  fileText: string,
  path: readonly string[],
  value: unknown,
  format: 'yaml' | 'json',
): string | undefined {
  const byteOrderMark = fileText.startsWith('\ufeff') ? '\ufeff' : '';
  const text = fileText.slice(byteOrderMark.length);
  const document = parseText(text);
  const expected = setValueAtPath(document.toJS(), path, value);
  const edits = listEdits(text, document, path, value, detectTextStyle(text, document, format));
  // Whatever the syntax: an edit is correct if the file then has the intended values, and no other change.
  const editedText = edits
    .map((alternative) => applyEdits(text, alternative))
    .find((candidate) => {
      const edited = parseText(candidate);
      return edited.errors.length === 0 && isDeepStrictEqual(edited.toJS(), expected);
    });
  return editedText === undefined ? undefined : byteOrderMark + editedText;
}

/** Returns a copy of plain data with a value set at a path. */
export function setValueAtPath(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const object = (data ?? {}) as Readonly<Record<string, unknown>>;
  return { ...object, [key]: setValueAtPath(object[key], rest, value) };
}

function parseText(text: string): Document {
  const [document] = new Composer(parseOptions).compose(new Parser().parse(text), true, text.length);
  if (!document) throw new Error('no document was parsed');
  return document;
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  // From the end, so that positions stay valid; of two edits at one position, the second first.
  return [...edits]
    .reverse()
    .sort((a, b) => b.start - a.start)
    .reduce((edited, edit) => edited.slice(0, edit.start) + edit.text + edited.slice(edit.end ?? edit.start), text);
}

/** Lists alternative edits that may set a value, the best one first. */
function listEdits(
  text: string,
  { contents }: Document,
  path: readonly string[],
  value: unknown,
  style: TextStyle,
): readonly (readonly Edit[])[] {
  let node: unknown = contents;
  let parent: Pair | undefined;
  let isInFlow = style.format === 'json';
  let depth = 0;
  for (; depth < path.length && isMap(node); depth++) {
    const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === path[depth]);
    if (!pair) break;
    isInFlow ||= node.flow === true;
    [parent, node] = [pair, pair.value];
  }
  const [key = '', ...rest] = path.slice(depth);
  if (depth === path.length)
    return typeof value === 'string' ? listReplacements(text, node, parent, value, isInFlow, style) : [];
  const entryValue = setValueAtPath({}, rest, value);
  if (isMap(node)) {
    if (isInFlow || (node.flow && node.items.length > 0)) return [insertIntoFlow(text, node, key, entryValue, style)];
    if (node.items.length > 0) return insertIntoBlock(text, node, key, entryValue, style);
  }
  const isEmpty = isMap(node) || node === null || (isScalar(node) && node.value === null);
  return isEmpty && !isInFlow ? [fillEmpty(text, node, parent, key, entryValue, style)] : [];
}

/** Lists edits that replace a scalar, an alias or an empty value with a string. */
function listReplacements(
  text: string,
  node: unknown,
  parent: Pair | undefined,
  value: string,
  isInFlow: boolean,
  style: TextStyle,
): readonly (readonly Edit[])[] {
  if (!(isScalar(node) || isAlias(node)) || !node.range) return [];
  const [start, end] = node.range;
  const type = isScalar(node) && node.value !== null ? node.type : style.stringType;
  const rendered = renderString(value, type, isInFlow);
  // A block scalar ends with a line break.
  const contentEnd = start + text.slice(start, end).trimEnd().length;
  const keyEnd = rangeOf(parent?.key)[1];
  const afterColon = keyEnd + (/^\s*:/.exec(text.slice(keyEnd))?.[0].length ?? 0);
  return [
    [{ start, end: contentEnd, text: rendered }],
    // An empty value may have no text, and its position may be after a comment.
    [{ start: afterColon, text: ` ${rendered}` }],
  ];
}

/** Lists edits that add an entry after the last one of an object in block style. */
function insertIntoBlock(
  text: string,
  map: YAMLMap,
  key: string,
  value: unknown,
  style: TextStyle,
): readonly (readonly Edit[])[] {
  const last = map.items.at(-1);
  const keyStart = rangeOf(last?.key)[0];
  const indent = ' '.repeat(keyStart - lineStart(text, keyStart));
  const entry = [...(isAfterBlankLine(text, map) ? [''] : []), ...renderBlockEntry(key, value, indent, style)];
  const end = Math.max(rangeOf(last?.key)[1], rangeOf(last?.value)[1]);
  const contentEnd = lineEnd(text, text.slice(0, end).trimEnd().length);
  // The end of a literal text may be blank lines.
  return [skipComments(text, contentEnd, indent), Math.max(end - 1, contentEnd)].map((position) => [
    { start: position, text: entry.map((line) => `${style.lineBreak}${line}`).join('') },
  ]);
}

/** Returns whether blank lines separate the entries of an object in block style. */
function isAfterBlankLine(text: string, { items }: YAMLMap): boolean {
  if (items.length < 2) return false;
  const linesBefore = text
    .slice(0, lineStart(text, rangeOf(items.at(-1)?.key)[0]))
    .split('\n')
    .slice(0, -1);
  return linesBefore.findLast((line) => !line.trim().startsWith('#'))?.trim() === '';
}

/** Returns the end of the comments that follow a position and are indented deeper: they belong to the entry before. */
function skipComments(text: string, position: number, indent: string): number {
  const [comments = ''] = new RegExp(`^(\\r?\\n${indent} +#[^\\n]*)*`).exec(text.slice(position)) ?? [];
  return position + comments.trimEnd().length;
}

/** Returns the edit that adds an entry to an object in flow style, such as `{ a: 1 }`. */
function insertIntoFlow(text: string, map: YAMLMap, key: string, value: unknown, style: TextStyle): readonly Edit[] {
  const [start, end] = rangeOf(map);
  const last = map.items.at(-1);
  if (!last) return [{ start, end, text: renderFlow({ [key]: value }, style) }];
  const [lastKeyStart, lastKeyEnd] = rangeOf(last.key);
  const lastEnd = Math.max(lastKeyEnd, rangeOf(last.value)[1]);
  const indent = text.slice(lineStart(text, lastKeyStart), lastKeyStart);
  const comma = /^\s*,/.exec(text.slice(lastEnd, end))?.[0].length;
  // Entries on lines of their own.
  if (text.slice(start, lastKeyStart).includes('\n') && indent.trim() === '') {
    const entry = `${renderKey(key, style)}: ${renderFlow(value, style, indent)}`;
    return [
      ...(comma === undefined ? [{ start: lastEnd, text: ',' }] : []),
      {
        start: lineEnd(text, lastEnd + (comma ?? 0)),
        text: `${style.lineBreak}${indent}${entry}${comma === undefined ? '' : ','}`,
      },
    ];
  }
  const entry = `${renderKey(key, style)}${style.colon}${renderFlow(value, style)}`;
  return comma === undefined
    ? [{ start: lastEnd, text: `${style.comma}${entry}` }]
    : [{ start: lastEnd + comma, text: `${style.comma.slice(1)}${entry},` }];
}

/** Returns the edits that add the first entry of an empty value (`key:`, `key: {}`) or of an empty file. */
function fillEmpty(
  text: string,
  node: unknown,
  parent: Pair | undefined,
  key: string,
  value: unknown,
  style: TextStyle,
): readonly Edit[] {
  const { lineBreak, step } = style;
  if (!parent) {
    const [start, end] = isCollection(node) ? rangeOf(node) : [text.length, text.length];
    const separator = start === 0 || text[start - 1] === '\n' ? '' : lineBreak;
    const lines = renderBlockEntry(key, value, '', style);
    return [{ start, end, text: `${separator}${lines.join(lineBreak)}${isCollection(node) ? '' : lineBreak}` }];
  }
  const [keyStart, keyEnd] = rangeOf(parent.key);
  const indent = `${' '.repeat(keyStart - lineStart(text, keyStart))}${' '.repeat(step)}`;
  const [start, end] = node ? rangeOf(node) : [keyEnd, keyEnd];
  const lines = renderBlockEntry(key, value, indent, style);
  return [
    // The space before `{}` goes with it.
    ...(end > start ? [{ start: text.slice(0, start).trimEnd().length, end, text: '' }] : []),
    { start: lineEnd(text, Math.max(end, keyEnd)), text: lines.map((line) => `${lineBreak}${line}`).join('') },
  ];
}

/** Returns start and end of a node, without comments after it. */
function rangeOf(node: unknown): readonly [number, number] {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
  return range ? [range[0], range[1]] : [0, 0];
}

function lineStart(text: string, position: number): number {
  return text.lastIndexOf('\n', position - 1) + 1;
}

/** Returns the position before the line break that follows. */
function lineEnd(text: string, position: number): number {
  return position + (/\r?\n|$/.exec(text.slice(position))?.index ?? 0);
}
