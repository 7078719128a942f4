import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { charts } from '../../../constructs/components/charts';
import { resolvePins } from '../../../src/cli/pin';
import { CommandError, run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import { Daemon } from '../cluster/daemon';
import { findFreePort } from '../data/free-port';

/** Program of the registry: package docker-registry of Debian, or the one of this environment variable. */
export const registryProgram = process.env.PLINTH_REGISTRY ?? 'docker-registry';

const root = join(__dirname, '../../..');
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';

/** Returns whether the program of the registry can be run. */
export async function hasRegistry(): Promise<boolean> {
  return run(registryProgram, ['--version']).then(
    () => true,
    () => false,
  );
}

/**
 * Pushes images and a chart to a running registry, and compares the digests that `plinth pin` reads with those of the
 * registry.
 */
export async function testRegistryDigests(report: Report, scratch: string): Promise<void> {
  const folder = join(scratch, 'registry');
  mkdirSync(folder, { recursive: true });
  const host = `127.0.0.1:${await findFreePort()}`;
  const configuration = { version: 0.1, storage: { filesystem: { rootdirectory: folder } }, http: { addr: host } };
  const configurationFile = join(folder, 'configuration.yaml');
  writeFileSync(configurationFile, stringify(configuration));
  const daemon = new Daemon('registry', registryProgram, ['serve', configurationFile], join(folder, 'registry.log'));
  try {
    await report.check('registry: starts', () =>
      daemon.waitUntil(async () => (await fetch(`http://${host}/v2/`)).ok, 20),
    );
    const single = await pushImage(host, 'shop/web', '1.0', 'first');
    await report.check('registry: the digest of an image is that of its only manifest', async () => {
      await expectPin(`${host}/shop/web:1.0`, single);
    });
    await report.check('registry: the digest of an image for several platforms is that of its index', async () => {
      await expectPin(`${host}/shop/multi:1.0`, await pushIndex(host, 'shop/multi', '1.0'));
    });
    await report.check('registry: the digest of a chart is that of its manifest', async () => {
      const { name, version } = charts.metricsServer;
      const digest = await pushChart(folder, host, name, version);
      const source = `oci://${host}/charts/${name}:${version}`;
      const { pins, failures } = await resolvePins([{ type: 'chart', name, source }], { charts: {}, images: {} });
      expectEqual(JSON.stringify({ failures, digest: pins.charts[name] }), JSON.stringify({ failures: [], digest }));
    });
    await report.check('registry: plinth pin writes the digest, which images.txt has afterwards', async () => {
      writeFileSync(join(folder, 'platform.yaml'), stringify(platformWith(`${host}/shop/web:1.0`)));
      await plinth(folder, ['pin', 'platform.yaml']);
      await plinth(folder, ['synth', 'platform.yaml']);
      const images = readFileSync(join(folder, 'dist/dc1/images.txt'), 'utf8');
      if (!images.includes(single)) throw new Error(`images.txt has not ${single}:\n${images}`);
    });
    await report.check('registry: plinth pin --check finds a tag that was moved to another image', async () => {
      await plinth(folder, ['pin', '--check', 'platform.yaml']);
      const moved = await pushImage(host, 'shop/web', '1.0', 'second');
      const output = await plinth(folder, ['pin', '--check', 'platform.yaml']).then(
        () => 'no difference',
        (error: unknown) => (error instanceof CommandError ? error.output : String(error)),
      );
      if (!output.includes(`${single} -> ${moved}`)) throw new Error(output);
    });
  } finally {
    daemon.stop();
  }
}

const platformWith = (image: string) => ({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    dc1: {
      kind: 'existing',
      environment: 'prod',
      kubeconfig: 'kubeconfig',
      provides: { network: {}, 'network-policy': {}, dns: {} },
    },
  },
  tenants: { shop: { clusters: ['dc1'], owners: 'devs', applications: { web: { image } } } },
});

/** Runs Plinth's CLI in a folder, and returns what it prints. */
async function plinth(folder: string, args: readonly string[]): Promise<string> {
  const command = ['--require', require.resolve('tsx/cjs'), join(root, 'src/cli/plinth.ts'), ...args];
  const env = { TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') };
  return (await run(process.execPath, command, { cwd: folder, env })).stdout;
}

async function expectPin(name: string, digest: string): Promise<void> {
  const { pins, failures } = await resolvePins([{ type: 'image', name, source: name }], { charts: {}, images: {} });
  expectEqual(JSON.stringify({ failures, digest: pins.images[name] }), JSON.stringify({ failures: [], digest }));
}

function expectEqual(actual: string, expected: string): void {
  if (actual !== expected) throw new Error(`is ${actual}, not ${expected}`);
}

/** Pushes an image whose configuration has a label, and returns the digest that the registry answers. */
async function pushImage(host: string, repository: string, tag: string, label: string): Promise<string> {
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: { label } } });
  const descriptor = { mediaType: configType, digest: await pushBlob(host, repository, config), size: config.length };
  const manifest = { schemaVersion: 2, mediaType: manifestType, config: descriptor, layers: [] };
  return pushManifest(host, repository, tag, manifestType, JSON.stringify(manifest));
}

/** Pushes an image for two platforms, and returns the digest of its index. */
async function pushIndex(host: string, repository: string, tag: string): Promise<string> {
  const manifests: object[] = [];
  for (const architecture of ['amd64', 'arm64']) {
    const digest = await pushImage(host, repository, architecture, architecture);
    const url = `http://${host}/v2/${repository}/manifests/${architecture}`;
    const text = await (await fetch(url, { headers: { accept: manifestType } })).text();
    manifests.push({ mediaType: manifestType, digest, size: text.length, platform: { os: 'linux', architecture } });
  }
  const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
  return pushManifest(host, repository, tag, indexType, index);
}

async function pushBlob(host: string, repository: string, text: string): Promise<string> {
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const started = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(started.headers.get('location') ?? '', `http://${host}`);
  location.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await fetch(location, { method: 'PUT', headers, body: text });
  if (!response.ok) throw new Error(`the blob was not pushed: ${response.status} ${await response.text()}`);
  return digest;
}

async function pushManifest(host: string, repository: string, tag: string, type: string, text: string) {
  const url = `http://${host}/v2/${repository}/manifests/${tag}`;
  const response = await fetch(url, { method: 'PUT', headers: { 'content-type': type }, body: text });
  const digest = response.headers.get('docker-content-digest');
  if (!response.ok || digest === null)
    throw new Error(`the manifest was not pushed: ${response.status} ${await response.text()}`);
  return digest;
}

/** Packages a chart without templates, pushes it with Helm, and returns the digest that Helm prints. */
async function pushChart(folder: string, host: string, name: string, version: string): Promise<string> {
  const helm = await tool('helm');
  const chart = join(folder, name);
  mkdirSync(chart, { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), stringify({ apiVersion: 'v2', name, version }));
  await run(helm, ['package', chart, '--destination', folder]);
  const file = join(folder, `${name}-${version}.tgz`);
  const { stdout, stderr } = await run(helm, ['push', file, `oci://${host}/charts`, '--plain-http']);
  const [, digest] = /Digest: (sha256:[0-9a-f]{64})/.exec(`${stdout}${stderr}`) ?? [];
  if (digest === undefined) throw new Error(`helm push printed no digest: ${stdout}${stderr}`);
  return digest;
}
