import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Command } from 'commander';
import { formatPath } from '../schema/problem';
import { UserError } from '../schema/user-error';
import { editDefinition, isProgram } from './edit-definition';
import { setValueAtPath } from './edit-text';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { formatLiteral } from './program-files';
import type { LoadedDefinition } from './read-definition';
import { renderSchemaComment, schemaFiles } from './schema';
import { withDefinition } from './with-definition';
import { assertFilesAbsent, displayPath, writeNewFile } from './write-files';

/** Options of `plinth new tenant`. */
export interface NewTenantOptions {
  /** @default `<name>-developers` */
  readonly owners?: string;
}

/** Adds `plinth new tenant`. */
export function addNewTenantCommand(newCommand: Command): void {
  newCommand
    .command('tenant')
    .description('Add a tenant on all clusters')
    .argument('<name>', 'Name of the tenant')
    .option(...definitionOption)
    .option('--owners <group>', 'Group that owns the tenant; default: <name>-developers')
    .addHelpText(
      'after',
      `
Examples:
  # Add a tenant that the group shop-developers owns
  plinth new tenant shop

  # Add a tenant that another group owns
  plinth new tenant bank --owners bankers`,
    )
    .action(async (name: string, options: NewTenantOptions & DefinitionOptions) => {
      await withDefinition(options.file, (definition) => {
        process.stdout.write(newTenant(definition, name, options));
      });
    });
}

/**
 * Adds a tenant on all clusters: the platform's part to the definition, and a file for its applications if tenants have
 * files or the definition is a program.
 * @returns a report with the next step
 * @throws UserError when the tenant or its file exists
 */
export function newTenant(definition: LoadedDefinition, name: string, { owners }: NewTenantOptions): string {
  const { platform } = definition.language.plan(definition.platform);
  const path = ['tenants', name];
  if (platform.tenants[name]) throw new UserError(`${formatPath(path)} already exists: nothing was written`);
  const tenant = {
    clusters: Object.entries(platform.clusters).flatMap(([cluster, { state }]) =>
      state === 'present' ? [cluster] : [],
    ),
    owners: owners ?? `${name}-developers`,
    quota: { cpu: 8, memoryGiB: 32 },
  };
  const nextStep = `next: npx plinth new application ${name}/web\n`;
  const [folder = isProgram(definition) ? 'tenants' : undefined] = definition.tenantFiles.folders;
  const file = folder === undefined ? undefined : join(folder, `${name}.yaml`);
  definition.language.plan(setValueAtPath(definition.platform, path, tenant));
  if (file !== undefined) assertFilesAbsent(file);
  let report: string;
  if (isProgram(definition)) {
    report = formatProgramEdit(definition, folder ?? '', name, tenant);
  } else {
    editDefinition(definition, { file: definition.file, path }, path, tenant);
    report = `${displayPath(definition.file)}: ${formatPath(path)} written\n`;
  }
  if (file === undefined) return `${report}${nextStep}`;
  writeNewFile(file, renderTenantFile(definition, file, name));
  return `${displayPath(file)}: written\n${report}${formatSchemaStep(definition)}${nextStep}`;
}

function renderTenantFile(definition: LoadedDefinition, file: string, name: string): string {
  const schemaFile = relative(dirname(file), resolveSchemaFile(definition)).split(sep).join('/');
  return `${renderSchemaComment(schemaFile)}# Tenant ${name}: its applications, objects, products and viewers.
# Clusters, groups, quota and all other options are set by the platform, in ${basename(definition.file)}.
applications: {}
`;
}

/** Returns the path of the schema of tenants' files, which may not exist. */
function resolveSchemaFile({ file }: LoadedDefinition): string {
  return join(dirname(file), schemaFiles.tenant);
}

/** Formats the command that writes the schema of tenants' files, if it does not exist. */
function formatSchemaStep(definition: LoadedDefinition): string {
  const schemaFile = resolveSchemaFile(definition);
  return existsSync(schemaFile)
    ? ''
    : `for completion in editors: plinth schema --tenant > ${displayPath(schemaFile)}\n`;
}

/** Formats the platform's part of a tenant for a program, which commands do not edit. */
function formatProgramEdit({ file, tenantFiles }: LoadedDefinition, folder: string, name: string, tenant: object) {
  const entry = `${/^[a-z][a-z0-9]*$/.test(name) ? name : `'${name}'`}: ${formatLiteral(tenant)},`;
  return tenantFiles.folders.length > 0
    ? `add to ${file}, in tenantsIn('${folder}', { … }):\n${indent(entry)}`
    : `add to ${file}:\n${indent(`tenants: {\n  ...tenantsIn('${folder}', {\n${indent(entry, 4)}  }),\n},`)}`;
}

function indent(text: string, spaces = 2): string {
  return text.trimEnd().replace(/^/gm, ' '.repeat(spaces)).concat('\n');
}
