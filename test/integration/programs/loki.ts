import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { getContainerCommand } from './container-command';
import { getConfigMapFile, type RenderedComponent } from './rendered-components';

/** Path of the program of Loki, whose licence keeps it out of the builds of this project. */
export const lokiProgram = process.env.PLINTH_LOKI;

/**
 * Validates the configuration of each component with Loki, with the arguments of its container.
 * @param program path of Loki
 */
export async function testLoki(
  report: Report,
  program: string,
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
      const { stdout, stderr } = await run(program, [...args, '-verify-config']);
      if (!`${stdout}${stderr}`.includes('config is valid'))
        throw new Error('Loki does not report that the configuration is valid');
    });
}
