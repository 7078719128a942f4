import { resolveReference, type SchemaNode } from './json-schema';

/**
 * Returns an example of a value: that of the schema, or one that follows from its type; undefined for a string of any
 * form without an example. Objects have their required options, or the first one.
 */
export function tryGetExample(root: SchemaNode, reference: SchemaNode): unknown {
  // Any value of JSON: the definition refers to itself.
  if (reference.$ref === '#/$defs/JsonValue') return undefined;
  const node = resolveReference(root, reference);
  const { examples, const: constant, enum: values, default: fallback, type } = node;
  // The examples of a type, such as that of ports, fit less than the default of the option.
  if ((typeof fallback === 'string' || typeof fallback === 'number') && fallback !== '' && !values) return fallback;
  if (examples && examples.length > 0) return examples[0];
  if (constant !== undefined) return constant;
  if (values) return values.find((value) => value !== fallback);
  if (type === 'boolean') return fallback !== true;
  if (type === 'integer' || type === 'number')
    return Math.max(node.minimum ?? (node.exclusiveMinimum === undefined ? 1 : node.exclusiveMinimum + 1), 1);
  if (type === 'array') return tryGetListExample(root, node);
  const shapes = node.oneOf ?? node.anyOf;
  if (shapes) return shapes.map((shape) => tryGetExample(root, shape)).find((example) => example !== undefined);
  return tryGetObjectExample(root, node);
}

function tryGetListExample(root: SchemaNode, { items, default: fallback }: SchemaNode): unknown {
  const item = items && tryGetExample(root, items);
  return item === undefined ? fallback : [item];
}

function tryGetObjectExample(root: SchemaNode, node: SchemaNode): unknown {
  const { properties = {}, required = [], additionalProperties, propertyNames } = node;
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  const entries = names.map((name) => [name, tryGetExample(root, properties[name] ?? {})] as const);
  if (entries.some(([, example]) => example === undefined)) return undefined;
  if (entries.length > 0) return Object.fromEntries(entries);
  if (typeof additionalProperties !== 'object') return undefined;
  const key = propertyNames && tryGetExample(root, propertyNames);
  const value = tryGetExample(root, additionalProperties);
  return typeof key === 'string' && value !== undefined ? { [key]: value } : undefined;
}

/** Returns a JSON Schema in which every option has an example, which editors show with its description. */
export function addExamples(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const render = (node: SchemaNode): SchemaNode => {
    const { $defs, properties, items, additionalProperties, anyOf, oneOf } = node;
    return {
      ...node,
      ...($defs && { $defs: mapValues($defs, render) }),
      ...(properties && { properties: mapValues(properties, renderOption) }),
      ...(items && { items: render(items) }),
      ...(typeof additionalProperties === 'object' && { additionalProperties: render(additionalProperties) }),
      ...(anyOf && { anyOf: anyOf.map(render) }),
      ...(oneOf && { oneOf: oneOf.map(render) }),
    };
  };
  const renderOption = (option: SchemaNode): SchemaNode => {
    const example = tryGetExample(schema, option);
    const { examples = [] } = resolveReference(schema, option);
    // Editors suggest several examples of the schema.
    if (examples.length > 1) return { ...render(option), examples };
    return { ...render(option), ...(example === undefined ? {} : { examples: [example] }) };
  };
  return { ...render(schema) };
}

function mapValues(
  nodes: Readonly<Record<string, SchemaNode>>,
  render: (node: SchemaNode) => SchemaNode,
): Readonly<Record<string, SchemaNode>> {
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, render(node)]));
}
