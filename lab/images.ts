import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { tool, toolFolder } from '../tools/tool';
import { listImageReferences } from './image-references';
import type { Image } from './image-archive';

/**
 * Returns the image references of a Kubernetes version that kubeadm requires, by short name such as `kube-proxy`.
 * @param minor suffix of the tools of another minor version than the newest, such as `@1.35`
 */
export async function getKubeadmImages(kubernetes: string, minor = ''): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await run(await tool(`kubeadm${minor}`), [
    'config',
    'images',
    'list',
    '--kubernetes-version',
    `v${kubernetes}`,
  ]);
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((reference) => [/([^/]+):[^:]+$/.exec(reference)?.[1] ?? '', reference]),
  );
}

/**
 * Returns the images of a cluster without components and of the lab's workload, by archive name. `host` is the root file
 * system of a host, `programsFolder` has the built programs of `lab/programs`, `minor` is the suffix of the tools of
 * another minor version than the newest, such as `@1.35`.
 */
export async function clusterImages(
  kubernetes: string,
  hostRoot: string,
  programsFolder: string,
  minor = '',
): Promise<Readonly<Record<string, Image>>> {
  const references = await getKubeadmImages(kubernetes, minor);
  const getReference = (name: string): string => {
    const reference = references[name];
    if (reference === undefined)
      throw new Error(
        `image "${name}" is not in the list of kubeadm ${kubernetes}: it has ${Object.values(references).join(', ')}`,
      );
    return reference;
  };
  const certificates = { '/etc/ssl/certs/ca-certificates.crt': join(hostRoot, 'etc/ssl/certs/ca-certificates.crt') };
  const programImage = async (
    name: string,
    path = `/usr/local/bin/${name}`,
    ...otherReferences: string[]
  ): Promise<Image> => ({
    references: [getReference(name), ...otherReferences],
    entrypoint: [path],
    files: { ...certificates, [path]: await tool(name.startsWith('kube-') ? name + minor : name) },
  });
  const packetFilterPrograms = await collectProgramFiles(hostRoot, [
    'iptables',
    'ip6tables',
    'nft',
    'conntrack',
    'ipset',
    'ip',
  ]);
  const copyProgram = await collectProgramFiles(hostRoot, ['cp']);
  const proxy = await programImage('kube-proxy');
  const etcd = await programImage('etcd');
  return {
    'kube-apiserver': await programImage('kube-apiserver'),
    'kube-controller-manager': await programImage('kube-controller-manager'),
    'kube-scheduler': await programImage('kube-scheduler'),
    'kube-proxy': { ...proxy, ...mergeContents(proxy, packetFilterPrograms) },
    etcd: {
      ...etcd,
      files: {
        ...etcd.files,
        '/usr/local/bin/etcdctl': await tool('etcdctl'),
        '/usr/local/bin/etcdutl': await tool('etcdutl'),
      },
    },
    coredns: await programImage('coredns', '/coredns', ...listImageReferences('coredns')),
    pause: {
      references: [getReference('pause')],
      entrypoint: ['/pause'],
      files: { '/pause': join(programsFolder, 'pause') },
    },
    // The init container of flannel's chart copies its configuration with a program of this image.
    flannel: {
      references: listImageReferences('flannel'),
      entrypoint: ['/opt/bin/flanneld'],
      ...mergeContents(
        { files: { '/opt/bin/flanneld': await tool('flanneld'), '/opt/bin/install-conf': await tool('install-conf') } },
        packetFilterPrograms,
        copyProgram,
      ),
    },
    'flannel-cni-plugin': {
      references: listImageReferences('flannel-cni-plugin'),
      entrypoint: ['/flannel'],
      ...mergeContents({ files: { '/flannel': join(await toolFolder('cni-flannel'), 'flannel') } }, copyProgram),
    },
    echo: {
      references: [echoImage],
      entrypoint: ['/echo'],
      files: { '/echo': join(programsFolder, 'echo') },
      user: 65534,
    },
  };
}

/** Reference of the lab's workload. */
export const echoImage = 'registry.lab.example/echo:1.0.0';

type ImageContent = Pick<Image, 'files' | 'links'>;

function mergeContents(...contents: readonly ImageContent[]): ImageContent {
  return {
    files: Object.assign({}, ...contents.map(({ files }) => files)) as ImageContent['files'],
    links: Object.assign({}, ...contents.map(({ links }) => links ?? {})) as NonNullable<ImageContent['links']>,
  };
}

/**
 * Returns programs of the host image together with the shared libraries that they load. For iptables, adds the folder of
 * its extensions, and links for its nft and legacy variants, which callers select by program name.
 */
export async function collectProgramFiles(hostRoot: string, programs: readonly string[]): Promise<ImageContent> {
  const files: Record<string, string> = {};
  const links: Record<string, string> = {};
  const binaries: string[] = [];
  for (const name of programs) {
    if (name === 'iptables' || name === 'ip6tables') {
      for (const suffix of ['', '-save', '-restore']) {
        links[`/usr/sbin/${name}${suffix}`] = 'xtables-nft-multi';
        links[`/usr/sbin/${name}-nft${suffix}`] = 'xtables-nft-multi';
        links[`/usr/sbin/${name}-legacy${suffix}`] = 'xtables-legacy-multi';
      }
      binaries.push('/usr/sbin/xtables-nft-multi', '/usr/sbin/xtables-legacy-multi');
      const extensions = '/usr/lib/x86_64-linux-gnu/xtables';
      binaries.push(...readdirSync(join(hostRoot, extensions)).map((file) => join(extensions, file)));
    } else {
      binaries.push((await run('chroot', [hostRoot, 'sh', '-c', 'command -v "$1"', 'sh', name])).stdout.trim());
    }
  }
  const lddOutput = await run('chroot', [hostRoot, 'ldd', ...new Set(binaries)], { exitCodes: [0, 1] });
  const libraries = [...lddOutput.stdout.matchAll(/(?:=>\s|^\s)(\/\S+) \(0x/gm)].map((match) => match[1] ?? '');
  const paths = [...new Set([...binaries, ...libraries])];
  // realpath runs in the chroot: on this machine an absolute link would resolve to a file of this machine.
  const realPaths = (await run('chroot', [hostRoot, 'realpath', ...paths])).stdout.trim().split('\n');
  for (const [index, path] of paths.entries()) files[path] = join(hostRoot, realPaths[index] ?? '');
  return { files, links };
}
