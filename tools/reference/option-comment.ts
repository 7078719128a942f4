import { tryGetExample } from '../../src/schema/examples';
import type { SchemaNode } from '../../src/schema/json-schema';

/** Renders the docstring of an option: description, default and example. */
export function renderOptionComment(name: string, node: SchemaNode, root: SchemaNode, isOptional: boolean): string {
  const { description = '', default: value } = node;
  const [text = '', defaultText] = description.replaceAll('*/', '* /').split(/[;.]?\s*@default /);
  const documentedDefault =
    defaultText ?? (value === undefined ? (isOptional ? 'none' : undefined) : JSON.stringify(value));
  const tag = documentedDefault === undefined ? '' : `   * @default ${documentedDefault}\n`;
  const example = tryGetExample(root, node);
  const exampleTag = example === undefined ? '' : `   * @example ${name}: ${renderValue(example)}\n`;
  return `  /**\n   * ${text}\n${tag}${exampleTag}   */\n`;
}

/** Renders a value as TypeScript. */
function renderValue(value: unknown): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(renderValue).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(
    ([key, child]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : renderValue(key)}: ${renderValue(child)}`,
  );
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
