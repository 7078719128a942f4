import { commonClusterSchema } from '../../src/definition/cluster';
import { tryGetExample } from '../../src/schema/examples';
import { resolveReference, toJsonSchema, type SchemaNode } from '../../src/schema/json-schema';
import type { Language } from '../../src/language';
import { getFactoryName, referenceLanguage, type KindModule } from './kind-modules';

/** Schemas of the parts of a definition, by the name in the JSON Schema: constant and module below src/definition. */
const definitionSchemas = {
  Tenant: ['tenantSchema', 'tenant'],
  Application: ['applicationSchema', 'application'],
  ApplicationConfiguration: ['applicationConfigurationSchema', 'application'],
  Job: ['jobSchema', 'job'],
  JobConfiguration: ['jobConfigurationSchema', 'job'],
  Product: ['productSchema', 'product'],
  Cluster: ['commonClusterSchema', 'cluster'],
} as const;

/** Options that a member of the union of kinds has in addition to its schema. */
const unionOptions = ['kind', 'name', 'environment', 'components', ...Object.keys(commonClusterSchema.shape)];

/** Renders the modules documented-options.ts, by path relative to the repository. */
export function renderOptionsModules(
  modules: readonly (KindModule & { readonly language?: Language })[],
): ReadonlyMap<string, string> {
  return new Map(
    modules.map((module) => [
      `${module.folder}/documented-options.ts`,
      renderOptionsModule(module, module.language ? {} : definitionSchemas, module.language),
    ]),
  );
}

/**
 * Renders interfaces with the documentation of each option of the kinds of a module, and of parts of a definition. The
 * types of the options are those of the schemas, so that the interfaces are exact.
 */
function renderOptionsModule(
  module: KindModule,
  parts: Readonly<Record<string, readonly [string, string]>>,
  language: Language = referenceLanguage,
): string {
  const root: SchemaNode = toJsonSchema(language.schema);
  const source = `${'../'.repeat(module.folder.split('/').length)}src/definition`;
  const members: string[] = [];
  const interfaces: string[] = [];
  const imports: string[] = [];
  const add = (member: string, name: string, type: string, schemaRoot: SchemaNode, node: SchemaNode) => {
    members.push(`    readonly '${member}': ${name};`);
    interfaces.push(...renderInterfaces(schemaRoot, node, name, type));
  };
  for (const kind of module.kinds) {
    if (Object.keys(kind.schema.shape).length === 0) continue;
    const factory = getFactoryName(module, kind);
    imports.push(`import type { ${factory} } from '${module.sources[kind.type]}';`);
    const node = root.$defs?.[`${kind.type}.${kind.kind}`] ?? {};
    const own = Object.entries(node.properties ?? {}).filter(
      ([name]) => name in kind.schema.shape || !unionOptions.includes(name),
    );
    add(`${kind.type}.${kind.kind}`, `${capitalize(factory)}Options`, `z.input<typeof ${factory}.schema>`, root, {
      ...node,
      properties: Object.fromEntries(own),
    });
  }
  for (const [name, [constant, path]] of Object.entries(parts)) {
    imports.push(`import type { ${constant} } from '${source}/${path}';`);
    const isCluster = constant === 'commonClusterSchema';
    const partRoot: SchemaNode = isCluster ? toJsonSchema(commonClusterSchema) : root;
    add(
      name,
      `${name}Fields`,
      `z.input<typeof ${constant}>`,
      partRoot,
      isCluster ? partRoot : (root.$defs?.[name] ?? {}),
    );
  }
  return `// Generated from the schemas by \`npm run reference\`: change the schemas, not this file.
import type { z } from 'zod';
${imports.sort().join('\n')}

declare module '${source}/documented-options' {
  interface DocumentedOptions {
${members.join('\n')}
  }
}

${interfaces.join('\n')}`;
}

/** Renders the interface of an object, after those of the objects in it. */
function renderInterfaces(root: SchemaNode, node: SchemaNode, name: string, source: string): readonly string[] {
  const nested: string[] = [];
  const lines = Object.entries(node.properties ?? {}).map(([key, option]) => {
    const optional = node.required?.includes(key) ? '' : '?';
    const optionType = `${source}['${key}']`;
    const resolved = resolveReference(root, option);
    // Objects with further names have an index signature, and lists, records and unions are left to the schema.
    if (!resolved.properties || typeof resolved.additionalProperties === 'object')
      return `${renderComment(key, resolved, root, optional !== '')}  readonly ${key}${optional}: ${optionType};`;
    const nestedName = `${name}${capitalize(key)}`;
    nested.push(...renderInterfaces(root, resolved, nestedName, `NonNullable<${optionType}>`));
    return `${renderComment(key, resolved, root, optional !== '')}  readonly ${key}${optional}: ${nestedName}${optional === '' ? '' : ' | undefined'};`;
  });
  return [
    ...nested,
    `/** Options with documentation: \`${name}\`. */\nexport interface ${name} {\n${lines.join('\n')}\n}\n`,
  ];
}

function renderComment(name: string, node: SchemaNode, root: SchemaNode, isOptional: boolean): string {
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

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
