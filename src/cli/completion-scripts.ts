import type { Command } from 'commander';

/** Shells with completion. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** Shell with completion. */
export type Shell = (typeof shells)[number];

/** Word that completes a command line, with its description. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** Command with what completes it. */
interface CompletedCommand {
  /** Words of the command line, such as `new tenant`; empty for `plinth` itself. */
  readonly path: string;
  readonly candidates: readonly Candidate[];
}

/**
 * Renders the completion script of a shell. It contains all commands and options, so that completion starts no program;
 * other words are completed as files.
 * @param words other words that complete a command, by its path
 */
export function renderCompletion(
  program: Command,
  shell: Shell,
  words: Readonly<Record<string, readonly Candidate[]>> = {},
): string {
  const commands = listCommands(program, []).map(({ path, candidates }) => ({
    path,
    candidates: [...(words[path] ?? []), ...candidates],
  }));
  return { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell](commands);
}

function listCommands(command: Command, path: readonly string[]): readonly CompletedCommand[] {
  const subcommands = command.commands.map((child) => ({ word: child.name(), description: child.description() }));
  const options = command.options.map(({ long, short, description }) => ({ word: long ?? short ?? '', description }));
  const values = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((word) => ({ word, description })),
  );
  const help = path.length === 0 ? [] : [{ word: '--help', description: 'Show help' }];
  return [
    { path: path.join(' '), candidates: [...subcommands, ...values, ...options, ...help] },
    ...command.commands.flatMap((child) => listCommands(child, [...path, child.name()])),
  ];
}

/** Renders the cases of a shell's `case` statement, by the path of the command. */
function renderCases(commands: readonly CompletedCommand[], render: (candidate: Candidate) => string): string {
  return commands
    .map(({ path, candidates }) => `    '${path}') candidates=(${candidates.map(render).join(' ')}) ;;\n`)
    .join('');
}

/** Renders the names of the commands that have commands themselves, as a pattern. */
function listGroups(commands: readonly CompletedCommand[]): string {
  const groups = commands.filter(
    ({ path }) => path !== '' && commands.some((other) => other.path.startsWith(`${path} `)),
  );
  return groups.map(({ path }) => path).join('|');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function renderBash(commands: readonly CompletedCommand[]): string {
  return `# bash completion for plinth
_plinth() {
  local word=\${COMP_WORDS[COMP_CWORD]} path='' candidates=()
  if ((COMP_CWORD > 1)); then path=\${COMP_WORDS[1]}; fi
  case $path in
    ${listGroups(commands)}) if ((COMP_CWORD > 2)); then path="$path \${COMP_WORDS[2]}"; fi ;;
  esac
  case $path in
${renderCases(commands, ({ word }) => quote(word))}  esac
  COMPREPLY=($(compgen -W "\${candidates[*]}" -- "$word"))
}
complete -o default -F _plinth plinth
`;
}

function renderZsh(commands: readonly CompletedCommand[]): string {
  const render = ({ word, description }: Candidate) =>
    quote(`${word}:${description.replaceAll('\\', '\\\\').replaceAll(':', '\\:')}`);
  return `#compdef plinth
# zsh completion for plinth
_plinth() {
  local command_path=''
  local -a candidates
  if ((CURRENT > 2)); then command_path=$words[2]; fi
  case $command_path in
    ${listGroups(commands)}) if ((CURRENT > 3)); then command_path="$command_path $words[3]"; fi ;;
  esac
  case $command_path in
${renderCases(commands, render)}  esac
  _describe -t plinth plinth candidates
  _files
}
compdef _plinth plinth
`;
}

function renderFish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ path, candidates }) =>
    candidates.map(({ word, description }) => {
      const value = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${quote(word)}`;
      return `complete -c plinth -n ${quote(`__plinth_at ${path}`.trim())} ${value} -d ${quote(description)}\n`;
    }),
  );
  return `# fish completion for plinth
function __plinth_at
    set -l words (commandline -opc | string match -v -- '-*')
    set -l path $words[2]
    if contains -- "$path" ${listGroups(commands).replaceAll('|', ' ')}
        set path $words[2..3]
    end
    test "$path" = "$argv"
end
${lines.join('')}`;
}
