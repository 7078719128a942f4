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
 * Lets promtool check every rule among some objects; what it has to say of style counts for those that Plinth writes.
 * Every alert, also of a chart, must say what to do.
 */
export async function testRules(
  report: Report,
  label: string,
  objects: readonly KubernetesObject[],
  scratch: string,
): Promise<void> {
  const rules = objects.filter(({ kind }) => kind === 'PrometheusRule');
  if (rules.length === 0) return;
  await report.check(`${label}: each alert says what to do`, () => {
    const silent = rules.flatMap(({ spec }) => {
      const { groups = [] } = spec as { groups?: readonly { rules?: readonly Rule[] }[] };
      return groups
        .flatMap((group) => group.rules ?? [])
        .filter(({ alert, annotations: { runbook, runbook_url } = {} }) => alert && !runbook && !runbook_url)
        .map(({ alert }) => alert);
    });
    if (silent.length > 0) throw new Error(`neither runbook nor runbook_url: ${silent.join(', ')}`);
  });
  await report.check(`${label}: promtool takes its rules`, async () => {
    const folder = join(scratch, 'rules', label.replace(/\W+/g, '-'));
    mkdirSync(folder, { recursive: true });
    const files: { ours: string[]; charts: string[] } = { ours: [], charts: [] };
    for (const { metadata, spec } of rules) {
      const file = join(folder, `${metadata.namespace ?? ''}-${metadata.name}.json`);
      writeFileSync(file, JSON.stringify(spec));
      files[metadata.labels?.['app.kubernetes.io/managed-by'] === 'Helm' ? 'charts' : 'ours'].push(file);
    }
    const check = ['check', 'rules'];
    if (files.ours.length > 0) await run(await tool('promtool'), [...check, '--lint-fatal', ...files.ours]);
    if (files.charts.length > 0) await run(await tool('promtool'), [...check, '--lint=none', ...files.charts]);
  });
}
