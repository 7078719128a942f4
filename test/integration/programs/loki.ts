import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import { fileOf, type Made } from './releases';
import { startedBy } from './started';

/** Lets Loki verify each configuration that its chart makes of our values, read in the way that its pod reads it. */
export async function testLoki(report: Report, made: readonly Made[], scratch: string): Promise<void> {
  for (const one of made)
    await report.check(`${one.label}: Loki takes its configuration`, async () => {
      const file = join(scratch, 'loki.yaml');
      writeFileSync(file, fileOf(one, 'config.yaml'));
      const args = startedBy(one.objects, 'loki').args.map((arg) => arg.replace('/etc/loki/config/config.yaml', file));
      if (!args.includes(`-config.file=${file}`)) throw new Error(`it is started with ${args.join(' ')}`);
      const { stdout, stderr } = await run(await tool('loki'), [...args, '-verify-config']);
      if (!`${stdout}${stderr}`.includes('config is valid')) throw new Error('it does not say that it is valid');
    });
}
