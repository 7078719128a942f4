import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { kustomizeOutputFile, readOutput, type Output } from './output';

const root = join(__dirname, '../../..');

/** Synthesises an example into a folder with Plinth's CLI, and builds its overlays with kustomize. */
export async function synthesiseExample(example: string, folder: string): Promise<Output> {
  return synthesiseFile(`examples/${example}.ts`, folder);
}

/** Synthesises a platform definition (a TypeScript program or a data file), and builds its overlays with kustomize. */
export async function synthesiseFile(file: string, folder: string): Promise<Output> {
  const command = ['src/cli/plinth.ts', 'synth', file, '--out', folder];
  await run(process.execPath, ['--import', 'tsx', ...command], { cwd: root });
  const output = readOutput(folder);
  for (const { folder: overlay } of Object.values(output.order.clusters)
    .flatMap(({ releases }) => releases)
    .filter(({ kustomize }) => kustomize)) {
    const path = join(folder, 'dist', overlay);
    const { stdout } = await run(await tool('kustomize'), ['build', path]);
    writeFileSync(join(path, kustomizeOutputFile), stdout);
  }
  return output;
}

/** Copies the fixture, a small output that tests the test suite itself, into a folder. */
export function copyFixture(folder: string): Output {
  mkdirSync(folder, { recursive: true });
  // Not named dist in the repository, since .gitignore excludes this name.
  cpSync(join(__dirname, 'fixture'), join(folder, 'dist'), { recursive: true });
  return readOutput(folder);
}
