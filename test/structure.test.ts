import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { preProcessFile } from 'typescript';

const root = join(__dirname, '..');
const files = ['src', 'constructs', 'stacks'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);

/** Imports of types count as well: they are what a reader has to follow. */
const importsOf = new Map(
  files.map((file) => [
    file,
    preProcessFile(readFileSync(join(root, file), 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName),
  ]),
);

const within = new Map(
  [...importsOf].map(([file, imports]) => [
    file,
    imports
      .filter((name) => name.startsWith('.'))
      .map((name) => fileOf(relative(root, join(root, dirname(file), name)))),
  ]),
);

function fileOf(path: string): string {
  return [`${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(join(root, file))) ?? path;
}

/** The layer of a file; each may import its own and those before it. */
function layerOf(file: string): number {
  if (file.startsWith('src/model/')) return 0;
  if (file.startsWith('constructs/')) return 1;
  return file.startsWith('stacks/') ? 2 : 3;
}

const importing = (pattern: RegExp) =>
  [...importsOf].filter(([, imports]) => imports.some((name) => pattern.test(name))).map(([file]) => file);

test('imports go from the model to constructs, stacks, and what ties them together, never back', () => {
  const back = [...within].flatMap(([file, imports]) =>
    imports.filter((other) => layerOf(other) > layerOf(file)).map((other) => `${file} imports ${other}`),
  );
  expect(back).toEqual([]);
});

test('no imports go in a circle', () => {
  const done = new Set<string>();
  const circle = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const other of within.get(file) ?? []) {
      const found = circle(other, [...path, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  expect(files.flatMap((file) => circle(file, []) ?? [])).toEqual([]);
});

test('nothing inside imports the public API, which is for users', () => {
  const inside = [...within].filter(([, imports]) =>
    imports.some((name) => ['src/index.ts', 'constructs/index.ts'].includes(name)),
  );
  expect(inside.map(([file]) => file)).toEqual([]);
});

test('the model knows neither cdktf nor cdk8s', () => {
  expect(importing(/^(cdktf|cdk8s|@cdktf\/)/).filter((file) => layerOf(file) === 0)).toEqual([]);
});

test('few files import cdktf, so that moving to its successor is an afternoon', () => {
  expect(importing(/^(cdktf|@cdktf\/)/).sort()).toEqual([
    'constructs/clusters/on-prem/infrastructure.ts',
    'constructs/clusters/on-prem/script-files.ts',
    'constructs/terraform/helm-release.ts',
    'constructs/terraform/terraform-data.ts',
    'stacks/assemble.ts',
    'stacks/backend.ts',
    'stacks/cluster-stacks.ts',
    'stacks/infrastructure-stack.ts',
    'stacks/release-stack.ts',
  ]);
});
