import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as constructs from '../../../constructs';
import * as published from '../../../src';
import * as stacks from '../../../stacks';
import { Construct } from 'constructs';
import { examples, programOf } from './docstrings';

const root = join(__dirname, '../../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);

/** Inside the repository, so that the packages are found. */
const folder = join(root, '.plinth/readme');

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
  });

test('the programs of the README and the examples in docstrings compile', () => {
  const programs = blocks('ts');
  expect(programs.length).toBeGreaterThan(1);
  for (const [index, text] of programs.entries()) writeFileSync(join(folder, `${index}.ts`), text);
  writeFileSync(join(folder, 'docstrings.ts'), programOf(examples(), folder));
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { incremental: false, tsBuildInfoFile: null, rootDir: root },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  expect(run(join(root, 'node_modules/typescript/bin/tsc'), '-p', folder).stdout).toBe('');
}, 180_000);

test('every part that can be used alone has an example', () => {
  const parts = Object.entries({ ...published, ...constructs, ...stacks }).filter(
    ([name, value]) => typeof value === 'function' && (isPart(value) || makers.includes(name)),
  );
  const shown = examples().map(({ of }) => of);
  expect(parts.length).toBeGreaterThan(30);
  expect(parts.map(([name]) => name).filter((name) => !shown.includes(name))).toEqual([]);
});

/** What one begins a description, or a kind of one's own, with. */
const makers = ['definePlatform', 'synth', 'language', 'componentKind', 'clusterKind', 'application', 'job', 'cronJob'];

/** A kind, or a construct. */
function isPart(value: object): boolean {
  return 'schema' in value || ('prototype' in value && value.prototype instanceof Construct);
}

test('the programs and the YAML of the README have no mistakes', () => {
  const files = [
    ...blocks('ts').map((text, index) => [`${index}.ts`, text] as const),
    ...blocks('yaml').map((text, index) => [`${index}.yaml`, text] as const),
  ];
  for (const [file, text] of files) {
    writeFileSync(join(folder, file), text);
    const { stdout, stderr } = run('--import', 'tsx', join(root, 'src/cli/plinth.ts'), 'check', file);
    expect(`${stdout}${stderr}`).toMatch(/: no errors, 1 cluster$/m);
  }
}, 180_000);

test('every file that the README names is there', () => {
  for (const [, path = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(() => readFileSync(join(root, path))).not.toThrow();
});
