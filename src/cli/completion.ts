import { Argument, type Command } from 'commander';
import { renderCompletion, shells, type Shell } from './completion-scripts';

/** Adds `plinth completion`. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'Shell').choices(shells))
    .addHelpText(
      'after',
      `
Examples:
  # bash: in ~/.bashrc
  source <(plinth completion bash)

  # zsh: in ~/.zshrc, after compinit
  source <(plinth completion zsh)

  # fish
  plinth completion fish > ~/.config/fish/completions/plinth.fish`,
    )
    .action(async (shell: Shell) => {
      const { createProgram } = await import('./program.js');
      const { listTopics } = await import('./topics.js');
      const { builtInLanguage } = await import('../synth.js');
      const explain = listTopics(builtInLanguage).map(({ name, summary }) => ({ word: name, description: summary }));
      process.stdout.write(renderCompletion(createProgram(), shell, { explain }));
    });
}
