import type { Command } from 'commander';
import { formatPath } from '../schema/problem';
import { editDefinition, tryGetEditLocation } from './edit-definition';
import { setValueAtPath } from './edit-text';
import { ejectApplication } from './eject-application';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { formatImportInstructions, formatLiteral, toVariableName } from './program-files';
import type { LoadedDefinition } from './read-definition';
import { scaffoldApplication, type ScaffoldOptions } from './application-scaffold';
import { withDefinition } from './with-definition';
import { displayPath, writeNewFile } from './write-files';

interface NewApplicationOptions extends ScaffoldOptions, DefinitionOptions {
  /** Folder for a kustomize base and overlays, written instead of the definition. */
  readonly eject?: string;
}

/** Adds `plinth new application`. */
export function addNewApplicationCommand(newCommand: Command): void {
  newCommand
    .command('application')
    .description('Add an application with default settings to a tenant')
    .argument('<tenant/application>', 'Tenant and name of the application')
    .option(...definitionOption)
    .option('--image <image>', "Image with tag; default: version 0.1.0 in the tenant's registry")
    .option('--ingress <host>', 'Host name at which clients outside the cluster reach it')
    .option('--eject <folder>', 'Write a kustomize base and overlays to this folder instead, to maintain yourself')
    .addHelpText(
      'after',
      `
Examples:
  # Add an application that clients reach at web.acme.example
  plinth new application shop/web --ingress web.acme.example

  # Write manifests to web/base and web/overlays, without changing the definition
  plinth new application shop/web --eject web`,
    )
    .action(async (reference: string, options: NewApplicationOptions) => {
      const { eject: folder } = options;
      await withDefinition(options.file, (definition) => {
        process.stdout.write(
          folder === undefined
            ? newApplication(definition, reference, options)
            : ejectApplication(definition, reference, folder, options),
        );
      });
    });
}

/**
 * Adds an application to its tenant's file, or writes a file for a program to import.
 * @param reference `tenant/application`
 * @returns a report with the next step
 * @throws UserError when the tenant does not exist, or has an application of this name
 */
export function newApplication(definition: LoadedDefinition, reference: string, options: ScaffoldOptions): string {
  const { language, platform } = definition;
  const scaffold = scaffoldApplication(language.plan(platform).platform, reference, options);
  const location = tryGetEditLocation(definition, scaffold.path);
  if (location) {
    editDefinition(definition, location, scaffold.path, scaffold.options);
    return `${displayPath(location.file)}: ${formatPath(scaffold.path)} written\nnext: set its image there, and port unless it listens on 8080; then run npx plinth check\n`;
  }
  language.plan(setValueAtPath(platform, scaffold.path, scaffold.options));
  const file = `tenants/${scaffold.tenant}/${scaffold.name}.ts`;
  const variable = toVariableName(scaffold.name);
  writeNewFile(
    file,
    `import { application } from 'plinth';\n\nexport const ${variable} = application(${formatLiteral(scaffold.options)});\n`,
  );
  return formatImportInstructions(definition.file, file, variable, scaffold.path);
}
