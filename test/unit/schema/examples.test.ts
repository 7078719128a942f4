import type { z } from 'zod';
import { tryGetExample } from '../../../src/schema/examples';
import { toJsonSchema } from '../../../src/schema/json-schema';
import { loadCloudModules, referenceLanguage } from '../../../tools/reference/kind-modules';

/** Option of an object, with a path for people. */
interface Option {
  readonly path: string;
  readonly schema: z.ZodType;
}

/** Lists the options of all objects in a schema, each object once. */
function listOptions(schema: z.core.$ZodType, path: string, visited: Set<z.core.$ZodType>): readonly Option[] {
  if (visited.has(schema)) return [];
  visited.add(schema);
  const { def } = schema._zod as unknown as { readonly def: Definition };
  const options = Object.entries(def.shape ?? {}).flatMap(([name, option]) => [
    { path: `${path}.${name}`, schema: option },
    ...listOptions(option, `${path}.${name}`, visited),
  ]);
  const inner = [def.innerType, def.element, def.valueType, def.in, def.catchall, ...(def.options ?? [])];
  return [...options, ...inner.flatMap((child) => (child ? listOptions(child, path, visited) : []))];
}

/** The parts of a schema that contain schemas. */
interface Definition {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly catchall?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

test('every option of every kind, tenant and application has an example, which its schema accepts', () => {
  const visited = new Set<z.core.$ZodType>();
  const languages = [referenceLanguage, ...loadCloudModules().map((module) => module.language)];
  const options = languages
    .flatMap(({ schema }) => listOptions(schema, 'platform', visited))
    // Options that do not exist for a kind, with a message that explains it.
    .filter(({ schema }) => !('not' in toJsonSchema(schema)));
  const problems = options.flatMap(({ path, schema }) => {
    const node = toJsonSchema(schema);
    const example = tryGetExample(node, node);
    if (example === undefined) return [`${path}: has no example`];
    const { error } = schema.safeParse(example);
    return error ? [`${path}: ${JSON.stringify(example)}: ${error.issues[0]?.message ?? ''}`] : [];
  });
  expect(options.length).toBeGreaterThan(700);
  expect(problems).toEqual([]);
});
