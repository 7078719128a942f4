import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
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

test('the programs of the README compile', () => {
  const programs = blocks('ts');
  expect(programs.length).toBeGreaterThan(1);
  for (const [index, text] of programs.entries()) writeFileSync(join(folder, `${index}.ts`), text);
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { incremental: false, tsBuildInfoFile: null, rootDir: root },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  expect(run(join(root, 'node_modules/typescript/bin/tsc'), '-p', folder).stdout).toBe('');
}, 180_000);

test('the programs and the YAML of the README have no mistakes', () => {
  const files = [
    ...blocks('ts').map((text, index) => [`${index}.ts`, text] as const),
    ...blocks('yaml').map((text, index) => [`${index}.yaml`, text] as const),
  ];
  for (const [file, text] of files) {
    writeFileSync(join(folder, file), text);
    const { stdout, stderr } = run('--import', 'tsx', join(root, 'src/cli/plinth.ts'), 'check', file);
    expect(`${stdout}${stderr}`).toMatch(/: no mistakes, 1 cluster$/m);
  }
}, 180_000);

test('every file that the README names is there', () => {
  for (const [, path = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(() => readFileSync(join(root, path))).not.toThrow();
});
