import type { Command } from 'commander';

const defaultFiles = 'default: platform.ts, .yaml, .yml or .json';

/** Argument of commands that read the platform definition. */
export const definitionArgument = [
  '[file]',
  `Platform definition: a program (.ts, .js), data (.yaml, .json), or - for data in standard input; ${defaultFiles}`,
] as const;

/** Option for the platform definition, of commands that have other arguments. */
export const definitionOption = ['--file <file>', `Platform definition; ${defaultFiles}`] as const;

/** Values of {@link definitionOption}. */
export interface DefinitionOptions {
  readonly file?: string;
}

/** Adds {@link definitionOption} to a command with {@link definitionArgument}: the same option works for all commands. */
export function addDefinitionOption(command: Command): void {
  if (command.registeredArguments[0]?.name() !== 'file') return;
  command.option('--file <file>', 'The same as the argument, as for other commands');
  command.hook('preAction', () => {
    const { file } = command.opts<DefinitionOptions>();
    if (file === undefined) return;
    if (command.processedArgs[0] !== undefined) command.error('error: the definition is given twice: omit --file');
    command.processedArgs[0] = file;
  });
}
