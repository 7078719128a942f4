import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from '../tools/command';
import { findTool, tool, toolFolder, version } from '../tools/tool';
import { cachedFolder, digest } from './cache';
import { listImageReferences } from './image-references';
import { linkOrCopy, fileSha256, writeImageArchive } from './image-archive';
import { buildHostImage } from './host-image';
import { clusterImages } from './images';
import { cacheFolder } from './layout';

const sourceFolder = join(__dirname, 'programs');
const bundledTools = [
  'kubeadm',
  'kubelet',
  'kubectl',
  'containerd',
  'cni-plugins',
  'cni-flannel',
  'etcd',
  'coredns',
  'flannel',
  'kube-proxy',
];

/**
 * Returns the folder of artifacts that an air-gapped site serves to its hosts: Kubernetes programs, CNI plugins,
 * containerd, image archives and SHA256SUMS. Built from the pinned tools and the host image, unless it is cached.
 */
export async function buildArtifacts(progress: (line: string) => void): Promise<string> {
  const { root: host } = await buildHostImage('12', progress);
  const sources = [
    ...['artifacts.ts', 'images.ts', 'image-archive.ts'].map((file) => join(__dirname, file)),
    ...['echo/main.go', 'pause/main.go'].map((file) => join(sourceFolder, file)),
  ];
  const versions = bundledTools.map((name) => `${name} ${version(findTool(name))}`);
  const imageReferences = ['coredns', 'flannel', 'flannel-cni-plugin'].flatMap(listImageReferences);
  const key = digest(host, ...versions, ...imageReferences, ...sources.map((file) => readFileSync(file)));
  return cachedFolder(join(cacheFolder(), `artifacts-${key}`), async (staging) => {
    progress('building the artifacts (programs, CNI plugins, images), once');
    await writePrograms(staging);
    await writeImages(staging, host);
    writeFileSync(join(staging, 'SHA256SUMS'), renderChecksums(staging));
  });
}

/** Returns the digest of SHA256SUMS in the artifacts as they are now. */
export async function artifactsDigest(): Promise<string> {
  return fileSha256(join(await buildArtifacts(console.log), 'SHA256SUMS'));
}

async function writePrograms(folder: string): Promise<void> {
  const kubernetes = version(findTool('kubeadm'));
  for (const name of ['kubeadm', 'kubelet', 'kubectl']) {
    linkOrCopy(await tool(name), join(folder, `kubernetes/v${kubernetes}`, name));
  }
  const plugins = [await toolFolder('cni-plugins'), await toolFolder('cni-flannel')];
  await writeTarball(join(folder, `cni-plugins/v${version(findTool('cni-plugins'))}/cni-plugins.tgz`), plugins);
  const containerd = version(findTool('containerd'));
  await writeTarball(join(folder, `containerd/v${containerd}/containerd.tgz`), [await toolFolder('containerd')]);
}

async function writeImages(folder: string, host: string): Promise<void> {
  const programsFolder = join(folder, '.programs');
  await buildLabPrograms(programsFolder, 'echo', 'pause');
  mkdirSync(join(folder, 'images'));
  const images = await clusterImages(version(findTool('kubeadm')), host, programsFolder);
  for (const [name, image] of Object.entries(images))
    await writeImageArchive(image, join(folder, 'images', `${name}.tar`));
  await run('rm', ['-r', programsFolder]);
}

/** Builds programs of `lab/programs` by name into a folder. */
export async function buildLabPrograms(folder: string, ...names: readonly string[]): Promise<void> {
  const packages = names.map((name) => `./${name}`);
  await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', `${folder}/`, ...packages], {
    cwd: sourceFolder,
    env: { CGO_ENABLED: '0' },
  });
}

/** Writes a gzipped tarball with the files of all folders at its root. */
async function writeTarball(file: string, folders: readonly string[]): Promise<void> {
  mkdirSync(join(file, '..'), { recursive: true });
  await run('tar', [
    '-czf',
    file,
    '--owner=0',
    '--group=0',
    ...folders.flatMap((folder) => ['-C', folder, ...readdirSync(folder)]),
  ]);
}

/** Returns the SHA-256 digests of all files of a folder, in the format of `sha256sum --check`. */
export function renderChecksums(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return files
    .sort()
    .map((file) => `${fileSha256(file)}  ${relative(folder, file)}\n`)
    .join('');
}
