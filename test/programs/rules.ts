import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../tools/command';
import type { Report } from '../../tools/report';
import { tool } from '../../tools/tool';
import type { KubernetesObject } from '../cluster/api';

/** Lets promtool check every rule among some objects. */
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
    const files = rules.map(({ metadata, spec }) => {
      const file = join(folder, `${metadata.namespace ?? ''}-${metadata.name}.json`);
      writeFileSync(file, JSON.stringify(spec));
      return file;
    });
    await run(await tool('promtool'), ['check', 'rules', '--lint-fatal', ...files]);
  });
}
