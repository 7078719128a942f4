import { isScalar, stringify, visit, type Document, type Pair, type Scalar } from 'yaml';

/** Style of a YAML or JSON file. */
export interface TextStyle {
  readonly format: 'yaml' | 'json';
  readonly lineBreak: string;
  /** Spaces of one level of indentation. */
  readonly step: number;
  /** Indentation of one level in JSON; empty for JSON on one line. */
  readonly jsonIndent: string;
  /** Spaces before the dash of a list in an object. */
  readonly listIndent: number;
  /** Short lists are written as `[a, b]`. */
  readonly hasFlowLists: boolean;
  /** Space within braces: `{ a: 1 }`. */
  readonly bracePadding: string;
  /** Space within brackets: `[ a ]`. */
  readonly bracketPadding: string;
  /** Between key and value, and between entries, on one line. */
  readonly colon: string;
  readonly comma: string;
  /** Quotes of most strings. */
  readonly stringType: Scalar.Type | undefined;
}

/** Detects the style of a file: the first example of each kind decides, and for quotes, the majority. */
export function detectTextStyle(text: string, document: Document, format: 'yaml' | 'json'): TextStyle {
  const column = (offset: number) => offset - (text.lastIndexOf('\n', offset - 1) + 1);
  const steps: number[] = [];
  const listIndents: number[] = [];
  const braces: string[] = [];
  const brackets: string[] = [];
  const stringTypes: (Scalar.Type | undefined)[] = [];
  const parentColumn = (path: readonly unknown[]) => {
    const pair = path.at(-1) as Pair | undefined;
    return isScalar(pair?.key) && pair.key.range ? column(pair.key.range[0]) : undefined;
  };
  visit(document, {
    Map: (_, { flow, items: [first], range }, path) => {
      const start = isScalar(first?.key) ? first.key.range?.[0] : undefined;
      if (start === undefined || !range) return;
      const parent = parentColumn(path);
      if (flow) braces.push(text.slice(range[0] + 1, start));
      else if (parent !== undefined && column(start) > parent) steps.push(column(start) - parent);
    },
    Seq: (_, { flow, items: [first], range }, path) => {
      if (first === undefined || !range) return;
      const parent = parentColumn(path);
      if (flow) brackets.push(/^\s*/.exec(text.slice(range[0] + 1))?.[0] ?? '');
      else if (parent !== undefined) listIndents.push(column(range[0]) - parent);
    },
    Scalar: (key, { type, value }) => {
      if (key === 'value' && typeof value === 'string') stringTypes.push(type);
    },
  });
  const isMajority = (type: Scalar.Type) =>
    stringTypes.filter((other) => other === type).length > stringTypes.length / 2;
  const isJson = format === 'json';
  // Without strings, which may contain colons.
  const isCompactJson = isJson && !text.replace(/"(?:[^"\\]|\\.)*"/g, '').includes(': ');
  return {
    format,
    lineBreak: text.includes('\r\n') ? '\r\n' : '\n',
    step: steps[0] ?? 2,
    jsonIndent: isJson ? (/^[{[]\s*\n([ \t]+)/.exec(text.trimStart())?.[1] ?? '') : '',
    listIndent: listIndents[0] ?? 2,
    hasFlowLists: brackets.length > 0,
    bracePadding: firstPadding(braces, isJson ? '' : ' '),
    bracketPadding: firstPadding(brackets, ''),
    colon: isCompactJson ? ':' : ': ',
    comma: isCompactJson ? ',' : ', ',
    stringType: isJson ? 'QUOTE_DOUBLE' : (['QUOTE_SINGLE', 'QUOTE_DOUBLE'] as const).find(isMajority),
  };
}

function firstPadding(paddings: readonly string[], fallback: string): string {
  const first = paddings.find((padding) => !padding.includes('\n'));
  return first === undefined ? fallback : first && ' ';
}

/** Renders the lines of an entry of an object in block style. */
export function renderBlockEntry(key: string, value: unknown, indent: string, style: TextStyle): readonly string[] {
  const start = `${indent}${renderKey(key, style)}:`;
  if (Array.isArray(value) && value.length > 0 && !(style.hasFlowLists && value.every(isPrimitive))) {
    const itemIndent = indent + ' '.repeat(style.listIndent);
    return [start, ...value.flatMap((item) => renderBlockItem(item, itemIndent, style))];
  }
  if (isPrimitive(value) || Array.isArray(value)) return [`${start} ${renderFlow(value, style)}`];
  const entries = Object.entries(value as object);
  if (entries.length === 0) return [`${start} {}`];
  const childIndent = indent + ' '.repeat(style.step);
  return [start, ...entries.flatMap(([name, child]) => renderBlockEntry(name, child, childIndent, style))];
}

function renderBlockItem(item: unknown, indent: string, style: TextStyle): readonly string[] {
  if (isPrimitive(item) || Array.isArray(item)) return [`${indent}- ${renderFlow(item, style)}`];
  const lines = Object.entries(item as object).flatMap(([key, value]) =>
    renderBlockEntry(key, value, `${indent}  `, style),
  );
  const [first = '{}', ...rest] = lines;
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

/**
 * Renders a value in flow style.
 * @param indent of the line that the value begins on; set to write JSON on many lines
 */
export function renderFlow(value: unknown, style: TextStyle, indent?: string): string {
  if (typeof value === 'string') return renderString(value, style.stringType, true);
  if (isPrimitive(value)) return String(value);
  if (style.format === 'json' && style.jsonIndent !== '' && indent !== undefined)
    return JSON.stringify(value, null, style.jsonIndent).replaceAll('\n', `${style.lineBreak}${indent}`);
  const isList = Array.isArray(value);
  const entries = isList
    ? value.map((item) => renderFlow(item, style))
    : Object.entries(value as object).map(
        ([key, child]) => `${renderKey(key, style)}${style.colon}${renderFlow(child, style)}`,
      );
  const [open, close, padding] = isList ? ['[', ']', style.bracketPadding] : ['{', '}', style.bracePadding];
  return entries.length === 0 ? open + close : `${open}${padding}${entries.join(style.comma)}${padding}${close}`;
}

/** Renders the key of an entry. */
export function renderKey(key: string, { format }: TextStyle): string {
  return renderString(key, format === 'json' ? 'QUOTE_DOUBLE' : 'PLAIN', true);
}

/** Renders a string on one line, with quotes where they are required or the type has them. */
export function renderString(value: string, type: Scalar.Type | null | undefined, isInFlow: boolean): string {
  const isPrintable = !/\p{Cc}/u.test(value);
  if (type === 'QUOTE_SINGLE' && isPrintable) return `'${value.replaceAll("'", "''")}'`;
  if (type === 'QUOTE_DOUBLE' || !isPrintable) return JSON.stringify(value);
  const text = stringify(value, { lineWidth: 0 }).trimEnd();
  return text === value && isInFlow && /[,[\]{}]/.test(value) ? JSON.stringify(value) : text;
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
