import { join } from 'node:path';
import type { Command } from 'commander';
import { lockFileName, tryReadLock } from '../files/lock';
import { planRequest } from '../synth';
import { definitionArgument } from './options';
import { formatChanges, formatFirstApply, formatProblems } from './report';
import { withDefinition } from './with-definition';

interface DiffOptions {
  readonly against: string;
  readonly exitCode?: boolean;
}

/** Adds `plinth diff`. */
export function addDiffCommand(program: Command): void {
  program
    .command('diff')
    .description('Show changes since the last apply and flag risky ones')
    .argument(...definitionArgument)
    .option('--against <folder>', `Folder with the ${lockFileName} to compare with`, '.')
    .option('--exit-code', 'Exit with 2 if there are changes, with 1 on an error')
    .action(async (file: string | undefined, { against, exitCode = false }: DiffOptions) => {
      await withDefinition(file, (definition) => {
        const lockFile = join(against, lockFileName);
        const plan = planRequest(definition, lockFile, 'all');
        const isFirstApply = tryReadLock(lockFile)?.platform === undefined;
        process.stderr.write(formatProblems(plan.warnings, definition));
        process.stdout.write(isFirstApply ? formatFirstApply(plan, lockFile) : formatChanges(plan.changes));
        if (exitCode && (isFirstApply || plan.changes.length > 0)) process.exitCode = 2;
      });
    });
}
