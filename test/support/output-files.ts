import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { writeOutput } from '../../src/synth';
import type { Language } from '../../src/language';
import type { WrittenOutput } from '../../src/output/output';
import { testing } from './kinds';

/** All files under a folder, by their paths from it. */
export type Files = Readonly<Record<string, string>>;

/** Reads all files under a folder. */
export function filesIn(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.sort().map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

/** Does something in a folder of its own, which goes when it is done. */
export function inFolder<T>(act: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-test-'));
  const tidy = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const made = act(folder);
    if (made instanceof Promise) return made.finally(tidy) as T;
    tidy();
    return made;
  } catch (thrown) {
    tidy();
    throw thrown;
  }
}

/** Synthesises a description into a folder. */
export function synthInto(
  folder: string,
  description: unknown,
  before?: unknown,
  language: Language = testing,
): WrittenOutput {
  const plan = language.plan(description, before);
  return writeOutput(plan, language, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
}

/** Everything that a description is synthesised to. */
export function synthesised(description: unknown, before?: unknown, language: Language = testing): Files {
  return inFolder((folder) => {
    synthInto(folder, description, before, language);
    return filesIn(folder);
  });
}

/** A stack's Terraform, as data. */
export interface Terraform {
  readonly terraform: { readonly backend: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly removed?: readonly unknown[];
  readonly provider?: unknown;
}

/** A stack of an output. */
export function stackIn(files: Files, name: string): Terraform {
  return JSON.parse(files[`cdktf.out/stacks/${name}/cdk.tf.json`] ?? '{}') as Terraform;
}
