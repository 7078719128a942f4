import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tools/tool';
import { sums } from './artifacts';
import { chartImages } from './chart-images';
import { writeImageArchive } from './image-archive';

/** Images that take minutes to build, so they are made only when asked for: the program that each of them runs. */
const programs: Readonly<Record<string, string>> = {
  loki: '/usr/bin/loki',
  'metrics-server': '/metrics-server',
  prometheus: '/bin/prometheus',
  traefik: '/usr/local/bin/traefik',
};

/** The names that `lab images` knows. */
export const optionalImages: readonly string[] = Object.keys(programs);

/** Adds these images to the artifacts, under the names that Plinth's charts use. `host` is a host's root file system. */
export async function addImages(artifacts: string, host: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const at = programs[name];
    if (at === undefined) throw new Error(`no image "${name}" can be made: say one of ${optionalImages.join(', ')}`);
    const archive = join(artifacts, 'images', `${name}.tar`);
    if (existsSync(archive)) continue;
    const certificates = '/etc/ssl/certs/ca-certificates.crt';
    const files = { [at]: await tool(name), [certificates]: join(host, certificates) };
    await writeImageArchive({ references: chartImages(name), entrypoint: [at], files }, archive);
  }
  writeFileSync(join(artifacts, 'SHA256SUMS'), sums(artifacts));
}
