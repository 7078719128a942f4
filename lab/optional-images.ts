import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tools/tool';
import { artifactsFolder, sums } from './artifacts';
import { chartImages } from './chart-images';
import { hostImage } from './host-image';
import { writeImageArchive } from './image-archive';

/** Images that take minutes to build, so they are made only when asked for: the program that each of them runs. */
const programs: Readonly<Record<string, string>> = {
  alertmanager: '/bin/alertmanager',
  'kube-state-metrics': '/kube-state-metrics',
  loki: '/usr/bin/loki',
  'metrics-server': '/metrics-server',
  'node-exporter': '/bin/node_exporter',
  prometheus: '/bin/prometheus',
  'prometheus-config-reloader': '/bin/prometheus-config-reloader',
  'prometheus-operator': '/bin/operator',
  traefik: '/usr/local/bin/traefik',
};

/** The names that `lab images` knows. */
export const optionalImages: readonly string[] = Object.keys(programs);

/** Adds these images to the artifacts, under the names that Plinth's charts use, and gives their archives. */
export async function addImages(names: readonly string[], progress: (line: string) => void): Promise<string[]> {
  const { root } = await hostImage('12', progress);
  const artifacts = await artifactsFolder(progress);
  const archiveOf = (name: string): string => join(artifacts, 'images', `${name}.tar`);
  for (const name of names) {
    const at = programs[name];
    if (at === undefined) throw new Error(`no image "${name}" can be made: say one of ${optionalImages.join(', ')}`);
    if (existsSync(archiveOf(name))) continue;
    const certificates = '/etc/ssl/certs/ca-certificates.crt';
    const files = { [at]: await tool(name), [certificates]: join(root, certificates) };
    await writeImageArchive({ references: chartImages(name), entrypoint: [at], files }, archiveOf(name));
  }
  writeFileSync(join(artifacts, 'SHA256SUMS'), sums(artifacts));
  return names.map(archiveOf);
}
