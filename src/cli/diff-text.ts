import { renderChangeLines, renderOutputChangeLines } from './diff-lines';
import {
  countChanges,
  formatChangeCounts,
  formatChangeSummary,
  isEmptyReport,
  separateDangerous,
  type DiffReport,
} from './diff-report';

/** Formats a report for terminals and logs. Dangerous changes come last, each with its risk on a line of its own. */
export function formatDiffText(report: DiffReport): string {
  if (isEmptyReport(report)) return 'no changes\n';
  return [...renderFirstApplyLines(report), ...renderOutputLines(report), ...renderDefinitionLines(report), ''].join(
    '\n',
  );
}

/** Renders what it means that there is no lock. */
export function renderFirstApplyLines({ applied, lock, size }: DiffReport): readonly string[] {
  if (applied) return [];
  return [
    `nothing was applied yet (${lock} records no apply): ${size} to add`,
    'if it was applied, run plinth lock with the definition that was applied',
    '',
  ];
}

function renderOutputLines({ output = [] }: DiffReport): readonly string[] {
  if (output.length === 0) return [];
  return [...output.flatMap(renderOutputChangeLines), `output: ${formatChangeCounts(countChanges(output))}`, ''];
}

function renderDefinitionLines({ changes }: DiffReport): readonly string[] {
  const [dangerous, others] = separateDangerous(changes);
  return [...others, ...dangerous].flatMap(renderChangeLines).concat(formatChangeSummary(changes));
}
