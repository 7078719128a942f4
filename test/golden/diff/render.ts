import { formatDiffJson } from '../../../src/cli/diff-json';
import { formatDiffMarkdown } from '../../../src/cli/diff-markdown';
import { createDiffReport } from '../../../src/cli/diff-report';
import { formatDiffText } from '../../../src/cli/diff-text';
import { builtInLanguage, compareWithLastOutput } from '../../../src/synth';
import type { Files } from '../../support/output-files';
import { current, deployedCharts, previous } from './definitions';

/** Renders the differences of two definitions and of their output in all formats of `plinth diff --manifests`. */
export function renderGoldenDiff(): Files {
  const plan = builtInLanguage.plan(current, previous, { deployedCharts, allowedRemovals: 'all' });
  const report = createDiffReport(plan, 'plinth.lock.json', compareWithLastOutput(plan, builtInLanguage));
  return {
    'diff.txt': formatDiffText(report),
    'diff.json': formatDiffJson(report),
    'diff.md': formatDiffMarkdown(report),
  };
}
