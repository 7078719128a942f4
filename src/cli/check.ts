import type { Command } from 'commander';
import { formatCount } from '../output/summary';
import { planRequest } from '../synth';
import { allowRemovalOption, definitionArgument, lockOption, type PlanCommandOptions } from './options';
import { formatProblems } from './report';
import { withDefinition } from './with-definition';

/** Adds `plinth check`. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('Show all errors of the definition without writing anything')
    .argument(...definitionArgument)
    .option(...lockOption)
    .option(...allowRemovalOption)
    .action(async (file: string | undefined, options: PlanCommandOptions) => {
      await withDefinition(file, (definition) => {
        const { clusters, warnings } = planRequest(definition, options.lock, options.allowRemoval);
        process.stderr.write(formatProblems(warnings, definition));
        process.stdout.write(`${definition.file}: no errors, ${formatCount(clusters.length, 'cluster')}\n`);
      });
    });
}
