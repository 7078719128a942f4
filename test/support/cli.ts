import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { createProgramFor, reportFailure } from '../../src/cli/program';

/** What a command has printed, and its exit code. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command of `plinth` in this process, which takes milliseconds. Modules of a definition, such as `platform.ts`,
 * cannot be loaded within jest: tests with them start a process.
 * @param folder working directory of the command
 * @param environment variables in addition to those of the process
 */
export async function runPlinth(
  args: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  const printed = { stdout: '', stderr: '' };
  const capture = (name: keyof typeof printed) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    });
  const spies = [capture('stdout'), capture('stderr')];
  const previousFolder = process.cwd();
  const previousEnvironment = process.env;
  // The output is the same in a terminal, which shows colors and progress.
  process.env = { ...previousEnvironment, TERM: 'dumb', ...environment };
  process.chdir(folder);
  process.exitCode = 0;
  try {
    const program = createProgramFor(args);
    throwInsteadOfExit(program);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else reportFailure(error);
  } finally {
    process.env = previousEnvironment;
    process.chdir(previousFolder);
    for (const spy of spies) spy.mockRestore();
  }
  const status = process.exitCode;
  process.exitCode = 0;
  return { status, ...printed };
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand);
}
