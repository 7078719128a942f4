import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { imageCollector } from '../../../stacks/image-list';
import { listChangedPins, resolvePins } from '../../../src/cli/pin';
import { formatPins, readPins } from '../../../src/files/pins';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import type { Pins } from '../../../src/kinds/pins';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const manifest = JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: {}, layers: [] });
const platform = { os: 'linux', architecture: 'amd64' };
const index = JSON.stringify({
  schemaVersion: 2,
  mediaType: indexType,
  manifests: [{ mediaType: manifestType, digest: digestOf(manifest), size: manifest.length, platform }],
});
const chartDigest = 'a'.repeat(64);
const chartIndex = `entries:\n  web:\n    - version: 1.2.3\n      digest: ${chartDigest}\n    - version: 1.0.0\n`;

/** Contents of the stand-in for a registry and a chart repository, with their media types. */
const contents: Readonly<Record<string, readonly [string, string]>> = {
  '/v2/shop/web/manifests/1.0': [indexType, index],
  '/v2/shop/api/manifests/2.0': [manifestType, manifest],
  [`/v2/shop/web/manifests/${digestOf(manifest)}`]: [manifestType, manifest],
  '/charts/index.yaml': ['text/yaml', chartIndex],
};

let server: Server;
let host: string;
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const [type, text] = contents[url] ?? [];
    if (text === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type, 'docker-content-digest': digestOf(text) }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const none: Pins = { charts: {}, images: {} };
const image = (name: string) => ({ type: 'image', name, source: `${host}/${name}` }) as const;
const chart = (reference: string) =>
  ({ type: 'chart', name: reference, source: `http://${host}/${reference}` }) as const;

test('the digest of an image is that of its index, or of its only manifest', async () => {
  const { pins, failures } = await resolvePins([image('shop/web:1.0'), image('shop/api:2.0')], none);
  expect(failures).toEqual([]);
  expect(pins.images).toEqual({ 'shop/web:1.0': digestOf(index), 'shop/api:2.0': digestOf(manifest) });
});

test('the digest of a chart is in the index of its repository, or in an OCI registry', async () => {
  const oci = { type: 'chart', name: 'oci', source: `oci://${host}/shop/api:2.0` } as const;
  const { pins, failures } = await resolvePins([chart('charts/web:1.2.3'), oci], none);
  expect(failures).toEqual([]);
  expect(pins.charts).toEqual({ 'charts/web:1.2.3': `sha256:${chartDigest}`, oci: digestOf(manifest) });
});

test('a digest that cannot be read is reported, and remains as recorded', async () => {
  const recorded = { charts: {}, images: { 'shop/gone:1': digestOf('gone') } };
  const artifacts = [image('shop/gone:1'), chart('charts/web:1.0.0'), chart('charts/web:9.9.9')];
  const { pins, failures } = await resolvePins(artifacts, recorded);
  expect(pins).toEqual(recorded);
  expect(failures).toEqual([
    expect.stringContaining('charts/web:1.0.0'),
    expect.stringContaining('charts/web:9.9.9'),
    expect.stringContaining('shop/gone:1'),
  ]);
});

test('new and changed digests are listed', () => {
  const [first, second] = [digestOf('1'), digestOf('2')];
  const recorded = { charts: { c: first }, images: { same: first, moved: first } };
  const pins = { charts: { c: first }, images: { same: first, moved: second, added: second } };
  expect(listChangedPins(recorded, pins)).toEqual([
    { type: 'image', name: 'added', from: undefined, to: second },
    { type: 'image', name: 'moved', from: first, to: second },
  ]);
});

test('the list of images has the digests, except of images that have one, and not in the mirror', () => {
  const digest = digestOf('1');
  const pinned = `a.example/c:1@${digestOf('2')}`;
  const collector = imageCollector({ charts: {}, images: { 'a.example/b:1': digest, [pinned]: digest } });
  collector.addImages(['a.example/b:1', pinned, 'a.example/d:1']);
  expect(collector.format(clusterInfo())).toBe(`image a.example/b:1@${digest}\nimage ${pinned}\nimage a.example/d:1\n`);
  expect(collector.format(clusterInfo({ registryMirror: 'm.example' }))).toContain(
    `image a.example/b:1@${digest} m.example/b:1\n`,
  );
});

test('the file of digests is sorted; other content is an error', () => {
  const text = formatPins({ charts: {}, images: { b: digestOf('1'), a: digestOf('2') } });
  expect(text.indexOf('"a"')).toBeLessThan(text.indexOf('"b"'));
  expect(readPins('no-such-file.json')).toEqual(none);
  expect(() => readPins(__filename)).toThrow('write it again with `plinth pin`');
});
