import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { writeOutput } from '../../src/synth';
import { assemble, type OutputFile } from '../../stacks';
import type { Language } from '../../src/create-language';
import type { Plan } from '../../src/plan';
import type { WrittenOutput } from '../../src/output/output';
import { testing } from './kinds';

/** Texts of files, by path. */
export type Files = Readonly<Record<string, string>>;

/** Reads all files in a folder, by their paths relative to it. */
export function readFiles(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.sort().map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

/** Runs an action with a temporary folder, which is deleted when the action ends. */
export function withTempFolder<T>(action: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-test-'));
  const removeFolder = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const result = action(folder);
    if (result instanceof Promise) return result.finally(removeFolder) as T;
    removeFolder();
    return result;
  } catch (error) {
    removeFolder();
    throw error;
  }
}

/** Synthesizes a platform definition to `cdktf.out` and `dist` in a folder. */
export function synthesizeTo(
  folder: string,
  definition: unknown,
  previousDefinition?: unknown,
  language: Language = testing,
): WrittenOutput {
  const plan = language.plan(definition, previousDefinition);
  return writeOutput(plan, language, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
}

/** Synthesizes a platform definition and returns the output, without writing `dist`. */
export function synthesize(definition: unknown, previousDefinition?: unknown, language: Language = testing): Files {
  return synthesizePlan(language.plan(definition, previousDefinition), language);
}

/** Synthesizes a plan and returns the output, without writing `dist`. */
export function synthesizePlan(plan: Plan, language: Language): Files {
  return withTempFolder((folder) => {
    const manifests: OutputFile[] = [];
    const sink = { terraformFolder: join(folder, 'cdktf.out'), write: (file: OutputFile) => manifests.push(file) };
    assemble(plan, language.kinds, sink, () => undefined);
    const files = { ...readFiles(folder), ...Object.fromEntries(manifests.map(({ path, text }) => [path, text])) };
    return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Content of a stack's cdk.tf.json. */
export interface Terraform {
  readonly terraform: { readonly backend: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly removed?: readonly unknown[];
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly provider?: unknown;
}

/** Returns a Terraform stack of an output; empty if there is none. */
export function readStack(files: Files, name: string): Terraform {
  return JSON.parse(files[`cdktf.out/stacks/${name}/cdk.tf.json`] ?? '{}') as Terraform;
}

/** Object of a manifest. */
export interface ManifestObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** Returns the objects of a manifest; none if the output has no such file. */
export function readObjects(files: Files, path: string): readonly ManifestObject[] {
  return parseAllDocuments(files[path] ?? '').map((document) => document.toJSON() as ManifestObject);
}
