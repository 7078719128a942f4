import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { tool, toolFolder } from '../tools/tool';
import { chartImages } from './chart-images';
import type { Image } from './image-archive';

/** Images of kubeadm's list by their short name, such as `kube-proxy`, with the tag that this kubeadm asks for. */
export async function kubeadmReferences(kubernetes: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await run(await tool('kubeadm'), [
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

/** The images that a bare cluster and the lab's own workload need. `host` is the root file system of a host. */
export async function clusterImages(
  kubernetes: string,
  host: string,
  own: string,
): Promise<Readonly<Record<string, Image>>> {
  const references = await kubeadmReferences(kubernetes);
  const reference = (name: string): string => {
    const found = references[name];
    if (found === undefined)
      throw new Error(
        `kubeadm ${kubernetes} lists no image "${name}": it lists ${Object.values(references).join(', ')}`,
      );
    return found;
  };
  const certificates = { '/etc/ssl/certs/ca-certificates.crt': join(host, 'etc/ssl/certs/ca-certificates.crt') };
  const program = async (name: string, at = `/usr/local/bin/${name}`, ...more: string[]): Promise<Image> => ({
    references: [reference(name), ...more],
    entrypoint: [at],
    files: { ...certificates, [at]: await tool(name) },
  });
  const packetFilter = await fromHost(host, ['iptables', 'ip6tables', 'nft', 'conntrack', 'ipset', 'ip']);
  const copy = await fromHost(host, ['cp']);
  const proxy = await program('kube-proxy');
  const etcd = await program('etcd');
  return {
    'kube-apiserver': await program('kube-apiserver'),
    'kube-controller-manager': await program('kube-controller-manager'),
    'kube-scheduler': await program('kube-scheduler'),
    'kube-proxy': { ...proxy, ...merged(proxy, packetFilter) },
    etcd: { ...etcd, files: { ...etcd.files, '/usr/local/bin/etcdctl': await tool('etcdctl') } },
    coredns: await program('coredns', '/coredns', ...chartImages('coredns')),
    pause: { references: [reference('pause')], entrypoint: ['/pause'], files: { '/pause': join(own, 'pause') } },
    // Its chart copies the network's configuration by a program of the same image.
    flannel: {
      references: chartImages('flannel'),
      entrypoint: ['/opt/bin/flanneld'],
      ...merged(
        { files: { '/opt/bin/flanneld': await tool('flanneld'), '/opt/bin/install-conf': await tool('install-conf') } },
        packetFilter,
        copy,
      ),
    },
    'flannel-cni-plugin': {
      references: chartImages('flannel-cni-plugin'),
      entrypoint: ['/flannel'],
      ...merged({ files: { '/flannel': join(await toolFolder('cni-flannel'), 'flannel') } }, copy),
    },
    echo: { references: [echoReference], entrypoint: ['/echo'], files: { '/echo': join(own, 'echo') }, user: 65534 },
  };
}

/** The lab's workload, as pods ask for it. */
export const echoReference = 'registry.lab.example/echo:1.0.0';

type Content = Pick<Image, 'files' | 'links'>;

function merged(...parts: readonly Content[]): Content {
  return {
    files: Object.assign({}, ...parts.map(({ files }) => files)) as Content['files'],
    links: Object.assign({}, ...parts.map(({ links }) => links ?? {})) as NonNullable<Content['links']>,
  };
}

/**
 * Programs of the host image with the libraries that they load, for an image. iptables finds its matches in a folder
 * of libraries, and has two forms that programs choose by name.
 */
export async function fromHost(host: string, programs: readonly string[]): Promise<Content> {
  const files: Record<string, string> = {};
  const links: Record<string, string> = {};
  const roots: string[] = [];
  for (const name of programs) {
    if (name === 'iptables' || name === 'ip6tables') {
      for (const form of ['', '-save', '-restore']) {
        links[`/usr/sbin/${name}${form}`] = 'xtables-nft-multi';
        links[`/usr/sbin/${name}-nft${form}`] = 'xtables-nft-multi';
        links[`/usr/sbin/${name}-legacy${form}`] = 'xtables-legacy-multi';
      }
      roots.push('/usr/sbin/xtables-nft-multi', '/usr/sbin/xtables-legacy-multi');
      const extensions = '/usr/lib/x86_64-linux-gnu/xtables';
      roots.push(...readdirSync(join(host, extensions)).map((file) => join(extensions, file)));
    } else {
      roots.push((await run('chroot', [host, 'sh', '-c', 'command -v "$1"', 'sh', name])).stdout.trim());
    }
  }
  const loaded = await run('chroot', [host, 'ldd', ...new Set(roots)], { exitCodes: [0, 1] });
  const libraries = [...loaded.stdout.matchAll(/(?:=>\s|^\s)(\/\S+) \(0x/gm)].map((match) => match[1] ?? '');
  const paths = [...new Set([...roots, ...libraries])];
  // Links are followed inside the image: an absolute one would bring this machine's file otherwise.
  const real = (await run('chroot', [host, 'realpath', ...paths])).stdout.trim().split('\n');
  for (const [index, path] of paths.entries()) files[path] = join(host, real[index] ?? '');
  return { files, links };
}
