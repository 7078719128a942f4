import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReleaseObjects, parseObjects, readOutput, getReleases, findUnlistedManifests } from './output';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-output-'));
  cpSync(join(__dirname, 'fixture'), join(folder, 'dist'), { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('reads the objects of a release in the order of its files', () => {
  const output = readOutput(folder);
  const shop = getReleases(output, 'lab').find(({ name }) => name === 'shop');
  const kinds = shop && readReleaseObjects(output, shop).map(({ kind }) => kind);
  expect(kinds).toEqual(['Namespace', 'ResourceQuota', 'RoleBinding', 'NetworkPolicy', 'Deployment', 'NetworkPolicy']);
});

test('rejects an order.json that does not match the schema, with the path of the error', () => {
  const file = join(folder, 'dist/order.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"phase": "platform"', '"phase": "someday"'));
  expect(() => readOutput(folder)).toThrow(/clusters\.lab\.releases\[0\]\.phase/);
});

test('finds a manifest that belongs to no release', () => {
  expect(findUnlistedManifests(readOutput(folder), 'lab')).toEqual([]);
  writeFileSync(join(folder, 'dist/lab/tenants/shop/forgotten.yaml'), 'kind: ConfigMap\n');
  expect(findUnlistedManifests(readOutput(folder), 'lab')).toEqual(['lab/tenants/shop/forgotten.yaml']);
});

test('rejects a manifest with a duplicate key, since one of the values would be lost', () => {
  expect(() => parseObjects('kind: ConfigMap\nkind: Secret\n', 'web.yaml')).toThrow(
    /web\.yaml: Map keys must be unique/,
  );
});

test('reads octal file modes as Helm does', () => {
  const [object] = parseObjects('apiVersion: v1\nkind: Pod\nspec: { mode: 0744, text: "0744" }\n', 'pod.yaml');
  expect(object?.spec).toEqual({ mode: 0o744, text: '0744' });
});
