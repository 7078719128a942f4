import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tools/tool';
import { buildArtifacts, buildLabPrograms, renderChecksums } from './artifacts';
import { listImageReferences } from './image-references';
import { buildHostImage } from './host-image';
import { writeImageArchive, type Image } from './image-archive';
import { collectProgramFiles } from './images';
import { cacheFolder } from './layout';

type OptionalImage = Pick<Image, 'entrypoint' | 'files' | 'links'>;

/** Builders, by short name, of images that take minutes to build or that few scenarios use. `hostRoot`: root file system of a host. */
const images: Readonly<Record<string, (hostRoot: string) => Promise<OptionalImage>>> = {
  alertmanager: programImage('alertmanager', '/bin/alertmanager'),
  // local-path-provisioner creates volume folders with this image.
  busybox: async (hostRoot) => {
    const { files, links } = await collectProgramFiles(hostRoot, ['sh', 'mkdir', 'rm']);
    return { entrypoint: ['/bin/sh'], files, links: { ...links, '/bin': 'usr/bin' } };
  },
  'kube-state-metrics': programImage('kube-state-metrics', '/kube-state-metrics'),
  'local-path-provisioner': programImage('local-path-provisioner', '/usr/bin/local-path-provisioner'),
  loki: async () => ({
    entrypoint: ['/usr/bin/loki'],
    files: { '/usr/bin/loki': process.env.PLINTH_LOKI ?? (await buildLokiStandIn()) },
  }),
  'metrics-server': programImage('metrics-server', '/metrics-server'),
  'node-exporter': programImage('node-exporter', '/bin/node_exporter'),
  prometheus: programImage('prometheus', '/bin/prometheus'),
  'prometheus-config-reloader': programImage('prometheus-config-reloader', '/bin/prometheus-config-reloader'),
  'prometheus-operator': programImage('prometheus-operator', '/bin/operator'),
  traefik: programImage('traefik', '/usr/local/bin/traefik'),
};

/** Short names of the images that `lab images` builds. */
export const optionalImages: readonly string[] = Object.keys(images);

/** Builds images into the artifacts, tagged with the references that Plinth uses, and returns their archives. */
export async function addImages(names: readonly string[], progress: (line: string) => void): Promise<string[]> {
  const { root } = await buildHostImage('12', progress);
  const artifacts = await buildArtifacts(progress);
  const archivePath = (name: string): string => join(artifacts, 'images', `${name}.tar`);
  for (const name of names) {
    const buildContent = images[name];
    if (!buildContent) throw new Error(`image "${name}" cannot be built: write one of ${optionalImages.join(', ')}`);
    if (existsSync(archivePath(name))) continue;
    await writeImageArchive(
      { references: listImageReferences(name), ...(await buildContent(root)) },
      archivePath(name),
    );
  }
  writeFileSync(join(artifacts, 'SHA256SUMS'), renderChecksums(artifacts));
  return names.map(archivePath);
}

/** Lists the images that are not in the artifacts. */
export async function listMissingImages(names: readonly string[]): Promise<readonly string[]> {
  const artifacts = await buildArtifacts(console.log);
  return names.filter((name) => !existsSync(join(artifacts, 'images', `${name}.tar`)));
}

/** Builds the lab's stand-in for Loki, and returns its path. */
async function buildLokiStandIn(): Promise<string> {
  const folder = join(cacheFolder(), 'loki-stand-in');
  await buildLabPrograms(folder, 'loki');
  return join(folder, 'loki');
}

/** Returns the builder of an image with one pinned program at the given path. */
function programImage(name: string, path: string): (hostRoot: string) => Promise<OptionalImage> {
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  return async (hostRoot) => ({
    entrypoint: [path],
    files: { [path]: await tool(name), [certificates]: join(hostRoot, certificates) },
  });
}
