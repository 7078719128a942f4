import type { Command } from 'commander';
import { renderTable, renderText } from './markdown';

/** Renders the page of the commands of the CLI, with their arguments, options and examples. */
export function renderCommandsPage(program: Command): string {
  const commands = listCommands(program);
  return [
    `# Commands\n\n${program.description()}. Options of every command: \`--help\`.\n`,
    renderTable(
      ['command', 'effect'],
      commands.map((command) => [
        `[\`${usage(command)}\`](#${commandPath(command).replaceAll(' ', '-')})`,
        renderText(command.description()),
      ]),
    ),
    ...commands.map(renderCommand),
  ].join('\n');
}

function listCommands(parent: Command): readonly Command[] {
  return parent.commands.flatMap((command) => (command.commands.length > 0 ? listCommands(command) : [command]));
}

function commandPath(command: Command): string {
  return command.parent ? `${commandPath(command.parent)} ${command.name()}` : command.name();
}

function usage(command: Command): string {
  const values = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [commandPath(command), ...values].join(' ');
}

function renderCommand(command: Command): string {
  const values = [
    ...command.registeredArguments.map(({ description, required, defaultValue }, index) => ({
      name: usage(command).split(/ (?=[<[])/)[index + 1] ?? '',
      description,
      default: required ? '**required**' : formatDefault(defaultValue),
    })),
    ...command.options
      .filter(({ hidden }) => !hidden)
      .map(({ flags, description, defaultValue, mandatory }) => ({
        name: flags,
        description,
        default: mandatory ? '**required**' : formatDefault(defaultValue),
      })),
  ];
  const table = renderTable(
    ['argument or option', 'default', 'description'],
    values.map(({ name, description, default: value }) => [`\`${name}\``, value, renderText(description)]),
  );
  const help = helpAfterOptions(command);
  return [
    `## ${commandPath(command)}\n\n${renderText(command.description())}.\n`,
    ...(values.length > 0 ? [table] : []),
    ...(help === '' ? [] : [`\`\`\`text\n${help}\n\`\`\`\n`]),
  ].join('\n');
}

function formatDefault(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'none';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** Returns the text that a command adds to its help, such as examples. */
function helpAfterOptions(command: Command): string {
  const lines: string[] = [];
  command.configureOutput({ writeOut: (text) => lines.push(text) }).outputHelp();
  return lines.join('').replace(command.helpInformation(), '').trim();
}
