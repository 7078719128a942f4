import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import { getContainerCommand } from './container-command';
import { getConfigMapFile, type RenderedComponent } from './rendered-components';

/** Validates the configuration of each component with Loki, with the arguments of its container. */
export async function testLoki(
  report: Report,
  components: readonly RenderedComponent[],
  scratch: string,
): Promise<void> {
  for (const component of components)
    await report.check(`${component.label}: Loki accepts its configuration`, async () => {
      const file = join(scratch, 'loki.yaml');
      writeFileSync(file, getConfigMapFile(component, 'config.yaml'));
      const containerArgs = getContainerCommand(component.objects, 'loki').args;
      const args = containerArgs.map((arg) => arg.replace('/etc/loki/config/config.yaml', file));
      if (!args.includes(`-config.file=${file}`)) throw new Error(`the arguments of Loki are ${args.join(' ')}`);
      const { stdout, stderr } = await run(await tool('loki'), [...args, '-verify-config']);
      if (!`${stdout}${stderr}`.includes('config is valid'))
        throw new Error('Loki does not report that the configuration is valid');
    });
}
