import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
/** In the repository, so that module resolution finds node_modules. */
const folder = join(root, '.plinth/kinds');

/** Files in the blocks of docs/kinds.md: the first line of each is a comment with the name. */
const files = [
  ...readFileSync(join(root, 'docs/kinds.md'), 'utf8').matchAll(/^```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```$/gm),
].map(([, name = '', text = '']) => ({ name, text }));

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
  });
const plinth = (...args: readonly string[]) => run('--import', 'tsx', join(root, 'src/cli/plinth.ts'), ...args);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
});

test('the files in docs/kinds.md are synthesized', () => {
  expect(files.map(({ name }) => name)).toEqual(['my-kinds.ts', 'platform.yaml']);
  const { status, stderr } = plinth('synth');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(join(folder, 'dist/eu1/components/notice/objects.yaml'), 'utf8')).toContain(
    'text: Maintenance on Sunday.',
  );
}, 180_000);

test('plinth new cluster reports the required options of a kind in docs/kinds.md', () => {
  const { status, stderr } = plinth('new', 'cluster', 'eu2', '--kind', 'rented');
  expect(stderr).toMatch(/^platform\.yaml:\d+: clusters\.eu2\.folder: is required; write a string$/m);
  expect(status).toBe(1);
}, 60_000);
