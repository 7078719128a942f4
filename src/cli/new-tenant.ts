import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Command } from 'commander';
import { formatYaml } from '../../constructs/kubernetes/yaml';
import { formatPath } from '../schema/problem';
import { UserError } from '../schema/user-error';
import { editDefinition, isProgram } from './edit-definition';
import { setValueAtPath } from './edit-text';
import { definitionOption, type DefinitionOptions } from './options';
import type { LoadedDefinition } from './read-definition';
import { renderSchemaComment, schemaFiles } from './schema';
import { withDefinition } from './with-definition';
import { displayPath, writeNewFile } from './write-files';

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
    .action(async (name: string, options: NewTenantOptions & DefinitionOptions) => {
      await withDefinition(options.file, (definition) => {
        process.stdout.write(newTenant(definition, name, options));
      });
    });
}

/**
 * Adds a tenant on all clusters: to the definition, or as a new file if tenants have files or the definition is a program.
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
  const nextStep = `next: plinth new service ${name}/web\n`;
  const [folder = isProgram(definition) ? 'tenants' : undefined] = definition.tenantFiles.folders;
  if (folder === undefined) {
    editDefinition(definition, { file: definition.file, path }, path, tenant);
    return `${displayPath(definition.file)}: ${formatPath(path)} written\n${nextStep}`;
  }
  definition.language.plan(setValueAtPath(definition.platform, path, tenant));
  const file = join(folder, `${name}.yaml`);
  const schemaFile = join(dirname(definition.file), schemaFiles.tenant);
  writeNewFile(
    file,
    `${renderSchemaComment(relative(folder, schemaFile).split(sep).join('/'))}# Tenant ${name}. Groups are those of the clusters' identity provider.\n${formatYaml(tenant)}`,
  );
  const schemaStep = existsSync(schemaFile)
    ? ''
    : `for completion in editors: plinth schema --tenant > ${displayPath(schemaFile)}\n`;
  const importStep =
    definition.tenantFiles.folders.length > 0
      ? ''
      : `add to ${definition.file}: tenants: { ...tenantsIn('${folder}') }\n`;
  return `${displayPath(file)}: written\n${importStep}${schemaStep}${nextStep}`;
}
