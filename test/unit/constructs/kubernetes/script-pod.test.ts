import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPodScript } from '../../../../constructs/kubernetes/script-pod';

const scripts = readdirSync('constructs/components', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.mjs'))
  .sort();

test.each(scripts)('files of %s import only files of their folder in the pod', (path) => {
  const { files } = readPodScript(join('constructs/components', path));
  for (const text of Object.values(files)) {
    const imports = [...text.matchAll(/['"](\.{1,2}\/[^'"]*\.mjs)['"]/g)].map(([, imported]) => imported);
    expect(Object.keys(files).map((file) => `./${file}`)).toEqual(expect.arrayContaining(imports));
  }
});

test.each([
  "import { a } from '../a.mjs'",
  'import { a } from "../a.mjs";',
  "import '../a.mjs';",
  "const { a } = await import('../a.mjs');",
])('an import that the pod could not resolve is an error: %s', (text) => {
  const directory = mkdtempSync(join(tmpdir(), 'plinth-'));
  const path = join(directory, 'script.mjs');
  writeFileSync(path, `${text}\n`);
  expect(() => readPodScript(path)).toThrow('which is no file of the pod');
  rmSync(directory, { recursive: true });
});
