import { commonClusterSchema } from '../../src/definition/cluster';
import { resolveReference, toJsonSchema, type SchemaNode } from '../../src/schema/json-schema';
import type { Language } from '../../src/create-language';
import { getFactoryName, kindModules, referenceLanguage, type KindModule } from './kind-modules';
import {
  addInterface,
  definitionTypeName,
  namedTypes,
  renderType,
  toPascalCase,
  type ModuleTypes,
} from './option-types';

/** Options that a member of the union of kinds has in addition to its schema. */
const unionOptions = ['kind', 'name', 'environment', 'components', ...Object.keys(commonClusterSchema.shape)];

/** Renders the modules documented-options.ts, by path relative to the repository. */
export function renderOptionsModules(
  modules: readonly (KindModule & { readonly language?: Language })[],
): ReadonlyMap<string, string> {
  const shared = new Set(kindModules.flatMap((module) => [...createTypes(module).declarations.keys()]));
  return new Map(
    modules.map((module) => [
      `${module.folder}/documented-options.ts`,
      module.language
        ? renderModule(module, createTypes(module, module.language, shared))
        : renderModule(module, createTypes(module)),
    ]),
  );
}

/** Types of a module with kinds, and the members of DocumentedOptions. */
interface OptionsModule extends ModuleTypes {
  /** Type of the options by name of the kind or definition in the JSON Schema. */
  readonly members: ReadonlyMap<string, string>;
}

/**
 * Creates interfaces with the documentation of each option of the kinds of a module, and of the parts of a definition.
 * @param shared names of interfaces that the module of Plinth's own kinds declares; undefined for that module itself
 */
function createTypes(
  module: KindModule,
  language: Language = referenceLanguage,
  shared?: ReadonlySet<string>,
): OptionsModule {
  const root: SchemaNode = toJsonSchema(language.schema);
  const types: ModuleTypes = {
    declarations: new Map(),
    used: new Set(),
    isDeclaredElsewhere: (name) => shared?.has(name) === true,
  };
  const members = new Map<string, string>();
  for (const kind of module.kinds) {
    if (Object.keys(kind.schema.shape).length === 0) continue;
    const node = root.$defs?.[`${kind.type}.${kind.kind}`] ?? {};
    const own = Object.entries(node.properties ?? {}).filter(
      ([name]) => name in kind.schema.shape || !unionOptions.includes(name),
    );
    const name = `${toPascalCase(getFactoryName(module, kind))}Options`;
    addInterface(root, { ...node, properties: Object.fromEntries(own) }, name, types, kind.summary);
    members.set(`${kind.type}.${kind.kind}`, name);
  }
  if (!shared) {
    for (const [definition, node] of Object.entries(root.$defs ?? {})) {
      // Kinds have interfaces of their own, and these unions of kinds depend on the language.
      if (definition.includes('.') || ['Cluster', 'Component'].includes(definition) || definition in namedTypes)
        continue;
      members.set(definition, renderType(root, node, definitionTypeName(definition), types));
    }
    const cluster: SchemaNode = toJsonSchema(commonClusterSchema);
    members.set(
      'Cluster',
      renderType(cluster, resolveReference(cluster, cluster), definitionTypeName('Cluster'), types),
    );
  }
  return { ...types, members };
}

function renderModule(
  { folder }: KindModule,
  { declarations, used, isDeclaredElsewhere, members }: OptionsModule,
): string {
  const source = `${'../'.repeat(folder.split('/').length)}src`;
  const known = Object.values(namedTypes).filter(([name]) => used.has(name));
  const imported = [...used].filter(isDeclaredElsewhere).sort();
  const imports = [
    ...known.map(([name, path]) => `import type { ${name} } from '${source}/${path}';\n`),
    ...(imported.length === 0 ? [] : [`import type { ${imported.join(', ')} } from '../documented-options';\n`]),
  ];
  return `// Generated from the schemas by \`npm run reference\`: change the schemas, not this file.
${imports.join('')}
declare module '${source}/definition/documented-options' {
  interface DocumentedOptions {
${[...members].map(([member, type]) => `    readonly '${member}': ${type};\n`).join('')}  }
}

${[...declarations.values()].join('\n')}`;
}
