import { colorsFor } from './colors';
import { formatProblem, type DefinitionError, type Problem } from '../schema/problem';
import { formatCount } from '../output/summary';
import type { LoadedDefinition } from './read-definition';

/** Formats problems, one per line, with file and line where they are known. */
export function formatProblems(problems: readonly Problem[], { tryGetLocation }: LoadedDefinition): string {
  return problems
    .map((problem) => {
      const location = problem.location ?? tryGetLocation(problem.path);
      const colors = colorsFor(process.stderr);
      const prefix = location === undefined ? '' : `${colors.bold(`${location}:`)} `;
      return `${prefix}${problem.severity === 'warning' ? colors.yellow('warning: ') : ''}${formatProblem(problem)}\n`;
    })
    .join('');
}

/**
 * Formats the problems of an invalid definition and the number of errors.
 * @param writes whether the command would have written files
 */
export function formatDefinitionError(
  { problems }: DefinitionError,
  definition: LoadedDefinition,
  writes: boolean,
): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const count = colorsFor(process.stderr).red(formatCount(errors.length, 'error'));
  return `${formatProblems(problems, definition)}${definition.file}: ${count}${writes ? ', nothing was written' : ''}\n`;
}
