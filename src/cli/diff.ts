import { Option, type Command } from 'commander';
import { tryReadLock } from '../files/lock';
import { compareWithLastOutput, planRequest } from '../synth';
import { version } from '../version';
import { formatDiffJson } from './diff-json';
import { formatDiffMarkdown } from './diff-markdown';
import { formatAcceptedWarnings } from '../output/summary';
import { colorDiff, colorsFor } from './colors';
import { createDiffReport, isEmptyReport } from './diff-report';
import { formatDiffText } from './diff-text';
import { definitionArgument } from './definition-file';
import { againstOption, comparedLockOption, resolveComparedLock, type ComparisonOptions } from './options';
import { withProgress } from './progress';
import { formatProblems } from './report';
import { withDefinition } from './with-definition';

interface DiffOptions extends ComparisonOptions {
  readonly manifests?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly exitCode?: boolean;
}

/** Adds `plinth diff`. */
export function addDiffCommand(program: Command): void {
  program
    .command('diff')
    .argument(...definitionArgument)
    .option(...againstOption)
    .option(...comparedLockOption)
    .option('--manifests', 'Also show changes of the output: Kubernetes objects, chart values, Terraform blocks')
    .addOption(new Option('--json', 'Print JSON').conflicts('markdown'))
    .addOption(new Option('--markdown', 'Print Markdown, for a comment on a pull request'))
    .option('--exit-code', 'Exit with 2 if there are changes, with 1 on an error')
    .addHelpText(
      'after',
      `
Examples:
  # Show what the next apply changes in the clusters' objects and in Terraform
  plinth diff --manifests

  # Compare with the definition of another branch, in a job of a pull request
  git show origin/main:plinth.lock.json > base/plinth.lock.json
  plinth diff --against base --markdown > comment.md`,
    )
    .action(async (file: string | undefined, options: DiffOptions) => {
      await withDefinition(
        file,
        async (definition) => {
          const lockFile = resolveComparedLock(options);
          const { plan, output } = await withProgress((showStep) => {
            showStep('plan');
            const plan = planRequest(definition, lockFile, 'all');
            return {
              plan,
              output: options.manifests ? compareWithLastOutput(plan, definition.language, showStep) : undefined,
            };
          });
          const report = createDiffReport(plan, lockFile, output);
          process.stderr.write(formatProblems(plan.warnings, definition));
          if (plan.acceptedWarnings.length > 0)
            process.stderr.write(`${formatAcceptedWarnings(plan.acceptedWarnings)}\n`);
          if (output) process.stderr.write(formatVersionNote(lockFile));
          if (plan.refusedRemovals.length > 0)
            process.stderr.write(
              `plinth synth and plinth apply refuse:\n${formatProblems(plan.refusedRemovals, definition)}`,
            );
          const format = options.json ? formatDiffJson : options.markdown ? formatDiffMarkdown : formatDiffText;
          const text = format(report);
          process.stdout.write(options.json || options.markdown ? text : colorDiff(text, colorsFor(process.stdout)));
          if (options.exitCode && !isEmptyReport(report)) process.exitCode = 2;
        },
        { writes: false },
      );
    });
}

/** Formats what a comparison of outputs does not show: both are rendered by this version of Plinth. */
function formatVersionNote(lockFile: string): string {
  const lockVersion = tryReadLock(lockFile)?.plinth ?? version;
  if (lockVersion === version) return '';
  return `${lockFile} was written by Plinth ${lockVersion}: changes of the output that come from version ${version} are not shown; they are in git diff dist, after plinth synth\n`;
}
