import type { Command } from 'commander';
import { tenantFileSchema } from '../definition/tenant-file';
import { renderEditorSchema } from '../schema/editor-schema';
import { addExamples } from '../schema/examples';
import { toJsonSchema } from '../schema/json-schema';
import type { Language } from '../create-language';
import { builtInLanguage } from '../synth';
import { version } from '../version';
import { dataFileOptions } from './data-file-options';
import { readLanguage } from './read-definition';

interface SchemaOptions {
  readonly tenant?: boolean;
}

/** Adds `plinth schema`. */
export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .argument(
      '[file]',
      'Platform definition whose own kinds the schema contains; default: platform.yaml, .yml or .json, if it exists',
    )
    .option('--tenant', "Print the schema of a tenant's file instead")
    .addHelpText(
      'after',
      `
Examples:
  # Write the schema, for an editor
  plinth schema > plinth.schema.json

  # Write the schema of the files of tenants
  plinth schema --tenant > tenant.schema.json`,
    )
    .action(async (file: string | undefined, { tenant }: SchemaOptions) => {
      process.stdout.write(tenant ? renderTenantSchema() : renderDefinitionSchema(await readLanguage(file)));
    });
}

/** Files that the schemas are written to, next to the definition. Editors find them by the first line of a YAML file. */
export const schemaFiles = { definition: 'plinth.schema.json', tenant: 'plinth-tenant.schema.json' } as const;

/** Renders the line by which editors find the schema of a YAML file. */
export function renderSchemaComment(schemaFile: string): string {
  return `# yaml-language-server: $schema=${schemaFile}\n`;
}

/** Renders the JSON Schema of a definition in a file, which may name modules with kinds, and a folder of tenants' files. */
export function renderDefinitionSchema(language: Language = builtInLanguage): string {
  const schema = language.jsonSchema() as { readonly properties: Readonly<Record<string, object>> };
  return formatSchema('definition', { ...schema, properties: { ...schema.properties, ...dataFileOptions } });
}

/** Renders the JSON Schema of a tenant's file, with only the options that a tenant may write. */
export function renderTenantSchema(): string {
  return formatSchema('tenant', renderEditorSchema(addExamples(toJsonSchema(tenantFileSchema))));
}

/** Titles of the schemas, which editors show. */
const titles = { definition: 'platform definition', tenant: "tenant's file" } as const;

/** Formats a schema with the version of Plinth that it is valid for, in `$id` and in the title. */
function formatSchema(name: keyof typeof titles, schema: object): string {
  const identification = {
    $id: `https://plinth.dev/schemas/${version}/${schemaFiles[name]}`,
    title: `Plinth ${version}: ${titles[name]}`,
  };
  return `${JSON.stringify({ ...identification, ...schema }, null, 2)}\n`;
}
