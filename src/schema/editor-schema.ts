import { resolveReference, type SchemaNode } from './json-schema';

/** Options that select the shape of an object. */
const discriminators = ['kind', 'backend'] as const;

/** JSON Schema in the form for editors. */
type EditorNode = Readonly<Record<string, unknown>>;

/**
 * Returns a JSON Schema in which the discriminator selects the shape with `if` and `then`, in place of `oneOf`: for an
 * unknown kind, editors then report that kind with all kinds, and not what would be missing for the first one.
 */
export function renderEditorSchema(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const render = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(render);
    if (typeof value !== 'object' || value === null) return value;
    const node = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, render(child)]));
    return tryRenderUnion(schema, node) ?? renderSuggestedKeys(schema, node);
  };
  return render(schema) as Record<string, unknown>;
}

/** Renders an object whose keys have several examples: editors suggest only keys that are properties. */
function renderSuggestedKeys(root: SchemaNode, node: SchemaNode): EditorNode {
  const { propertyNames, additionalProperties } = node;
  const { examples = [] } = propertyNames ? resolveReference(root, propertyNames) : {};
  if (examples.length < 2) return { ...node };
  return { ...node, properties: Object.fromEntries(examples.map((key) => [String(key), additionalProperties])) };
}

/** Renders a discriminated union; undefined for other nodes. */
function tryRenderUnion(root: SchemaNode, { oneOf, ...keywords }: SchemaNode): EditorNode | undefined {
  const shapes = oneOf?.map((node) => ({ node, shape: resolveReference(root, node) }));
  const discriminator = discriminators.find((option) =>
    shapes?.every(({ shape }) => shape.properties?.[option]?.const !== undefined),
  );
  if (!shapes || discriminator === undefined) return undefined;
  const isRequired = (shape: SchemaNode) => shape.required?.includes(discriminator) === true;
  const required = shapes.every(({ shape }) => isRequired(shape)) ? { required: [discriminator] } : {};
  return {
    ...keywords,
    type: 'object',
    properties: {
      [discriminator]: {
        description: shapes[0]?.shape.properties?.[discriminator]?.description,
        enum: shapes.map(({ shape }) => shape.properties?.[discriminator]?.const),
      },
    },
    ...required,
    allOf: shapes.map(({ node, shape }) => ({
      if: {
        properties: { [discriminator]: { const: shape.properties?.[discriminator]?.const } },
        // Without `required`, the condition holds for an object without the discriminator too.
        ...(isRequired(shape) ? { required: [discriminator] } : {}),
      },
      then: node,
    })),
  };
}
