import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);

/** In the repository, so that module resolution finds node_modules. */
const folder = join(root, '.plinth/readme-programs');

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});

test.each([...blocks.entries()])(
  'plinth check accepts TypeScript block %i of the README',
  (index, text) => {
    writeFileSync(join(folder, `${index}.ts`), text);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', join(root, 'src/cli/plinth.ts'), 'check', `${index}.ts`],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') } },
    );
    expect(`${stdout}${stderr}`).toMatch(/: no errors, 1 cluster$/m);
  },
  60_000,
);
