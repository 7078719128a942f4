import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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
  return buildArtifactsOf('', progress);
}

/** Artifacts of an earlier Kubernetes version on the artifact server. */
export interface EarlierArtifacts {
  /** Path on the server, which is the minor version. */
  readonly path: string;
  /** Full version of Kubernetes. */
  readonly version: string;
  /** Digest of their SHA256SUMS. */
  readonly sha256: string;
}

/**
 * Adds artifacts of an earlier Kubernetes version to the artifact server, from which a cluster is upgraded.
 * @param kubernetes minor version, of `labKubernetes`
 */
export async function addEarlierArtifacts(
  kubernetes: string,
  progress: (line: string) => void,
): Promise<EarlierArtifacts> {
  const minor = `@${kubernetes}`;
  const link = join(await buildArtifacts(progress), kubernetes);
  const folder = await buildArtifactsOf(minor, progress);
  if (!existsSync(link)) symlinkSync(folder, link);
  const sha256 = fileSha256(join(folder, 'SHA256SUMS'));
  return { path: kubernetes, version: version(findTool(`kubeadm${minor}`)), sha256 };
}

/** Builds artifacts. `minor` is the suffix of the Kubernetes tools, such as `@1.35`, and empty for the newest version. */
async function buildArtifactsOf(minor: string, progress: (line: string) => void): Promise<string> {
  const { root: host } = await buildHostImage('12', progress);
  const sources = [
    ...['artifacts.ts', 'images.ts', 'image-archive.ts'].map((file) => join(__dirname, file)),
    ...['echo/main.go', 'pause/main.go'].map((file) => join(sourceFolder, file)),
  ];
  const versions = bundledTools.map((name) => `${name} ${version(findTool(addMinor(name, minor)))}`);
  const imageReferences = ['coredns', 'flannel', 'flannel-cni-plugin'].flatMap(listImageReferences);
  const key = digest(host, ...versions, ...imageReferences, ...sources.map((file) => readFileSync(file)));
  return cachedFolder(join(cacheFolder(), `artifacts-${key}`), async (staging) => {
    progress(`building the artifacts${minor} (programs, CNI plugins, images), once`);
    await writePrograms(staging, minor);
    await writeImages(staging, host, minor);
    writeFileSync(join(staging, 'SHA256SUMS'), renderChecksums(staging));
  });
}

/** Returns the digest of SHA256SUMS in the artifacts as they are now. */
export async function artifactsDigest(): Promise<string> {
  return fileSha256(join(await buildArtifacts(console.log), 'SHA256SUMS'));
}

/** Returns the name of a tool of that Kubernetes version; other tools have one version. */
function addMinor(name: string, minor: string): string {
  return name.startsWith('kube') ? name + minor : name;
}

async function writePrograms(folder: string, minor: string): Promise<void> {
  const kubernetes = version(findTool(`kubeadm${minor}`));
  for (const name of ['kubeadm', 'kubelet', 'kubectl']) {
    linkOrCopy(await tool(name + minor), join(folder, `kubernetes/v${kubernetes}`, name));
  }
  const plugins = [await toolFolder('cni-plugins'), await toolFolder('cni-flannel')];
  await writeTarball(join(folder, `cni-plugins/v${version(findTool('cni-plugins'))}/cni-plugins.tgz`), plugins);
  const containerd = version(findTool('containerd'));
  await writeTarball(join(folder, `containerd/v${containerd}/containerd.tgz`), [await toolFolder('containerd')]);
}

async function writeImages(folder: string, host: string, minor: string): Promise<void> {
  const programsFolder = join(folder, '.programs');
  await buildLabPrograms(programsFolder, 'echo', 'pause');
  mkdirSync(join(folder, 'images'));
  const images = await clusterImages(version(findTool(`kubeadm${minor}`)), host, programsFolder, minor);
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
