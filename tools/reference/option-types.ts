import { definitionName, resolveReference, type SchemaNode } from '../../src/schema/json-schema';
import { renderOptionComment } from './option-comment';

/** Types of TypeScript with names of their own, by definition of the JSON Schema: the name, and module below src. */
export const namedTypes: Readonly<Record<string, readonly [string, string]>> = {
  JsonValue: ['JsonValue', 'schema/field-types'],
  CapabilityName: ['Capability', 'definition/capability'],
};

/** Interfaces and type names that a module declares and uses. */
export interface ModuleTypes {
  /** Declarations by name, those that others use first. */
  readonly declarations: Map<string, string>;
  /** Names that the module imports. */
  readonly used: Set<string>;
  /** Returns whether another module declares the interface. */
  readonly isDeclaredElsewhere: (name: string) => boolean;
}

/** Returns the name of the interface, or the prefix of interfaces, for a definition of the JSON Schema. */
export function definitionTypeName(definition: string): string {
  return `${definition}Fields`;
}

/**
 * Renders the input of a schema as a type of TypeScript. Each object with options becomes an interface with the
 * documentation of each option.
 * @param name name of the interface, or prefix of the interfaces, of objects in the node
 */
export function renderType(root: SchemaNode, reference: SchemaNode, name: string, module: ModuleTypes): string {
  const definition = reference.$ref === undefined ? undefined : definitionName(reference.$ref);
  const known = definition === undefined ? undefined : namedTypes[definition]?.[0];
  if (known !== undefined) {
    module.used.add(known);
    return known;
  }
  const typeName = definition === undefined ? name : definitionTypeName(definition);
  const node = resolveReference(root, reference);
  const { type, enum: values, const: constant, anyOf, oneOf } = node;
  // Options that do not exist for a kind, with a message that explains it.
  if (node.not) return 'never';
  const shapes = anyOf ?? oneOf;
  if (shapes) return renderUnion(root, shapes, typeName, module);
  if (constant !== undefined) return renderLiteral(constant);
  if (values) return values.map(renderLiteral).join(' | ');
  if (type === 'array') {
    const item = renderType(root, node.items ?? {}, typeName, module);
    return `readonly ${item.includes(' ') ? `(${item})` : item}[]`;
  }
  if (type === 'object') return renderObjectType(root, node, typeName, module);
  return [type ?? 'unknown']
    .flat()
    .map((text) => (text === 'integer' ? 'number' : text))
    .join(' | ');
}

function renderUnion(root: SchemaNode, shapes: readonly SchemaNode[], name: string, module: ModuleTypes): string {
  const objects = shapes.filter(({ $ref, properties }) => $ref === undefined && properties !== undefined);
  const bases = objects.length > 1 ? addBases(root, objects, name, module) : [];
  const types = shapes.map((shape) => {
    if (objects.length < 2 || !objects.includes(shape)) return renderType(root, shape, name, module);
    const extended = bases.filter(({ members }) => members.includes(shape));
    return renderObjectType(root, shape, `${name}${shapeSuffix(shape)}`, module, extended);
  });
  return [...new Set(types)].join(' | ');
}

/** Interface with the options that several shapes of an object have. */
interface BaseInterface {
  readonly name: string;
  /** The shapes. */
  readonly members: readonly SchemaNode[];
  readonly options: readonly string[];
}

/**
 * Adds interfaces for options that several shapes of an object have, unless a discriminator selects the shape: editors show
 * no documentation for an option with several declarations.
 */
function addBases(
  root: SchemaNode,
  shapes: readonly SchemaNode[],
  name: string,
  module: ModuleTypes,
): readonly BaseInterface[] {
  if (shapes.every((shape) => tryGetDiscriminator(shape) !== undefined)) return [];
  const bases = new Map<string, { readonly members: readonly SchemaNode[]; readonly options: string[] }>();
  for (const option of new Set(shapes.flatMap(({ properties = {} }) => Object.keys(properties)))) {
    const texts = shapes.map((shape) => tryRenderOption(root, shape, option, name, module));
    const members = shapes.filter((_, index) => texts[index] !== undefined);
    if (members.length < 2 || new Set(texts.filter((text) => text !== undefined)).size > 1) continue;
    const suffix = members.length === shapes.length ? 'Common' : members.map(shapeSuffix).join('');
    const base = bases.get(suffix);
    if (base) base.options.push(option);
    else bases.set(suffix, { members, options: [option] });
  }
  return [...bases].map(([suffix, { members, options }]) => {
    const [first = {}] = members;
    const properties = Object.fromEntries(options.map((option) => [option, first.properties?.[option] ?? {}]));
    const base = { name: `${name}${suffix}`, members, options };
    addInterface(root, { ...first, properties }, base.name, module, `Options that several forms of \`${name}\` have`);
    return base;
  });
}

/** Part of the name of one of several shapes of an object: the value of its discriminator, or its first required option. */
function shapeSuffix(shape: SchemaNode): string {
  const { properties = {}, required = [] } = shape;
  return toPascalCase(tryGetDiscriminator(shape) ?? required[0] ?? Object.keys(properties)[0] ?? '');
}

/** Returns the value of the option of a shape that can have only this value. */
function tryGetDiscriminator({ properties = {} }: SchemaNode): string | undefined {
  return Object.values(properties)
    .map(({ const: value }) => value)
    .find((value) => typeof value === 'string');
}

function renderObjectType(
  root: SchemaNode,
  node: SchemaNode,
  name: string,
  module: ModuleTypes,
  bases: readonly BaseInterface[] = [],
): string {
  const { additionalProperties, propertyNames } = node;
  const others =
    typeof additionalProperties === 'object'
      ? renderType(root, additionalProperties, hasOptions(node) ? `${name}Other` : name, module)
      : undefined;
  const isCapability = propertyNames?.$ref === '#/$defs/CapabilityName';
  if (isCapability) module.used.add('Capability');
  const record = isCapability ? `{ readonly [C in Capability]?: ${others} }` : `Readonly<Record<string, ${others}>>`;
  if (!hasOptions(node)) return others === undefined ? 'object' : record;
  addInterface(root, node, name, module, node.description, bases);
  return others === undefined ? name : `${name} & ${record}`;
}

/**
 * Adds the interface of an object, after those of the objects in it.
 * @param summary first sentence of the docstring
 * @param bases interfaces that it extends, whose options it does not repeat
 */
export function addInterface(
  root: SchemaNode,
  node: SchemaNode,
  name: string,
  module: ModuleTypes,
  summary = '',
  bases: readonly BaseInterface[] = [],
): void {
  module.used.add(name);
  if (module.declarations.has(name) || module.isDeclaredElsewhere(name)) return;
  const inherited = bases.flatMap(({ options }) => options);
  const options = Object.keys(node.properties ?? {})
    .filter((option) => !inherited.includes(option))
    .map((option) => tryRenderOption(root, node, option, name, module) ?? '');
  const [text = ''] = summary.split(/[;.]?\s*@default /);
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}`;
  const title = text === '' ? `Options of \`${name}\`` : sentence;
  const heritage = bases.length === 0 ? '' : ` extends ${bases.map((base) => base.name).join(', ')}`;
  module.declarations.set(name, `/** ${title}. */\nexport interface ${name}${heritage} {\n${options.join('')}}\n`);
}

/** Renders an option with its docstring; undefined where the object has no such option. */
function tryRenderOption(
  root: SchemaNode,
  { properties = {}, required = [] }: SchemaNode,
  option: string,
  name: string,
  module: ModuleTypes,
): string | undefined {
  const node = properties[option];
  if (!node) return undefined;
  const isOptional = !required.includes(option);
  const type = renderType(root, node, `${name}${toPascalCase(option)}`, module);
  const comment = renderOptionComment(option, resolveReference(root, node), root, isOptional);
  return `${comment}  readonly ${option}${isOptional ? '?' : ''}: ${type}${isOptional ? ' | undefined' : ''};\n`;
}

function hasOptions({ properties = {} }: SchemaNode): boolean {
  return Object.keys(properties).length > 0;
}

function renderLiteral(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** Converts `object-bucket-claim` to `ObjectBucketClaim`. */
export function toPascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}
