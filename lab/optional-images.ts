import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tools/tool';
import { artifactsFolder, sums } from './artifacts';
import { chartImages } from './chart-images';
import { hostImage } from './host-image';
import { writeImageArchive, type Image } from './image-archive';
import { fromHost } from './images';

type Content = Pick<Image, 'entrypoint' | 'files' | 'links'>;

/** Images that take minutes to build, or that few need, so they are made only when asked for; from a host's files. */
const images: Readonly<Record<string, (host: string) => Promise<Content>>> = {
  alertmanager: program('alertmanager', '/bin/alertmanager'),
  // What the folders of volumes are made with: a shell and two programs of the host image.
  busybox: async (host) => {
    const { files, links } = await fromHost(host, ['sh', 'mkdir', 'rm']);
    return { entrypoint: ['/bin/sh'], files, links: { ...links, '/bin': 'usr/bin' } };
  },
  'kube-state-metrics': program('kube-state-metrics', '/kube-state-metrics'),
  'local-path-provisioner': program('local-path-provisioner', '/usr/bin/local-path-provisioner'),
  loki: program('loki', '/usr/bin/loki'),
  'metrics-server': program('metrics-server', '/metrics-server'),
  'node-exporter': program('node-exporter', '/bin/node_exporter'),
  prometheus: program('prometheus', '/bin/prometheus'),
  'prometheus-config-reloader': program('prometheus-config-reloader', '/bin/prometheus-config-reloader'),
  'prometheus-operator': program('prometheus-operator', '/bin/operator'),
  traefik: program('traefik', '/usr/local/bin/traefik'),
};

/** The names that `lab images` knows. */
export const optionalImages: readonly string[] = Object.keys(images);

/** Adds these images to the artifacts, under the names that Plinth uses, and gives their archives. */
export async function addImages(names: readonly string[], progress: (line: string) => void): Promise<string[]> {
  const { root } = await hostImage('12', progress);
  const artifacts = await artifactsFolder(progress);
  const archiveOf = (name: string): string => join(artifacts, 'images', `${name}.tar`);
  for (const name of names) {
    const contentOf = images[name];
    if (!contentOf) throw new Error(`no image "${name}" can be made: say one of ${optionalImages.join(', ')}`);
    if (existsSync(archiveOf(name))) continue;
    await writeImageArchive({ references: chartImages(name), ...(await contentOf(root)) }, archiveOf(name));
  }
  writeFileSync(join(artifacts, 'SHA256SUMS'), sums(artifacts));
  return names.map(archiveOf);
}

/** Those of these images that the artifacts do not have. */
export async function missingImages(names: readonly string[]): Promise<readonly string[]> {
  const artifacts = await artifactsFolder(console.log);
  return names.filter((name) => !existsSync(join(artifacts, 'images', `${name}.tar`)));
}

/** An image of one pinned program, at a path in it. */
function program(name: string, at: string): (host: string) => Promise<Content> {
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  return async (host) => ({
    entrypoint: [at],
    files: { [at]: await tool(name), [certificates]: join(host, certificates) },
  });
}
