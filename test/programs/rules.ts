import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../tools/command';
import type { Report } from '../../tools/report';
import { tool } from '../../tools/tool';
import type { KubernetesObject } from '../cluster/api';

/** Lets promtool check every rule among some objects; what it has to say of style counts for those that Plinth writes. */
export async function testRules(
  report: Report,
  label: string,
  objects: readonly KubernetesObject[],
  scratch: string,
): Promise<void> {
  const rules = objects.filter(({ kind }) => kind === 'PrometheusRule');
  if (rules.length === 0) return;
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
