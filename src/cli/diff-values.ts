import { structuredPatch } from 'diff';
import type { FieldChange } from '../changes/field-changes';
import { formatPath } from '../schema/problem';

/** Longest value on a line, in characters. Longer values are shortened to the part that differs. */
const maxLength = 100;
/** Most lines of a text that are shown. */
const maxLines = 40;
/** Number of differing lines above which a text is not compared line by line, since it takes quadratic time. */
const maxEditLength = 1000;

const notSet = '(not set)';

/** Renders a changed field: one line with old and new value, or the changed lines of a text. */
export function renderFieldLines(field: FieldChange): readonly string[] {
  const { path, from, to } = field;
  const name = formatPath(path);
  if (!isText(from, to)) return [`${name}${name && ': '}${renderTransition(field)}`];
  const lines = renderTextLines(from ?? '', to ?? '');
  return name === '' ? lines : [`${name}:`, ...lines.map((line) => `  ${line}`)];
}

/** Returns whether values are a text of several lines, of which one may be missing. */
function isText(from: unknown, to: unknown): from is string | undefined {
  const values = [from, to].filter((value) => value !== undefined);
  return values.every((value) => typeof value === 'string') && values.some((value) => /\n./.test(value));
}

/** Renders the changed lines of a text with one line of context. */
function renderTextLines(from: string, to: unknown): readonly string[] {
  const current = String(to);
  const patch = structuredPatch('', '', from, current, undefined, undefined, { context: 1, maxEditLength });
  if (!patch) return [`${countLines(from)} lines → ${countLines(current)} lines`];
  const lines = patch.hunks.flatMap(({ lines: hunk }, index) => [
    ...(index === 0 ? [] : ['…']),
    ...hunk.filter((line) => !line.startsWith('\\')).map((line) => `${line.charAt(0)} ${shorten(line.slice(1), 0)}`),
  ]);
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines), `… ${lines.length - maxLines} more lines`];
}

function countLines(text: string): number {
  return text.split('\n').length;
}

/** Renders old and new value on one line: `15 → 30`, or what was added to and removed from a list. */
export function renderTransition({ from, to, reordered }: FieldChange): string {
  if (reordered) return `${renderValue(from)} → ${renderValue(to)} (order)`;
  if (Array.isArray(from) && Array.isArray(to)) {
    const difference = renderListDifference(from, to);
    if (difference !== '') return difference;
  }
  const isAmbiguous = from !== undefined && to !== undefined && typeof from !== typeof to;
  const [previous, current] = [renderValue(from, isAmbiguous), renderValue(to, isAmbiguous)];
  const start = firstDifference(previous, current);
  return `${shorten(previous, start)} → ${shorten(current, start)}`;
}

/** Renders the items that a list of scalars gained and lost; empty where only their order or number changed. */
function renderListDifference(from: readonly unknown[], to: readonly unknown[]): string {
  const [removed, added] = [from.filter((item) => !to.includes(item)), to.filter((item) => !from.includes(item))];
  const items = [
    ...removed.map((item) => `- ${shorten(renderValue(item), 0)}`),
    ...added.map((item) => `+ ${shorten(renderValue(item), 0)}`),
  ];
  return items.length <= maxLines
    ? items.join(', ')
    : `${items.slice(0, maxLines).join(', ')}, … ${items.length - maxLines} more`;
}

/**
 * Renders a value in the style of YAML.
 * @param quoted whether strings are quoted, where they could be mistaken for another type
 */
function renderValue(value: unknown, quoted = false): string {
  if (value === undefined) return notSet;
  if (typeof value !== 'string') return JSON.stringify(value);
  return quoted && isOtherScalar(value) ? JSON.stringify(value) : renderString(value);
}

function renderString(value: string): string {
  return value === '' || value === notSet || value !== value.trim() || value.includes(' → ') || /["\n]/.test(value)
    ? JSON.stringify(value)
    : value;
}

function isOtherScalar(text: string): boolean {
  return /^(true|false|null|-?\d+(\.\d+)?)$/.test(text);
}

function firstDifference(text: string, other: string): number {
  let index = 0;
  while (index < Math.min(text.length, other.length) && text[index] === other[index]) index++;
  return index;
}

/** Shortens a text to the part around a position. */
function shorten(text: string, position: number): string {
  if (text.length <= maxLength) return text;
  const start = position < maxLength / 2 ? 0 : position - 20;
  const end = start + maxLength;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
