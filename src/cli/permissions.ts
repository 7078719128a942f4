import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { formatCloudPermissions, listCloudPermissions, type StackFile } from '../output/cloud-permissions';
import { UserError } from '../schema/user-error';
import { outOption } from './kubectl';
import { displayPath } from './write-files';

interface PermissionsOptions {
  /** Folder that contains `cdktf.out`. */
  readonly out: string;
  readonly json: boolean;
}

/** Adds `plinth permissions`. */
export function addPermissionsCommand(program: Command): void {
  program
    .command('permissions')
    .option('--json', 'Print JSON', false)
    .option(...outOption)
    .addHelpText(
      'after',
      `
Examples:
  # Compare the permissions with those of the main branch
  plinth synth && plinth permissions > permissions.txt && git diff permissions.txt

The permissions are those of the Terraform stacks in cdktf.out, which \`plinth synth\` has written.`,
    )
    .action(({ json, out }: PermissionsOptions) => {
      const permissions = readStacks(join(out, 'cdktf.out', 'stacks')).flatMap(([name, stack]) =>
        listCloudPermissions(name, stack),
      );
      if (json) process.stdout.write(`${JSON.stringify(permissions, null, 2)}\n`);
      else if (permissions.length === 0) process.stdout.write('the stacks grant no permissions in a cloud\n');
      else process.stdout.write(formatCloudPermissions(permissions));
    });
}

/**
 * Reads the stacks in a folder, by name.
 * @throws UserError when it does not exist
 */
function readStacks(folder: string): readonly (readonly [string, StackFile])[] {
  if (!existsSync(folder)) throw new UserError(`${displayPath(folder)} does not exist: run \`plinth synth\` first`);
  return readdirSync(folder)
    .sort()
    .map((name) => [name, join(folder, name, 'cdk.tf.json')] as const)
    .filter(([, file]) => existsSync(file))
    .map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8')) as StackFile]);
}
