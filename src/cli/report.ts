import { formatPath, formatProblem, type DefinitionError, type Problem } from '../schema/problem';
import type { Change } from '../changes/change';
import type { Plan } from '../plan';
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

/** Formats changes, one per line. Risky changes come last, each with its risk on a line of its own. */
export function formatChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'no changes\n';
  const risky = changes.filter(({ risk }) => risk !== undefined);
  const lines = [...changes.filter(({ risk }) => risk === undefined), ...risky].map(formatChange);
  return `${lines.join('')}${formatCount(changes.length, 'change')}, ${risky.length} risky\n`;
}

/** Formats what the first apply of a platform adds. */
export function formatFirstApply({ platform, clusters }: Plan, lockFile: string): string {
  const releases = clusters.reduce((count, cluster) => count + cluster.releases.length, 0);
  const tenants = Object.keys(platform.tenants).length;
  const counts = [
    formatCount(clusters.length, 'cluster'),
    formatCount(releases, 'release'),
    formatCount(tenants, 'tenant'),
  ];
  return [
    `nothing was applied yet (${lockFile} does not exist): ${counts.join(', ')} to add`,
    'if it was applied, run plinth lock with the definition that was applied',
    '',
  ].join('\n');
}

function formatChange({ action, path, from, to, risk }: Change): string {
  const values = [from, to].filter((value) => value !== undefined).join(' -> ');
  const line = `${actionSigns[action]} ${action} ${formatPath(path)}${values && ` (${values})`}\n`;
  return risk === undefined ? line : `${line}    ! ${risk}\n`;
}
