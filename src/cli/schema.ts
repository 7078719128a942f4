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
      const schema = tenant ? toJsonSchema(tenantFileSchema) : renderFileSchema();
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
}

/** Returns the schema of a definition in a file, which may name a folder with the files of tenants. */
function renderFileSchema(): unknown {
  const schema = builtInLanguage.jsonSchema() as { readonly properties: Readonly<Record<string, object>> };
  const tenantFiles = { type: 'string', description: 'folder with a file for each tenant; @default no files' };
  return { ...schema, properties: { ...schema.properties, tenantFiles } };
}
