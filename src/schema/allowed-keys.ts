import { tryGetExample } from './examples';
import { resolveReference, type SchemaNode } from './json-schema';
import { valueAtPath, type PathSegment } from './problem';

/**
 * Lists the keys that a definition may have at a path. Where the path ends at a discriminator (`kind`, `backend`), lists
 * the values of the discriminator.
 * @param schema JSON Schema of the definition
 * @param definition the definition as written, to choose among the shapes that a value may have
 * @param option lists only discriminator values whose shape has this option
 */
export function listAllowedKeys(
  schema: unknown,
  definition: unknown,
  path: readonly PathSegment[],
  option?: string,
): readonly string[] {
  const root = schema as SchemaNode;
  const key = path.at(-1);
  const parents = listSchemaNodes(root, definition, path.slice(0, -1)).filter(
    ({ properties = {} }) => option === undefined || option in properties,
  );
  const discriminatorValues = parents.flatMap(({ properties }) =>
    typeof key === 'string' ? (properties?.[key]?.const ?? []) : [],
  );
  if (discriminatorValues.length > 0) return discriminatorValues.map(String);
  const nodes = listSchemaNodes(root, definition, path);
  return [...new Set(nodes.flatMap(({ properties = {} }) => Object.keys(properties)))];
}

/**
 * Returns an example of the value at a path, from the shape that the definition has; undefined where the schema has none.
 * @param schema JSON Schema of the definition
 */
export function tryGetExampleAt(schema: unknown, definition: unknown, path: readonly PathSegment[]): unknown {
  const root = schema as SchemaNode;
  const key = path.at(-1);
  if (key === undefined) return undefined;
  const options = listSchemaNodes(root, definition, path.slice(0, -1)).flatMap((node) => childNode(node, key) ?? []);
  return options.map((option) => tryGetExample(root, option)).find((example) => example !== undefined);
}

/** Lists the schema nodes for the value at a path: several where the value may have several shapes. */
function listSchemaNodes(root: SchemaNode, definition: unknown, path: readonly PathSegment[]): readonly SchemaNode[] {
  return path.reduce<readonly SchemaNode[]>(
    (nodes, key, index) =>
      nodes.flatMap((node) => {
        const child = childNode(node, key);
        return child ? selectShapes(root, child, valueAtPath(definition, path.slice(0, index + 1))) : [];
      }),
    selectShapes(root, root, definition),
  );
}

function childNode({ properties, additionalProperties, items }: SchemaNode, key: PathSegment): SchemaNode | undefined {
  if (typeof key === 'number') return items;
  return properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
}

/** Returns the shape with the discriminator of the value, or all shapes where none has it. */
function selectShapes(root: SchemaNode, reference: SchemaNode, value: unknown): readonly SchemaNode[] {
  const node = resolveReference(root, reference);
  const shapes = (node.oneOf ?? node.anyOf)?.map((shape) => resolveReference(root, shape));
  if (!shapes) return [node];
  const discriminator = valueAtPath(value, ['kind']) ?? valueAtPath(value, ['backend']);
  const matching = shapes.filter(
    ({ properties }) =>
      discriminator !== undefined && [properties?.kind?.const, properties?.backend?.const].includes(discriminator),
  );
  return matching.length > 0 ? matching : shapes;
}
