import type { PathSegment } from '../../schema/problem';
import { isHarmless } from './harmless-values';
import { resolveNameMeaning } from './secret-names';
import { tryGetSecretLabel } from './secret-text';

/** Value in a definition that looks like a secret. */
export interface FoundSecret {
  readonly path: readonly PathSegment[];
  /** What the value looks like, such as `a token or key of GitHub`. */
  readonly label: string;
  /** The complete text at the path, or the key of an object at the path. */
  readonly text: string;
  /** Whether the text itself looks like a secret, and not only its name. */
  readonly byValue: boolean;
  /** Whether the text is a key of the object at the path. */
  readonly isKey?: boolean;
}

/** Place of a value in a definition. */
interface Place {
  readonly path: readonly PathSegment[];
  /** Name of the value: its key, or the `name` next to its `value`. Items of a list have the name of the list. */
  readonly name: string;
  readonly isVariable: boolean;
  /** Content of an object: the values of its fields are names, or all of them are secrets. */
  readonly content?: 'names of keys' | 'secret data' | undefined;
}

type ObjectValue = Readonly<Record<string, unknown>>;

/**
 * Lists everything in a definition that looks like a secret: all strings, numbers and keys at any depth, by their names
 * and by their values.
 * @param definition definition as written, which may be invalid
 */
export function findSecrets(definition: unknown): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  const ancestors = new Set<unknown>();
  const labels = new Map<string, string | undefined>();
  const labelOf = (text: string): string | undefined => {
    if (!labels.has(text)) labels.set(text, tryGetSecretLabel(text));
    return labels.get(text);
  };

  /** Returns a name; none where the name is a secret itself, which is no hint about the value. */
  const resolveName = (name: string): string => (labelOf(name) === undefined ? name : '');

  const visitText = (text: string, { path, name, isVariable }: Place): void => {
    const label = labelOf(text);
    if (label !== undefined) {
      found.push({ path, label, text, byValue: true });
      return;
    }
    const meaning = resolveNameMeaning(name, isVariable || undefined);
    if (meaning !== 'none' && !isHarmless(text, meaning))
      found.push({ path, label: 'by its name', text, byValue: false });
  };

  const visitList = (items: readonly unknown[], place: Place): void => {
    for (const [index, item] of items.entries()) {
      const segment = toListSegment(place.path, item, index);
      const path = [...place.path, labelOf(String(segment)) === undefined ? segment : index];
      // `--password` and its value may be two arguments.
      const option = /^--?([A-Za-z][\w.-]*)$/.exec(String(items[index - 1]))?.[1];
      const isArgument = option !== undefined && typeof item === 'string' && !item.startsWith('-');
      visit(item, { ...place, path, name: isArgument ? option : place.name });
    }
  };

  const visitObject = (object: ObjectValue, { path, content }: Place): void => {
    for (const [key, value] of Object.entries(object)) {
      const keyLabel = labelOf(key);
      if (keyLabel !== undefined)
        found.push({ path, label: `${keyLabel} in a key`, text: key, byValue: true, isKey: true });
      const isNamedValue = key === 'value' && typeof object.name === 'string';
      const childPath = [...path, key];
      if (content === 'secret data' && typeof value === 'string' && value !== '')
        found.push({ path: childPath, label: 'the data of a Secret', text: value, byValue: false });
      else
        visit(value, {
          path: childPath,
          name: content === 'names of keys' ? '' : resolveName(isNamedValue ? String(object.name) : key),
          isVariable: isNamedValue || path.at(-1) === 'env',
          content: resolveContent(object, key, path),
        });
    }
  };

  const visit = (value: unknown, place: Place): void => {
    if (typeof value === 'string') visitText(value, place);
    else if (typeof value === 'number') visitText(String(value), place);
    else if (typeof value === 'object' && value !== null && !ancestors.has(value)) {
      ancestors.add(value);
      if (Array.isArray(value)) visitList(value, place);
      else visitObject(value as ObjectValue, place);
      ancestors.delete(value);
    }
  };

  visit(definition, { path: [], name: '', isVariable: false });
  return found;
}

/** Returns the content of an object at a key: the environment variables of `uses`, or the data of a Secret. */
function resolveContent(parent: ObjectValue, key: string, parentPath: readonly PathSegment[]): Place['content'] {
  // One use of a capability, or one of several uses by name.
  if (key === 'env' && [parentPath.at(-2), parentPath.at(-3)].includes('uses')) return 'names of keys';
  return parent.kind === 'Secret' && (key === 'data' || key === 'stringData') ? 'secret data' : undefined;
}

/** Returns the segment of a path for an item of a list: components are selected by name, other items by position. */
function toListSegment(path: readonly PathSegment[], item: unknown, index: number): PathSegment {
  if (path.length !== 3 || path[0] !== 'clusters' || path[2] !== 'components') return index;
  const { name, kind } = (item ?? {}) as ObjectValue;
  const componentName = typeof name === 'string' ? name : kind;
  return typeof componentName === 'string' ? `[${componentName}]` : index;
}
