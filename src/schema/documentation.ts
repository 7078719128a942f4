import { tryGetExample } from './examples';
import { definitionName, resolveReference, type SchemaNode } from './json-schema';

/** Documentation of one option of an object. */
export interface OptionDocumentation {
  readonly name: string;
  readonly type: readonly TypePart[];
  readonly required: boolean;
  /** Default as text, with values in backticks; undefined for a required option. */
  readonly default: string | undefined;
  readonly description: string;
  /** Example of a value, as YAML and TypeScript accept it, strings without quotes; undefined where no option is possible. */
  readonly example: string | undefined;
  /**
   * Keys of an object with entries by name, where the schema lists them, such as capabilities.
   * @default any names
   */
  readonly names?: readonly string[];
}

/** Part of the description of a type: text, or an object that has a section. */
export interface TypePart {
  readonly text: string;
  /** Title of the section, or name of a definition that is documented elsewhere. */
  readonly section?: string;
}

/** Documentation of an object with options. */
export interface SectionDocumentation {
  /** Name of the definition (`Quota`), or path from the first section (`nodes.taint`). */
  readonly title: string;
  readonly description: string;
  /** Options of each shape that the object may have; one for most objects. */
  readonly shapes: readonly (readonly OptionDocumentation[])[];
}

/**
 * Documents a JSON Schema: a section for the node, and one for each object in it, in the order of the options.
 * @param root JSON Schema with the definitions, in the form with `oneOf`
 * @param hasOwnPage returns whether a definition is documented elsewhere
 */
export function documentSchema(
  root: SchemaNode,
  node: SchemaNode,
  title: string,
  hasOwnPage: (definition: string) => boolean = () => false,
): readonly SectionDocumentation[] {
  const sections = new Map<string, SectionDocumentation>();

  const addSection = (sectionTitle: string, prefix: string, description: string, shapes: readonly SchemaNode[]) => {
    if (sections.has(sectionTitle)) return;
    sections.set(sectionTitle, { title: sectionTitle, description, shapes: [] });
    const documented = shapes.map((shape) => listOptions(shape, prefix));
    sections.set(sectionTitle, { title: sectionTitle, description, shapes: documented });
  };

  const listOptions = (shape: SchemaNode, prefix: string): readonly OptionDocumentation[] => {
    const { properties = {}, additionalProperties, required = [] } = shape;
    const options = Object.entries(properties).map(([name, option]) =>
      documentOption(name, option, `${prefix}${name}`, required.includes(name)),
    );
    const hasOthers = typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0;
    return hasOthers ? [...options, documentOption('<name>', additionalProperties, `${prefix}<name>`, false)] : options;
  };

  const documentOption = (name: string, option: SchemaNode, path: string, required: boolean): OptionDocumentation => {
    const resolved = resolveReference(root, option);
    const { description, defaultText } = splitDefault(resolved.description ?? '');
    const { examples: names = [] } = resolved.propertyNames ? resolveReference(root, resolved.propertyNames) : {};
    const value = option.default === undefined ? undefined : `\`${formatLiteral(option.default)}\``;
    const example = tryGetExample(root, option);
    return {
      name,
      type: describeType(option, path),
      required,
      default: required ? undefined : (defaultText ?? value ?? 'none'),
      description,
      example: example === undefined ? undefined : formatLiteral(example),
      ...(names.length < 2 ? {} : { names: names.map(String) }),
    };
  };

  /** @param plural whether the type is that of several values, as in `list of strings` */
  const describeType = (reference: SchemaNode, path: string, plural = false): readonly TypePart[] => {
    const name = reference.$ref === undefined ? undefined : definitionName(reference.$ref);
    if (name !== undefined && hasOwnPage(name)) return [{ text: name, section: name }];
    if (reference.$ref === jsonValueReference) return [{ text: plural ? 'any values' : 'any value' }];
    const node = resolveReference(root, reference);
    const nodePath = name ?? path;
    const shapes = node.anyOf ?? node.oneOf;
    if (!shapes) return isObject(node) ? describeObject([node], name, path) : describeValue(node, nodePath, plural);
    const objects = shapes.filter((shape) => isObject(shape));
    const others = shapes.filter((shape) => !isObject(shape)).map((shape) => describeType(shape, nodePath, plural));
    return joinTypes([...others, ...(objects.length > 0 ? [describeObject(objects, name, path)] : [])]);
  };

  const describeObject = (
    shapes: readonly SchemaNode[],
    name: string | undefined,
    path: string,
  ): readonly TypePart[] => {
    const sectionTitle = name ?? path;
    // A definition has several users, each with a description of its own.
    const described = name === undefined ? (shapes.length === 1 ? shapes[0] : undefined) : root.$defs?.[name];
    addSection(sectionTitle, `${sectionTitle}.`, splitDefault(described?.description ?? '').description, shapes);
    return [{ text: sectionTitle, section: sectionTitle }];
  };

  const describeValue = (value: SchemaNode, path: string, plural: boolean): readonly TypePart[] => {
    if (value.const !== undefined) return [{ text: formatValue(value.const) }];
    if (value.enum) return joinTypes(value.enum.map((item) => [{ text: formatValue(item) }]));
    if (value.type === 'array')
      return [
        { text: plural ? 'lists of ' : 'list of ' },
        ...describeType(value.items ?? { $ref: jsonValueReference }, `${path}[]`, true),
      ];
    const object = plural ? 'objects' : 'object';
    if (value.type === 'object') {
      const values = value.additionalProperties;
      const isAny =
        typeof values !== 'object' || Object.keys(values).length === 0 || values.$ref === jsonValueReference;
      return isAny ? [{ text: object }] : [{ text: `${object} of ` }, ...describeType(values, `${path}.<name>`, true)];
    }
    const types = [value.type ?? 'any value'].flat().filter((type) => type !== 'null');
    return [{ text: `${types.map((type) => (plural ? `${type}s` : type)).join(' or ')}${formatRange(value)}` }];
  };

  const resolved = resolveReference(root, node);
  addSection(
    title,
    '',
    splitDefault(resolved.description ?? '').description,
    resolved.oneOf ?? resolved.anyOf ?? [resolved],
  );
  return [...sections.values()];
}

/** Reference to any value of JSON. */
const jsonValueReference = '#/$defs/JsonValue';

function isObject({ properties }: SchemaNode): boolean {
  return properties !== undefined && Object.keys(properties).length > 0;
}

/** Joins alternatives with `or`, each once. */
function joinTypes(types: readonly (readonly TypePart[])[]): readonly TypePart[] {
  const texts = types.map((parts) => parts.map(({ text }) => text).join(''));
  return types
    .filter((_, index) => texts.indexOf(texts[index] ?? '') === index)
    .flatMap((parts, index) => (index === 0 ? parts : [{ text: ' or ' }, ...parts]));
}

function formatValue(value: unknown): string {
  return `\`${String(value)}\``;
}

/** Formats a default or an example as YAML and TypeScript accept it; strings of one line without quotes. */
function formatLiteral(value: unknown): string {
  return typeof value === 'string' && value !== '' && !value.includes('\n') ? value : JSON.stringify(value);
}

function formatRange({ minimum, exclusiveMinimum, maximum }: SchemaNode): string {
  const lowest = minimum ?? exclusiveMinimum;
  // 2^31-1 is the limit of most integers of Kubernetes.
  const highest = maximum === 2 ** 31 - 1 ? undefined : maximum;
  if (lowest !== undefined && highest !== undefined) return ` (${lowest} to ${highest})`;
  if (exclusiveMinimum !== undefined && minimum === undefined) return ` (more than ${exclusiveMinimum})`;
  if (lowest !== undefined) return ` (at least ${lowest})`;
  return highest === undefined ? '' : ` (at most ${highest})`;
}

/** Splits a description into the text and what follows `@default`. */
function splitDefault(text: string): { readonly description: string; readonly defaultText?: string } {
  const [description = '', defaultText] = text.split(/[;.]?\s*@default /);
  return defaultText === undefined ? { description } : { description, defaultText };
}
