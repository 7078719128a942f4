import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { commandPath, findPlinthLines, listCommands, tryGetProblem } from '../../support/command-lines';

const root = join(__dirname, '../../..');

function renderHelp(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

describe.each(listCommands().map((command) => [commandPath(command), command] as const))(
  '%s --help',
  (path, command) => {
    const help = renderHelp(command);

    it('shows examples of the command, each with a comment, and all of them are valid', () => {
      const examples = /\nExamples:\n((?: {2}.*\n|\n(?= {2}))+)/.exec(help)?.[1] ?? '';
      const lines = findPlinthLines(examples);
      expect(examples).toMatch(/^ {2}# /);
      expect(lines.some((line) => line.startsWith(path))).toBe(true);
      expect(lines.flatMap((line) => tryGetProblem(line) ?? [])).toEqual([]);
    });

    it('names a page of the documentation that is about the command', () => {
      const page = /\nDocumentation: (\S+) in the package plinth\n$/.exec(help)?.[1] ?? '';
      expect(readFileSync(join(root, page), 'utf8')).toContain(path.split(' ').slice(0, 2).join(' '));
    });
  },
);
