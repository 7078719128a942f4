import { resolveReference, toJsonSchema, type SchemaNode } from '../../../src/schema/json-schema';
import {
  getFactoryName,
  kindModules,
  loadCloudModules,
  referenceLanguage,
} from '../../../tools/reference/kind-modules';

const schema: SchemaNode = toJsonSchema(referenceLanguage.schema);

/** Renders an object literal with all options of a schema, also in nested objects; each option follows a mark. */
function renderLiteral(reference: SchemaNode, without: readonly string[] = [], root = schema): string {
  const { properties = {} } = resolveReference(root, reference);
  const entries = Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, option]) => {
      const resolved = resolveReference(root, option);
      const isNested = resolved.properties && typeof resolved.additionalProperties !== 'object';
      return `/*?*/${name}: ${isNested ? renderLiteral(option, [], root) : 'absent'}`;
    });
  return `{ ${entries.join(', ')} }`;
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
  const definition = (name: string) => ({ $ref: `#/$defs/${name}` });
  return `import { application, cronJob, job, type PlatformInput } from '../../src';
${factories.map(({ name, folder }) => `import { ${name} } from '../../${folder}';\n`).join('')}
import type { ProductInput } from '../../src/definition/product';
import type { TenantInput } from '../../src/definition/tenant';
declare const absent: never;
${factories.map(({ name, definition, root }) => `void ${name}(${renderLiteral(definition, ['kind'], root)});\n`).join('')}
export const tenant: TenantInput<string, never> = ${renderLiteral(definition('Tenant'))};
export const product: ProductInput<string, string> = ${renderLiteral(definition('Product'))};
void application(${renderLiteral(definition('Application'))});
void application({ image: 'web:1', perEnvironment: { dev: ${renderLiteral(definition('ApplicationConfiguration'))} } });
void job(${renderLiteral(definition('Job'), ['kind', 'schedule'])});
void cronJob(${renderLiteral(definition('Job'), ['kind', 'run'])});
void job({ image: 'web:1', perEnvironment: { dev: ${renderLiteral(definition('JobConfiguration'))} } });
export const platform: PlatformInput<typeof import('../../src').kinds, string, Record<string, unknown>, never> = ${renderLiteral(schema, ['$schema', 'state'])};
`;
}
