import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectsOf, parseObjects, readOutput, releasesOf, unlistedManifests } from './output';

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
  const shop = releasesOf(output, 'lab').find(({ name }) => name === 'shop');
  const kinds = shop && objectsOf(output, shop).map(({ kind }) => kind);
  expect(kinds).toEqual(['Namespace', 'ResourceQuota', 'RoleBinding', 'NetworkPolicy', 'Deployment', 'NetworkPolicy']);
});

test('fails when order.json does not follow the contract, and says where', () => {
  const file = join(folder, 'dist/order.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"phase": "platform"', '"phase": "someday"'));
  expect(() => readOutput(folder)).toThrow(/clusters\.lab\.releases\[0\]\.phase/);
});

test('finds a manifest that no release would bring', () => {
  expect(unlistedManifests(readOutput(folder), 'lab')).toEqual([]);
  writeFileSync(join(folder, 'dist/lab/tenants/shop/forgotten.yaml'), 'kind: ConfigMap\n');
  expect(unlistedManifests(readOutput(folder), 'lab')).toEqual(['lab/tenants/shop/forgotten.yaml']);
});

test('fails when a manifest says a key twice, since one of them would be lost', () => {
  expect(() => parseObjects('kind: ConfigMap\nkind: Secret\n', 'web.yaml')).toThrow(
    /web\.yaml: Map keys must be unique/,
  );
});

test('reads the mode of a file as helm does, who writes it in octal', () => {
  const [object] = parseObjects('apiVersion: v1\nkind: Pod\nspec: { mode: 0744, text: "0744" }\n', 'pod.yaml');
  expect(object?.spec).toEqual({ mode: 0o744, text: '0744' });
});
