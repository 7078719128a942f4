import type { Command } from 'commander';
import { tenantFileSchema } from '../definition/tenant-file';
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

/** Renders the JSON Schema of a definition in a file, which may name a folder with the files of tenants. */
export function renderDefinitionSchema(): string {
  const schema = builtInLanguage.jsonSchema() as { readonly properties: Readonly<Record<string, object>> };
  const tenantFiles = { type: 'string', description: 'folder with a file for each tenant; @default no files' };
  return formatSchema({ ...schema, properties: { ...schema.properties, tenantFiles } });
}

/** Renders the JSON Schema of a tenant's file, with only the options that a tenant may write. */
export function renderTenantSchema(): string {
  return formatSchema(toJsonSchema(tenantFileSchema));
}

function formatSchema(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
