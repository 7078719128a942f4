import type { Command } from 'commander';
import { formatAcceptedWarnings, formatCount } from '../output/summary';
import type { Plan } from '../plan';
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
          const plan = planRequest(definition, options.lock, options.allowRemoval);
          process.stderr.write(formatProblems(plan.warnings, definition));
          const accepted = plan.acceptedWarnings;
          process.stdout.write(
            `${definition.file}: no errors, ${formatCount(plan.clusters.length, 'cluster')}${accepted.length === 0 ? '' : `, ${formatAcceptedWarnings(accepted)}`}\n`,
          );
        },
        { writes: false },
      );
    });
}

/** Prints the result as JSON; with errors, the exit code is 1. */
async function checkAsJson(file: string | undefined, options: CheckOptions): Promise<void> {
  const definition = await readDefinition(file);
  const { warnings: problems, acceptedWarnings } = tryPlan(definition, options);
  process.stdout.write(formatCheckJson(problems, acceptedWarnings.length, definition));
  if (problems.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}

/** Plans a definition; of one with errors, there are only its problems. */
function tryPlan(definition: LoadedDefinition, options: CheckOptions): Pick<Plan, 'warnings' | 'acceptedWarnings'> {
  try {
    return planRequest(definition, options.lock, options.allowRemoval);
  } catch (error) {
    if (error instanceof DefinitionError) return { warnings: error.problems, acceptedWarnings: [] };
    throw error;
  }
}

/** Formats problems as JSON: of each, severity, path, file and line, message, fix, and the line that people read. */
export function formatCheckJson(
  problems: readonly Problem[],
  acceptedWarnings: number,
  { file, tryGetLocation }: Pick<LoadedDefinition, 'file' | 'tryGetLocation'>,
): string {
  const count = (severity: Problem['severity']) => problems.filter((problem) => problem.severity === severity).length;
  return formatJson({
    file,
    errors: count('error'),
    warnings: count('warning'),
    acceptedWarnings,
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
