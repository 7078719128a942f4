import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program';

const program = createProgram();

/** Lists the commands of `plinth` that have no commands of their own. */
export function listCommands(parent: Command = program): readonly Command[] {
  return parent.commands.flatMap((command) => (command.commands.length > 0 ? listCommands(command) : [command]));
}

/** Returns the words of a command, such as `plinth new tenant`. */
export function commandPath(command: Command): string {
  return command.parent ? `${commandPath(command.parent)} ${command.name()}` : command.name();
}

/** Returns the lines of a shell script that run `plinth`, from `plinth` on, each command of a line separately. */
export function findPlinthLines(script: string): readonly string[] {
  return script
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .flatMap((line) => line.split(/&&|\||;/))
    .flatMap((line) => /(?:^|\s)(plinth(?: .*)?)$/.exec(line.replace(/\s#.*$/, '').trimEnd())?.[1] ?? []);
}

/**
 * Returns what is wrong with a command line: an unknown command or option, too many arguments, or a missing one.
 * @param isMention whether arguments may be missing, as in a sentence about the command
 */
export function tryGetProblem(line: string, isMention = false): string | undefined {
  const words =
    line
      .replace(/\s>\s?\S+|\s<\s\S+/g, '')
      .match(/'[^']*'|"[^"]*"|\S+/g)
      ?.slice(1) ?? [];
  let command = program;
  let index = 0;
  for (; index < words.length; index++) {
    const next = command.commands.find((candidate) => candidate.name() === words[index]);
    if (!next) break;
    command = next;
  }
  if (command === program && index < words.length && !/^(-|<command>)/.test(words[index] ?? ''))
    return `there is no command '${words[index] ?? ''}'`;
  const values: string[] = [];
  for (; index < words.length; index++) {
    const [flag = '', value] = words[index]?.split('=') ?? [];
    if (!flag.startsWith('--')) {
      if (flag !== '-h' && flag !== '-V') values.push(flag);
      continue;
    }
    if (flag === '--help' || flag === '--version') return undefined;
    const option = command.options.find((candidate) => candidate.long === flag);
    if (!option) return `${commandPath(command)} has no option ${flag}`;
    if (option.required && value === undefined) index++;
  }
  const { registeredArguments } = command;
  const required = registeredArguments.filter((argument) => argument.required).length;
  const isVariadic = registeredArguments.some(({ variadic }) => variadic);
  if (values.length < required && !isMention) return `${commandPath(command)} lacks an argument`;
  if (!isVariadic && values.length > registeredArguments.length)
    return `${commandPath(command)} has too many arguments: ${values.join(' ')}`;
  return undefined;
}
