import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  visit,
  type CST,
  type Document,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';

/** Value in a YAML or JSON file that cannot be read exactly. */
export interface NodeProblem {
  readonly node: Node | null | undefined;
  /** What is wrong and what to write instead. */
  readonly message: string;
}

/** Maximum depth of nested objects and lists. Deeper ones would exhaust the stack of JavaScript. */
const maxDepth = 200;

/** Finds values that would change when they are read: duplicate keys, keys that are not strings, and inexact numbers. */
export function checkNode(node: unknown): readonly NodeProblem[] {
  if (isMap(node)) return [...checkKeys(node.items), ...node.items.flatMap(({ value }) => checkNode(value))];
  if (isSeq(node)) return node.items.flatMap((item) => checkNode(isPair(item) ? item.value : item));
  return isScalar(node) ? checkScalar(node) : [];
}

/**
 * Finds aliases without an anchor before them.
 * @param showsText whether the messages contain their names
 */
export function checkAliases(document: Document, showsText: boolean): readonly NodeProblem[] {
  const problems: NodeProblem[] = [];
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document)) return;
      const [alias, anchor] = showsText ? [`alias *${node.source}`, `&${node.source}`] : ['an alias', 'its anchor'];
      problems.push({
        node,
        message: `${alias} has no anchor before it; write ${anchor} before a value above, or put a text that begins with * in quotes`,
      });
    },
  });
  return problems;
}

/** Returns true for a token of the parser that contains more levels of objects and lists than are allowed. */
export function isTooDeep(token: CST.Token): boolean {
  // Without recursion, which is what the limit is for.
  const remaining: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = remaining.pop(); next; next = remaining.pop()) {
    const { depth } = next;
    if (depth > maxDepth) return true;
    const children = 'items' in next.token ? next.token.items.flatMap(({ key, value }) => [key, value]) : [];
    if (next.token.type === 'document') children.push(next.token.value);
    for (const child of children) if (child) remaining.push({ token: child, depth: depth + 1 });
  }
  return false;
}

/** Formats the error for a file that is nested too deeply. */
export function formatDepthError(): string {
  return `nested more than ${maxDepth} levels deep; write less deeply nested objects and lists`;
}

function checkKeys(pairs: readonly Pair[]): readonly NodeProblem[] {
  const existingKeys = new Set<string>();
  return pairs.flatMap(({ key }): readonly NodeProblem[] => {
    if (!isScalar(key) || isAlias(key))
      return [{ node: key as Node, message: 'a key that is not a string; write a string' }];
    // The parser reads the key `<<` as a symbol, with which it merges another object.
    const name = typeof key.value === 'symbol' ? '<<' : String(key.value);
    if (typeof key.value !== 'symbol' && typeof key.value !== 'string' && name !== key.source)
      return [{ node: key, message: `key ${key.source ?? ''} is not a string; write it in quotes` }];
    if (existingKeys.has(name)) return [{ node: key, message: `duplicate key '${name}'; remove one of them` }];
    existingKeys.add(name);
    return [];
  });
}

function checkScalar(node: Scalar): readonly NodeProblem[] {
  const { value, source = '' } = node;
  if (typeof value === 'number') {
    const message = checkNumber(value, source);
    return message === undefined ? [] : [{ node, message: `${source} ${message}` }];
  }
  if (value === null || ['string', 'boolean'].includes(typeof value)) return [];
  return [{ node, message: `${source} is not a string, number or boolean; write it in quotes` }];
}

/** Returns what is wrong with a number that changes when it is read, or that other readers of YAML read differently. */
function checkNumber(value: number, source: string): string | undefined {
  if (/^[-+]?0[0-9]/.test(source))
    return 'is octal in YAML 1.1 and decimal in YAML 1.2; write it in quotes, or as a number without leading zeros';
  if (!Number.isFinite(value)) return 'is not a finite number; write it in quotes';
  const isExact = /^0[xo]/.test(source)
    ? Number.isSafeInteger(value)
    : formatCanonical(source) === formatCanonical(String(value));
  if (!isExact) return `cannot be represented exactly, and would become ${value}; write it as a string, in quotes`;
  return undefined;
}

/** Formats a decimal number as its significant digits and exponent: `+1.50e3` as `15e2`. */
function formatCanonical(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const shift = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${sign === '-' ? '-' : ''}${significant}e${shift}`;
}
