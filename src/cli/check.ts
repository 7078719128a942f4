import type { Command } from 'commander';
import { formatCount } from '../output/summary';
import { DefinitionError, formatPath, formatProblem, type Problem } from '../schema/problem';
import { planRequest } from '../synth';
import { definitionArgument } from './definition-file';
import { allowRemovalOption, existingLockOption, type PlanCommandOptions } from './options';
import { readDefinition, type LoadedDefinition } from './read-definition';
import { formatProblems } from './report';
import { withDefinition } from './with-definition';
import { formatJson } from './json-output';

interface CheckOptions extends PlanCommandOptions {
  readonly json?: boolean;
}

/** Adds `plinth check`. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .argument(...definitionArgument)
    .option('--json', 'Print the errors and warnings as JSON, for editors and CI')
    .option(...existingLockOption)
    .option(...allowRemovalOption)
    .addHelpText(
      'after',
      `
Examples:
  # Check the definition in this folder
  plinth check

  # Check a definition that another program generates
  ./generate-platform.sh | plinth check -

  # List the places of all errors
  plinth check --json | jq -r '.problems[] | "\\(.location // .path): \\(.message)"'`,
    )
    .action(async (file: string | undefined, options: CheckOptions) => {
      if (options.json) {
        await checkAsJson(file, options);
        return;
      }
      await withDefinition(
        file,
        (definition) => {
          const { clusters, warnings } = planRequest(definition, options.lock, options.allowRemoval);
          process.stderr.write(formatProblems(warnings, definition));
          process.stdout.write(`${definition.file}: no errors, ${formatCount(clusters.length, 'cluster')}\n`);
        },
        { writes: false },
      );
    });
}

/** Prints the result as JSON; with errors, the exit code is 1. */
async function checkAsJson(file: string | undefined, options: CheckOptions): Promise<void> {
  const definition = await readDefinition(file);
  const problems = listProblems(definition, options);
  process.stdout.write(formatCheckJson(problems, definition));
  if (problems.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}

function listProblems(definition: LoadedDefinition, options: CheckOptions): readonly Problem[] {
  try {
    return planRequest(definition, options.lock, options.allowRemoval).warnings;
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems;
    throw error;
  }
}

/** Formats problems as JSON: of each, severity, path, file and line, message, fix, and the line that people read. */
export function formatCheckJson(
  problems: readonly Problem[],
  { file, tryGetLocation }: Pick<LoadedDefinition, 'file' | 'tryGetLocation'>,
): string {
  const count = (severity: Problem['severity']) => problems.filter((problem) => problem.severity === severity).length;
  return formatJson({
    file,
    errors: count('error'),
    warnings: count('warning'),
    problems: problems.map((problem) => {
      const location = problem.location ?? tryGetLocation(problem.path);
      return {
        severity: problem.severity,
        path: formatPath(problem.path),
        ...(location === undefined ? {} : { location }),
        message: problem.message,
        fix: problem.fix,
        text: formatProblem(problem),
      };
    }),
  });
}
