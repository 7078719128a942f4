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
      const schema = tenant ? toJsonSchema(tenantSchema) : renderFileSchema();
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
}

/** Returns the schema of a definition in a file, where `tenants` may also be the path of a folder. */
function renderFileSchema(): unknown {
  const schema = builtInLanguage.jsonSchema() as { readonly properties: Readonly<Record<string, object>> };
  const folder = { type: 'string', description: 'folder with a file for each tenant' };
  return { ...schema, properties: { ...schema.properties, tenants: { anyOf: [schema.properties.tenants, folder] } } };
}
