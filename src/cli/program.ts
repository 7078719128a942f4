import { Command } from 'commander';
import { formatError } from '../schema/user-error';
import { version } from '../version';
import { commands, type CommandEntry } from './commands';
import { addDefinitionOption } from './definition-file';

/** Creates `plinth` with all its commands. */
export function createProgram(): Command {
  const program = createRoot();
  for (const entry of commands) addCommand(program, entry);
  return program;
}

/**
 * Creates `plinth` for arguments of the command line. Only the module of the command in them is loaded; of the others,
 * there is what the help shows.
 */
export function createProgramFor(args: readonly string[]): Command {
  const program = createRoot();
  // `plinth help check` shows the help of a command too.
  const name = args[0] === 'help' ? args[1] : args[0];
  for (const entry of commands)
    if (entry.name === name) addCommand(program, entry);
    else
      program
        .command(entry.name)
        .description(entry.description)
        .usage(entry.hasCommands ? '[command]' : '');
  return program;
}

/** Prints why a command failed, and sets the exit code of the process. */
export function reportFailure(error: unknown): void {
  process.stderr.write(`${formatError(error)}\n`);
  // Terraform that a signal has stopped: `StackError`, whose module `plinth --help` does not load.
  process.exitCode = error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1;
}

function createRoot(): Command {
  return (
    new Command('plinth')
      .description('Generate Terraform and Kubernetes manifests from one platform definition')
      .version(version, '-V, --version', 'Show the version')
      .helpOption('-h, --help', 'Show help')
      .helpCommand('help [command]', 'Show help for a command')
      // The whole help would hide the error.
      .showHelpAfterError('run plinth --help, or plinth <command> --help')
      .addHelpText(
        'after',
        `
Examples:
  # Start a project, and look at what it contains
  plinth init acme && cd acme && npm install && npx plinth check

  # Show what a change of the definition changes, and apply it
  plinth diff
  plinth apply

  # Show the options of a component
  plinth explain traefik

Exit codes:
  0  success
  1  an error, also of usage
  2  only of plinth diff --exit-code: there are changes
  128 and the number of a signal  only of plinth apply and destroy: the signal stopped them (130: Ctrl-C)`,
      )
  );
}

function addCommand(program: Command, { name, description, page, load }: CommandEntry): void {
  load()(program);
  const command = program.commands.find((candidate) => candidate.name() === name);
  if (!command) return;
  command.description(description);
  addDefinitionOption(command);
  if (command.commands.length > 0)
    command.showHelpAfterError(`plinth ${name} has: ${command.commands.map((child) => child.name()).join(', ')}`);
  for (const documented of command.commands.length > 0 ? command.commands : [command])
    documented.addHelpText('after', `\nDocumentation: ${page} in the package plinth`);
}
