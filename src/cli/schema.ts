import type { Command } from 'commander';
import { tenantSchema } from '../definition/tenant';
import { toJsonSchema } from '../schema/json-schema';
import { builtInLanguage } from '../synth';

interface SchemaOptions {
  readonly tenant?: boolean;
}

/** Adds `plinth schema`. */
export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('Print the JSON Schema of platform definitions, for editors')
    .option('--tenant', "Print the schema of a tenant's file instead")
    .action(({ tenant }: SchemaOptions) => {
      process.stdout.write(tenant ? renderTenantSchema() : renderDefinitionSchema());
    });
}

/** Files that the schemas are written to, next to the definition. Editors find them by the first line of a YAML file. */
export const schemaFiles = { definition: 'plinth.schema.json', tenant: 'plinth-tenant.schema.json' } as const;

/** Renders the line by which editors find the schema of a YAML file. */
export function renderSchemaComment(schemaFile: string): string {
  return `# yaml-language-server: $schema=${schemaFile}\n`;
}

/** Renders the JSON Schema of a definition in a file, where `tenants` may also be the path of a folder. */
export function renderDefinitionSchema(): string {
  const schema = builtInLanguage.jsonSchema() as { readonly properties: Readonly<Record<string, object>> };
  const folder = { type: 'string', description: 'folder with a file for each tenant' };
  const tenants = { anyOf: [schema.properties.tenants, folder] };
  return formatSchema({ ...schema, properties: { ...schema.properties, tenants } });
}

/** Renders the JSON Schema of a tenant's file. */
export function renderTenantSchema(): string {
  return formatSchema(toJsonSchema(tenantSchema));
}

function formatSchema(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
