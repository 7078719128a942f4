import type { Command } from 'commander';
import { lockFileName } from '../files/lock';
import { UserError } from '../schema/user-error';
import { planRequest } from '../synth';
import { confirm } from './confirm';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { runCommand } from './run-command';
import { renderStorageSteps, type CloudCommand, type StorageStep } from './state-storage';
import { withDefinition } from './with-definition';

interface StateCreateOptions extends DefinitionOptions {
  readonly yes?: boolean;
  readonly print?: boolean;
}

/** Adds `plinth state` with its subcommand. */
export function addStateCommand(program: Command): void {
  program
    .command('state')
    .command('create')
    .description('Create the bucket or the storage account of the Terraform states that `state` names')
    .option(...definitionOption)
    .option('--yes', 'Create it without asking')
    .option('--print', 'Print the commands as a shell script, and run none')
    .addHelpText(
      'after',
      `
It runs the command line of the cloud, with its credentials: aws, az or gcloud. What exists is not created again, so that
the command can be repeated.

Examples:
  # Look at the commands, and run them
  plinth state create --print
  plinth state create`,
    )
    .action(async ({ file, yes, print }: StateCreateOptions) => {
      await withDefinition(file, async (definition) => {
        const steps = renderStorageSteps(planRequest(definition, lockFileName, 'all').platform.state);
        if (print === true) process.stdout.write(formatScript(steps));
        else await createStorage(steps, yes === true);
      });
    });
}

/**
 * Creates the storage, and shows each step.
 * @throws UserError when a command fails, or there is no terminal to ask on
 */
export async function createStorage(steps: readonly StorageStep[], isConfirmed: boolean): Promise<void> {
  process.stdout.write(`creates, where it does not exist:\n${steps.map(({ title }) => `  ${title}\n`).join('')}`);
  if (!isConfirmed && !(await confirm("create it? Only 'yes' is accepted: ", 'yes', '--yes'))) {
    process.stdout.write('nothing was created\n');
    process.exitCode = 1;
    return;
  }
  for (const step of steps) process.stdout.write(`${step.title}: ${await runStep(step)}\n`);
  process.stdout.write('next: npx plinth apply\n');
}

/**
 * Runs a step unless its result exists.
 * @throws UserError with the output of the command, if it fails
 */
async function runStep({ command, unless }: StorageStep): Promise<'exists' | 'done'> {
  if (unless && (await run(unless)).exitCode === 0) return 'exists';
  const { exitCode, stderr } = await run(command);
  if (exitCode !== 0) throw new UserError(`${formatCommand(command)} failed:\n${stderr.trim()}`);
  return 'done';
}

const products = { aws: 'the AWS CLI', az: 'the Azure CLI', gcloud: 'the Google Cloud CLI' } as const;

function run([program, ...args]: CloudCommand) {
  return runCommand(products[program], program, 'PATH', args);
}

/** Formats steps as a script for POSIX shells. */
export function formatScript(steps: readonly StorageStep[]): string {
  const lines = steps.map(({ title, command, unless }) =>
    [`# ${title}`, `${unless ? `${formatCommand(unless)} >/dev/null 2>&1 || ` : ''}${formatCommand(command)}`].join(
      '\n',
    ),
  );
  return `#!/bin/sh\nset -eu\n${lines.join('\n')}\n`;
}

function formatCommand(command: CloudCommand): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
