import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { builtFile, readOutput, type Output } from './output';

const root = join(__dirname, '../../..');

/** Names of the programs in `examples/`. */
export function exampleNames(): readonly string[] {
  const folder = join(root, 'examples');
  if (!existsSync(folder)) return [];
  const programs = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return programs.map((file) => file.slice(0, -'.ts'.length)).sort();
}

/** Synthesises an example into a folder, as a user does it, and builds its overlays with kustomize. */
export async function synthesise(example: string, folder: string): Promise<Output> {
  return synthesiseFile(`examples/${example}.ts`, folder);
}

/** Synthesises a program, or a description as data, into a folder, and builds its overlays with kustomize. */
export async function synthesiseFile(file: string, folder: string): Promise<Output> {
  const command = ['src/cli/plinth.ts', 'synth', file, '--out', folder];
  await run(process.execPath, ['--import', 'tsx', ...command], { cwd: root });
  const output = readOutput(folder);
  for (const { folder: overlay } of Object.values(output.order.clusters)
    .flatMap(({ releases }) => releases)
    .filter(({ kustomize }) => kustomize)) {
    const path = join(folder, 'dist', overlay);
    const { stdout } = await run(await tool('kustomize'), ['build', path]);
    writeFileSync(join(path, builtFile), stdout);
  }
  return output;
}

/** The lab's own small output, laid into a folder, for the tests of the lab itself. */
export function layFixture(folder: string): Output {
  mkdirSync(folder, { recursive: true });
  // It is kept under another name: git leaves out every folder named dist.
  cpSync(join(__dirname, 'fixture'), join(folder, 'dist'), { recursive: true });
  return readOutput(folder);
}
