import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Report } from '../../../tools/report';
import { exampleNames } from '../../support/examples';
import { readFiles, type Files } from '../../support/output-files';

/*
 * Synthesises every example with cdktn, the community's successor of cdktf, installed under the name cdktf, and compares
 * the output. Only the cdktf version and the JSON formatting may differ.
 */
const root = join(__dirname, '../../..');
const copy = mkdtempSync(join(tmpdir(), 'plinth-cdktn-'));
const report = new Report('cdktn', { folder: join(root, '.plinth/reports') });
const successor = 'npm:cdktn@0.24.0';
/** Newest versions that cdktn accepts. */
const pinnedVersions = { constructs: '10.7.0' };
const requiredPackages = ['@cdktf/provider-helm', '@cdktf/provider-kubernetes', 'cdk8s', '@types/node'];

interface Manifest {
  readonly peerDependencies?: unknown;
  readonly devDependencies: Readonly<Record<string, string>>;
}

void main();

async function main(): Promise<void> {
  try {
    const isInstalled = await report.check(`installs ${successor} under the name cdktf`, () => {
      for (const folder of ['src', 'constructs', 'stacks', 'examples', 'tsconfig.json'])
        cpSync(join(root, folder), join(copy, folder), { recursive: true });
      const { peerDependencies, ...manifest } = JSON.parse(
        readFileSync(join(root, 'package.json'), 'utf8'),
      ) as Manifest;
      const devDependencies = Object.fromEntries(
        requiredPackages.map((name) => [name, manifest.devDependencies[name]]),
      );
      const devDependenciesWithAlias = { ...devDependencies, cdktf: successor, ...pinnedVersions };
      const copyManifest = { ...manifest, devDependencies: devDependenciesWithAlias, overrides: { cdktf: '$cdktf' } };
      writeFileSync(join(copy, 'package.json'), JSON.stringify(copyManifest));
      run(copy, 'npm', 'install', '--loglevel=error', '--ignore-scripts');
      // npm would refuse to install the successor, whose version is not in the range of the peer dependency.
      writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...copyManifest, peerDependencies }));
      const { name } = JSON.parse(readFileSync(join(copy, 'node_modules/cdktf/package.json'), 'utf8')) as {
        name: string;
      };
      if (name !== 'cdktn') throw new Error(`the package installed as cdktf is ${name}`);
    });
    if (!isInstalled) return;
    for (const example of exampleNames()) {
      await report.check(`${example} is synthesised to the same output`, () => {
        expectSame(synthesise(root, example), synthesise(copy, example));
      });
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
    process.exitCode = report.close();
  }
}

function run(cwd: string, command: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0)
    throw Object.assign(new Error(`${command} exited with ${status ?? 'a signal'}`), { output: stdout + stderr });
}

/** Synthesises an example with the library in a folder and returns the output files. */
function synthesise(library: string, example: string): Files {
  const outputFolder = join(copy, 'out');
  run(library, 'npx', 'tsx', 'src/cli/plinth.ts', 'synth', `examples/${example}.ts`, '--out', outputFolder);
  const files = readFiles(outputFolder);
  rmSync(outputFolder, { recursive: true });
  return files;
}

function expectSame(expected: Files, actual: Files): void {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  const different = paths.filter(
    (path) => !isDeepStrictEqual(normalizeFile(path, expected[path]), normalizeFile(path, actual[path])),
  );
  if (different.length > 0) throw new Error(`different files:\n${different.join('\n')}`);
}

/** Returns the parsed JSON of cdktf's files, without its version; other files unchanged. */
function normalizeFile(path: string, text: string | undefined): unknown {
  if (text === undefined || !path.startsWith('cdktf.out/') || !path.endsWith('.json')) return text;
  return JSON.parse(text, (key, value: unknown) => (key === 'version' && isVersion(value) ? 'any' : value));
}

const isVersion = (value: unknown) => typeof value === 'string' && /^0\.(21|24)\.\d+$/.test(value);
