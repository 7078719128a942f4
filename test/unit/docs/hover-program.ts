import { definitionName, resolveReference, toJsonSchema, type SchemaNode } from '../../../src/schema/json-schema';
import {
  getFactoryName,
  kindModules,
  loadCloudModules,
  referenceLanguage,
} from '../../../tools/reference/kind-modules';

const schema: SchemaNode = toJsonSchema(referenceLanguage.schema);

/** Value of any type. */
const absent = 'absent';

/** Definitions whose options are in values of their own, or which have none. */
const separate = ['JsonValue', 'CapabilityName', 'Cluster', 'Component', 'Tenant', 'Application', 'Job', 'Product'];

/** Definitions whose types depend on the place. All others have one generated interface, and are rendered once. */
const dependentOnPlace = [
  'Calls',
  'EgressTarget',
  'Allows',
  'Patch',
  'Runtime',
  'ApplicationConfiguration',
  'JobConfiguration',
];

/** Renders values with all options of schemas at every depth: in objects, lists, records and all shapes of unions. */
class ValueRenderer {
  private readonly rendered = new Set<string>();

  /**
   * Renders a value. Each option follows a mark.
   * @param without options of the outermost object that are left out
   */
  render(reference: SchemaNode, root: SchemaNode, without: readonly string[] = []): string {
    const node = resolveReference(root, reference);
    // A discriminator selects the shape.
    if (typeof node.const === 'string') return `'${node.const}'`;
    const shapes = node.anyOf ?? node.oneOf;
    if (shapes) {
      // The branches of a conditional expression have the type that the place expects.
      const branches = shapes.map((shape) => this.renderNested(shape, root)).filter((branch) => branch !== absent);
      return branches.map((branch) => `${absent} ? ${branch} : `).join('') + absent;
    }
    if (node.items) {
      const item = this.renderNested(node.items, root);
      return item === absent ? absent : `[${item}]`;
    }
    const options = Object.entries(node.properties ?? {})
      .filter(([name, option]) => !without.includes(name) && !resolveReference(root, option).not)
      .map(([name, option]) => `/*?*/${name}: ${this.renderNested(option, root)}`);
    const { additionalProperties } = node;
    const others = typeof additionalProperties === 'object' ? this.renderNested(additionalProperties, root) : absent;
    const entries = others === absent ? options : [...options, `key: ${others}`];
    return entries.length === 0 ? absent : `{ ${entries.join(', ')} }`;
  }

  private renderNested(reference: SchemaNode, root: SchemaNode): string {
    if (reference.$ref !== undefined) {
      const name = definitionName(reference.$ref);
      if (separate.includes(name) || this.rendered.has(name)) return absent;
      if (!dependentOnPlace.includes(name)) this.rendered.add(name);
    }
    return this.render(reference, root);
  }
}

/** Renders a program that sets every option of every kind, tenant, application, job, product and cluster. */
export function renderHoverProgram(): string {
  const modules = [
    ...kindModules.map((module) => ({ module, root: schema })),
    ...loadCloudModules().map((module) => ({ module, root: toJsonSchema(module.language.schema) })),
  ];
  const factories = modules.flatMap(({ module, root }) =>
    module.kinds.map((kind) => ({
      root,
      name: getFactoryName(module, kind),
      folder: module.specifier === 'plinth' ? 'src' : module.folder,
      definition: { $ref: `#/$defs/${kind.type}.${kind.kind}` },
    })),
  );
  const renderer = new ValueRenderer();
  const render = (name: string, without: readonly string[] = []) =>
    renderer.render({ $ref: `#/$defs/${name}` }, schema, without);
  return `import { application, cronJob, job, type PlatformInput } from '../../src';
${factories.map(({ name, folder }) => `import { ${name} } from '../../${folder}';\n`).join('')}
import type { ProductInput } from '../../src/definition/product';
import type { TenantInput } from '../../src/definition/tenant';
declare const absent: never;
${factories.map(({ name, definition, root }) => `void ${name}(${renderer.render(definition, root, ['kind'])});\n`).join('')}
export const tenant: TenantInput<string, never> = ${render('Tenant')};
export const product: ProductInput<string, string> = ${render('Product')};
void application(${render('Application')});
void application({ image: 'web:1', perEnvironment: { dev: ${render('ApplicationConfiguration')} } });
void job(${render('Job', ['kind', 'schedule'])});
void cronJob(${render('Job', ['kind', 'run'])});
void job({ image: 'web:1', perEnvironment: { dev: ${render('JobConfiguration')} } });
export const platform: PlatformInput<typeof import('../../src').kinds, string, Record<string, unknown>, never> = ${renderer.render(schema, schema, ['$schema'])};
`;
}
