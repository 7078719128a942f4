import { z } from 'zod';

/**
 * Gives a schema the name under which the JSON Schema defines it in `$defs`, and returns the schema. Schemas that are
 * derived from it with `optional` or `describe` refer to it; those from `extend` and `pick` do not.
 */
export function nameSchema<S extends z.ZodType>(name: string, schema: S): S {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id: name });
  return schema;
}

/** JSON Schemas by their schema: that of a language takes longer than all checks of a small platform. */
const jsonSchemas = new WeakMap<z.ZodType, Readonly<Record<string, unknown>>>();

/**
 * Returns the JSON Schema of a schema's input, with the documentation of every option, for editors and other languages.
 * Schemas with a name ({@link nameSchema}) are in `$defs`, and are not repeated.
 */
export function toJsonSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const jsonSchema = jsonSchemas.get(schema) ?? renderJsonSchema(schema);
  jsonSchemas.set(schema, jsonSchema);
  return jsonSchema;
}

function renderJsonSchema(schema: z.ZodType): Record<string, unknown> {
  const jsonSchema = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    metadata: new NamedSchemas(),
    override: ({ jsonSchema }) => {
      // Of zod's own: readonly types of TypeScript are not read-only for users, the pattern has the prefix, keys of
      // objects are always strings, and integers of 53 bits are a limit of JavaScript.
      delete jsonSchema.readOnly;
      if (!standardFormats.includes(jsonSchema.format)) delete jsonSchema.format;
      if (isAnyString(jsonSchema.propertyNames)) delete jsonSchema.propertyNames;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return mergeJsonValues(jsonSchema);
}

/**
 * Merges the definitions of any value of JSON, of which there are several where modules were loaded twice: only the first
 * one has its name, and zod numbers those of others, since they refer to themselves.
 */
function mergeJsonValues(jsonSchema: Record<string, unknown>): Record<string, unknown> {
  const { $defs = {} } = jsonSchema as { readonly $defs?: Readonly<Record<string, unknown>> };
  const expected = JSON.stringify($defs.JsonValue);
  const refer = (text: string, name: string) => text.replaceAll(`"#/$defs/${name}"`, '"#/$defs/JsonValue"');
  const copies = Object.keys($defs).filter(
    (name) => /^__schema\d+$/.test(name) && refer(JSON.stringify($defs[name]), name) === expected,
  );
  if (copies.length === 0) return jsonSchema;
  const definitions = Object.fromEntries(Object.entries($defs).filter(([name]) => !copies.includes(name)));
  return JSON.parse(copies.reduce(refer, JSON.stringify({ ...jsonSchema, $defs: definitions }))) as typeof jsonSchema;
}

/**
 * Metadata of schemas, in which the first schema with a name keeps it. A program and the CLI that runs it may each have
 * loaded the modules of Plinth, so that a schema exists twice; zod accepts each name once.
 */
class NamedSchemas extends z.core.$ZodRegistry<z.GlobalMeta> {
  private readonly first = new Map<string, z.core.$ZodType>();

  override get(schema: z.core.$ZodType) {
    const metadata = z.globalRegistry.get(schema);
    if (metadata?.id === undefined) return metadata;
    const { id, ...unnamed } = metadata;
    const first = this.first.get(id) ?? schema;
    this.first.set(id, first);
    return first === schema ? metadata : unnamed;
  }
}

/** Formats of JSON Schema that the schemas use. Validators report others as unknown. */
const standardFormats: readonly (string | undefined)[] = ['uri', 'email', 'date-time', 'ipv4', 'ipv6', 'hostname'];

function isAnyString(schema: z.core.JSONSchema._JSONSchema | undefined): boolean {
  return typeof schema === 'object' && schema.type === 'string' && Object.keys(schema).length === 1;
}

/** The keywords of JSON Schema that the lookup of keys and the documentation follow. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly not?: SchemaNode;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** Name of a definition in `$defs`: `Quota` of `#/$defs/Quota`. */
export function definitionName(reference: string): string {
  return reference
    .replace(/^#\/\$defs\//, '')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

/** Returns a node with the definition that it refers to; keywords next to `$ref`, such as `description`, come first. */
export function resolveReference(root: SchemaNode, node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  const { $ref, ...keywords } = node;
  const definition = root.$defs?.[definitionName($ref)];
  return { ...(definition && resolveReference(root, definition)), ...keywords };
}
