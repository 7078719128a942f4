import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from '../tools/command';
import { findTool, tool, toolFolder, version } from '../tools/tool';
import { cachedFolder, digest } from './cache';
import { chartImages } from './chart-images';
import { place, sha256, writeImageArchive } from './image-archive';
import { hostImage } from './host-image';
import { clusterImages } from './images';
import { cacheFolder } from './layout';

const programs = join(__dirname, 'programs');
const bundled = [
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
 * The folder that an air-gapped site would serve: programs, CNI plugins, containerd, archives of images, and a
 * SHA256SUMS of it all. Made on first use, from the pinned tools and the host image.
 */
export async function artifactsFolder(progress: (line: string) => void): Promise<string> {
  const { root: host } = await hostImage('12', progress);
  const sources = [
    ...['artifacts.ts', 'images.ts', 'image-archive.ts'].map((file) => join(__dirname, file)),
    ...['echo/main.go', 'pause/main.go'].map((file) => join(programs, file)),
  ];
  const versions = bundled.map((name) => `${name} ${version(findTool(name))}`);
  const names = ['coredns', 'flannel', 'flannel-cni-plugin'].flatMap(chartImages);
  const key = digest(host, ...versions, ...names, ...sources.map((file) => readFileSync(file)));
  return cachedFolder(join(cacheFolder(), `artifacts-${key}`), async (aside) => {
    progress('making the artifacts (programs, CNI plugins, images), once');
    await writePrograms(aside);
    await writeImages(aside, host);
    writeFileSync(join(aside, 'SHA256SUMS'), sums(aside));
  });
}

async function writePrograms(folder: string): Promise<void> {
  const kubernetes = version(findTool('kubeadm'));
  for (const name of ['kubeadm', 'kubelet', 'kubectl']) {
    place(await tool(name), join(folder, `kubernetes/v${kubernetes}`, name));
  }
  const plugins = [await toolFolder('cni-plugins'), await toolFolder('cni-flannel')];
  await archive(join(folder, `cni-plugins/v${version(findTool('cni-plugins'))}/cni-plugins.tgz`), plugins);
  const containerd = version(findTool('containerd'));
  await archive(join(folder, `containerd/v${containerd}/containerd.tgz`), [await toolFolder('containerd')]);
}

async function writeImages(folder: string, host: string): Promise<void> {
  const own = join(folder, '.own');
  await buildOwn(own, 'echo', 'pause');
  mkdirSync(join(folder, 'images'));
  const images = await clusterImages(version(findTool('kubeadm')), host, own);
  for (const [name, image] of Object.entries(images))
    await writeImageArchive(image, join(folder, 'images', `${name}.tar`));
  await run('rm', ['-r', own]);
}

/** Builds some of the lab's own programs into a folder. */
export async function buildOwn(folder: string, ...names: readonly string[]): Promise<void> {
  const packages = names.map((name) => `./${name}`);
  await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', `${folder}/`, ...packages], {
    cwd: programs,
    env: { CGO_ENABLED: '0' },
  });
}

/** A tarball of all files in these folders, side by side. */
async function archive(file: string, folders: readonly string[]): Promise<void> {
  mkdirSync(join(file, '..'), { recursive: true });
  await run('tar', [
    '-czf',
    file,
    '--owner=0',
    '--group=0',
    ...folders.flatMap((folder) => ['-C', folder, ...readdirSync(folder)]),
  ]);
}

/** The digests of all files of a folder, as `sha256sum --check` reads them. */
export function sums(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return files
    .sort()
    .map((file) => `${sha256(file)}  ${relative(folder, file)}\n`)
    .join('');
}
