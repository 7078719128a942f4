import { formatPath, formatProblem, type DefinitionError, type Problem } from '../schema/problem';
import type { Change } from '../changes/change';
import type { LoadedDefinition } from './read-definition';

/** All mistakes of a description, a line each, with the line of the file where that can be told. */
export function formatProblems(problems: readonly Problem[], { tryGetLocation }: LoadedDefinition): string {
  return problems
    .map((problem) => {
      const at = tryGetLocation(problem.path);
      const place = at === undefined ? '' : `${at}: `;
      return `${place}${problem.severity === 'warning' ? 'warning: ' : ''}${formatProblem(problem)}\n`;
    })
    .join('');
}

/** What a description with mistakes is answered with. */
export function formatDefinitionError({ problems }: DefinitionError, description: LoadedDefinition): string {
  const count = problems.filter(({ severity }) => severity === 'error').length;
  return `${formatProblems(problems, description)}${description.file}: ${count === 1 ? 'one mistake' : `${count} mistakes`}, nothing written\n`;
}

const actionSigns: Readonly<Record<Change['action'], string>> = {
  add: '+',
  join: '+',
  change: '~',
  move: '~',
  upgrade: '~',
  'migrate-delivery': '~',
  drain: '-',
  remove: '-',
};

/** Changes, a line each, those that may lose or interrupt something last and marked. */
export function formatChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'no changes\n';
  const ordered = [
    ...changes.filter(({ risk }) => risk === undefined),
    ...changes.filter(({ risk }) => risk !== undefined),
  ];
  const lines = ordered.map(({ action, path, from, to, risk }) => {
    const values = [from, to].filter((value) => value !== undefined).join(' -> ');
    return `${actionSigns[action]} ${action} ${formatPath(path)}${values && ` (${values})`}${risk === undefined ? '' : `\n    ! ${risk}`}\n`;
  });
  const dangerous = changes.filter(({ risk }) => risk !== undefined).length;
  return `${lines.join('')}${changes.length} ${changes.length === 1 ? 'change' : 'changes'}, ${dangerous} of them dangerous\n`;
}
