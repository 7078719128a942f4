import type { Command } from 'commander';
import { formatNextStep, formatSummary } from '../output/summary';
import { planRequest, resolveOutputFolders, writeOutput } from '../synth';
import { definitionArgument } from './definition-file';
import { allowRemovalOption, existingLockOption, type PlanCommandOptions } from './options';
import { withProgress } from './progress';
import { formatProblems } from './report';
import { withDefinition } from './with-definition';

interface SynthCommandOptions extends PlanCommandOptions {
  readonly out: string;
}

/** Adds `plinth synth`. */
export function addSynthCommand(program: Command): void {
  program
    .command('synth')
    .argument(...definitionArgument)
    .option('--out <folder>', 'Folder that cdktf.out and dist are written to', '.')
    .option(...existingLockOption)
    .option(...allowRemovalOption)
    .addHelpText(
      'after',
      `
Examples:
  # Write the output of the definition in this folder
  plinth synth

  # Write the output to another folder, such as a Git repository that Argo CD reads
  plinth synth --out ../deployments`,
    )
    .action(async (file: string | undefined, options: SynthCommandOptions) => {
      await withDefinition(file, async (definition) => {
        const plan = planRequest(definition, options.lock, options.allowRemoval);
        const written = await withProgress((showStep) =>
          writeOutput(plan, definition.language, resolveOutputFolders(options.out), showStep),
        );
        process.stderr.write(formatProblems([...plan.warnings, ...written.warnings], definition));
        process.stdout.write(`${formatSummary(plan, written)}${formatNextStep(plan)}`);
      });
    });
}
