import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import * as constructs from '../../../constructs';
import * as published from '../../../src';
import { commands } from '../../../src/cli/commands';
import * as stacks from '../../../stacks';
import { Construct } from 'constructs';
import { runPlinth } from '../../support/cli';
import { pages } from './code-blocks';
import { listExamples } from './docstrings';

const root = join(__dirname, '../../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const yamlBlocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);

/** In the repository, so that module resolution finds node_modules. */
const folder = join(root, '.plinth/readme');

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});

test('every kind, construct and definition function has an example', () => {
  const documentedExports = Object.entries({ ...published, ...constructs, ...stacks }).filter(
    ([name, value]) => typeof value === 'function' && (isKindOrConstruct(value) || definitionFunctions.includes(name)),
  );
  const exportsWithExample = listExamples().map(({ exportName }) => exportName);
  expect(documentedExports.length).toBeGreaterThan(30);
  expect(documentedExports.map(([name]) => name).filter((name) => !exportsWithExample.includes(name))).toEqual([]);
});

/** Functions with which users start a definition or a kind. */
const definitionFunctions = [
  'definePlatform',
  'synth',
  'language',
  'componentKind',
  'clusterKind',
  'application',
  'job',
  'cronJob',
];

/** True for a kind (it has a schema) and for a subclass of Construct. */
function isKindOrConstruct(value: object): boolean {
  return 'schema' in value || ('prototype' in value && value.prototype instanceof Construct);
}

test('plinth check accepts the YAML blocks of the README', async () => {
  for (const [index, text] of yamlBlocks.entries()) {
    writeFileSync(join(folder, `${index}.yaml`), text);
    const { stdout, stderr } = await runPlinth(['check', `${index}.yaml`], folder);
    expect(`${stdout}${stderr}`).toMatch(/: no errors, 1 cluster$/m);
  }
});

test('every file that the README links to exists', () => {
  for (const [, path = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(() => readFileSync(join(root, path))).not.toThrow();
});

test('the README and the first page of the site link to every page', () => {
  const index = readFileSync(join(root, 'docs/index.md'), 'utf8');
  const written = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== 'docs/index.md');
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((page) => !readme.includes(`(${page}`))).toEqual([]);
  expect(written.filter((page) => !index.includes(`(${page.replace('docs/', '')}`))).toEqual([]);
});

test('the links of README.md, CHANGELOG.md and the pages lead to files of the package', () => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly files: readonly string[];
  };
  const isPackaged = (path: string) => files.some((file) => path === file || path.startsWith(`${file}/`));
  const links = ['CHANGELOG.md', ...pages].flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(
      ([, link = '']) => ({
        page,
        path: posix.join(posix.dirname(page), link),
      }),
    ),
  );
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(({ path }) => !isPackaged(path) || !existsSync(join(root, path)))).toEqual([]);
});

test('README.md names every command', () => {
  expect(commands.map(({ name }) => name).filter((name) => !readme.includes(`plinth ${name}`))).toEqual([]);
});
