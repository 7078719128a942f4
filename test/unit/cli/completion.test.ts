import { spawnSync } from 'node:child_process';
import { renderCompletion, type Shell } from '../../../src/cli/completion-scripts';
import { createProgram } from '../../../src/cli/program';

/** Lines before the completion of one word, by shell: they set the command line and print the candidates. */
const drivers: Readonly<Record<Shell, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `COMP_WORDS=(plinth ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _plinth; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (words) =>
    `words=(plinth ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}; _plinth; print -l -- $found`,
  fish: (words) => `complete -C 'plinth ${words.join(' ')}'`,
};

/** The functions of zsh's completion system that the script calls, which need a terminal. */
const zshCompletion = `compdef() { }; _files() { }; _describe() { found=(); for entry in $candidates; do found+=(\${entry%%:*}); done }\n`;

function isInstalled(shell: Shell): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

function complete(shell: Shell, ...words: readonly string[]): readonly string[] {
  const script = renderCompletion(createProgram(), shell, { explain: [{ word: 'traefik', description: 'Ingress' }] });
  const text = `${shell === 'zsh' ? zshCompletion : ''}${script}\n${drivers[shell](words)}\n`;
  const { stdout, stderr } = spawnSync(shell, ['-c', text], { encoding: 'utf8' });
  expect(stderr).toBe('');
  // zsh and fish filter by the word themselves; fish adds descriptions.
  const last = words.at(-1) ?? '';
  const found = stdout.split('\n').map((line) => line.split('\t')[0] ?? '');
  return found.filter((word) => word !== '' && word.startsWith(last));
}

// Without the shell, its script is not tested.
describe.each((['bash', 'zsh', 'fish'] as const).filter(isInstalled))('completion in %s', (shell) => {
  it('has the commands, and those of a command', () => {
    expect(complete(shell, 'ch')).toEqual(['check']);
    // fish completes files of the working directory too.
    expect(complete(shell, 'new', 'ten')).toEqual(['tenant']);
  });

  it('has the options of the command', () => {
    expect([...complete(shell, 'diff', '--m')].sort()).toEqual(['--manifests', '--markdown']);
    expect(complete(shell, 'new', 'tenant', '--ow')).toEqual(['--owners']);
    expect(complete(shell, 'check', '--ow')).toEqual([]);
  });

  it('has the words that the caller adds', () => {
    expect(complete(shell, 'explain', 'trae')).toEqual(['traefik']);
  });

  it('has the values of an argument', () => {
    expect([...complete(shell, 'completion', '')].filter((word) => word.endsWith('sh')).sort()).toEqual([
      'bash',
      'fish',
      'zsh',
    ]);
  });
});

test('a completion script has every command and option', () => {
  const script = renderCompletion(createProgram(), 'bash');
  const words = createProgram().commands.flatMap((command) => [
    command.name(),
    ...command.options.map(({ long }) => long ?? ''),
  ]);
  expect(words.length).toBeGreaterThan(50);
  expect(words.filter((word) => !script.includes(`'${word}'`))).toEqual([]);
});
