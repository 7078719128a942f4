import { renderChangeLines, renderOutputChangeLines } from './diff-lines';
import {
  countChanges,
  formatChangeCounts,
  formatChangeSummary,
  isEmptyReport,
  separateDangerous,
  type DiffReport,
} from './diff-report';
import { renderFirstApplyLines } from './diff-text';

/** Longest report, in characters: GitHub refuses comments of more than 65,536, and GitLab of more than 1,000,000. */
const maxLength = 60_000;

/**
 * Formats a report in Markdown, as a comment on a pull request. Dangerous changes come first. All values are in code blocks,
 * where Markdown and HTML in them have no effect. A long report is shortened.
 */
export function formatDiffMarkdown(report: DiffReport): string {
  const { platform, changes, output } = report;
  const title = `### Changes of platform ${platform}`;
  if (isEmptyReport(report)) return `${title}\n\nno changes\n`;
  const [dangerous, others] = separateDangerous(changes);
  const sections = [
    { name: 'Dangerous', lines: dangerous.flatMap(renderChangeLines) },
    { name: 'Changes', lines: others.flatMap(renderChangeLines) },
    ...(output
      ? [
          {
            name: `Output: ${formatChangeCounts(countChanges(output))}`,
            lines: output.flatMap(renderOutputChangeLines),
          },
        ]
      : []),
  ];
  let remaining = maxLength;
  const blocks = sections.flatMap(({ name, lines }) => {
    if (lines.length === 0) return [];
    const shown = takeLines(lines, remaining);
    remaining -= shown.reduce((length, line) => length + line.length + 1, 0);
    const left = lines.length - shown.length;
    const rest = left === 0 ? [] : [`… ${left} more lines: run plinth diff`];
    return [renderBlock(name, [...shown, ...rest])];
  });
  const notes = renderFirstApplyLines(report).filter((line) => line !== '');
  return `${[title, `**${formatChangeSummary(changes)}**`, ...notes, ...blocks].join('\n\n')}\n`;
}

function takeLines(lines: readonly string[], length: number): readonly string[] {
  let total = 0;
  const end = lines.findIndex((line) => (total += line.length + 1) > length);
  return end === -1 ? lines : lines.slice(0, end);
}

/** Renders a section that is folded where it is long. The fence is longer than any sequence of backticks in the lines. */
function renderBlock(name: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...[...lines.join('\n').matchAll(/`+/g)].map(([backticks]) => backticks.length));
  const fence = '`'.repeat(longest + 1);
  const block = [`${fence}diff`, ...lines, fence].join('\n');
  return lines.length <= maxOpenLines
    ? `**${name}**\n\n${block}`
    : `<details><summary>${name}</summary>\n\n${block}\n\n</details>`;
}

/** Most lines of a section that is not folded. */
const maxOpenLines = 60;
