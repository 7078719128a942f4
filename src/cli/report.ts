import { formatProblem, type DefinitionError, type Problem } from '../schema/problem';
import { formatCount } from '../output/summary';
import type { LoadedDefinition } from './read-definition';

/** Formats problems, one per line, with file and line where they are known. */
export function formatProblems(problems: readonly Problem[], { tryGetLocation }: LoadedDefinition): string {
  return problems
    .map((problem) => {
      const location = problem.location ?? tryGetLocation(problem.path);
      const prefix = location === undefined ? '' : `${location}: `;
      return `${prefix}${problem.severity === 'warning' ? 'warning: ' : ''}${formatProblem(problem)}\n`;
    })
    .join('');
}

/** Formats the problems of an invalid definition and the number of errors. */
export function formatDefinitionError({ problems }: DefinitionError, definition: LoadedDefinition): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return `${formatProblems(problems, definition)}${definition.file}: ${formatCount(errors.length, 'error')}, nothing was written\n`;
}
