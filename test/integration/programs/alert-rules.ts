import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import type { KubernetesObject } from '../cluster/api';

interface Rule {
  readonly alert?: string;
  readonly annotations?: { readonly runbook?: string; readonly runbook_url?: string };
}

/**
 * Checks that every alert has a runbook, and that promtool accepts every rule. Lint findings are errors in rules of
 * Plinth, and ignored in rules of charts.
 */
export async function testAlertRules(
  report: Report,
  label: string,
  objects: readonly KubernetesObject[],
  scratch: string,
): Promise<void> {
  const prometheusRules = objects.filter(({ kind }) => kind === 'PrometheusRule');
  if (prometheusRules.length === 0) return;
  await report.check(`${label}: every alert has a runbook`, () => {
    const alertsWithoutRunbook = prometheusRules.flatMap(({ spec }) => {
      const { groups = [] } = spec as { groups?: readonly { rules?: readonly Rule[] }[] };
      return groups
        .flatMap((group) => group.rules ?? [])
        .filter(({ alert, annotations: { runbook, runbook_url } = {} }) => alert && !runbook && !runbook_url)
        .map(({ alert }) => alert);
    });
    if (alertsWithoutRunbook.length > 0)
      throw new Error(`neither runbook nor runbook_url: ${alertsWithoutRunbook.join(', ')}`);
  });
  await report.check(`${label}: promtool accepts all rules`, async () => {
    const folder = join(scratch, 'rules', label.replace(/\W+/g, '-'));
    mkdirSync(folder, { recursive: true });
    const files: { plinth: string[]; charts: string[] } = { plinth: [], charts: [] };
    for (const { metadata, spec } of prometheusRules) {
      const file = join(folder, `${metadata.namespace ?? ''}-${metadata.name}.json`);
      writeFileSync(file, JSON.stringify(spec));
      files[metadata.labels?.['app.kubernetes.io/managed-by'] === 'Helm' ? 'charts' : 'plinth'].push(file);
    }
    const args = ['check', 'rules'];
    if (files.plinth.length > 0) await run(await tool('promtool'), [...args, '--lint-fatal', ...files.plinth]);
    if (files.charts.length > 0) await run(await tool('promtool'), [...args, '--lint=none', ...files.charts]);
  });
}
