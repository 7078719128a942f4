import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import type { OutputFile, Sink } from '../../stacks';

/** Texts of output files, by path. */
export type OutputTexts = ReadonlyMap<string, string>;

/** Two outputs without the files that are in both with the same text. */
export interface DifferentFiles {
  readonly previous: OutputTexts;
  readonly current: OutputTexts;
}

/** Renders an output to a sink. */
type Render = (sink: Sink) => void;

/**
 * Renders two outputs and returns the files that differ, without writing to the output folders. Only one output is kept in
 * memory as a whole. cdktf writes its files to a temporary folder, which is deleted.
 * @param previous undefined where there is no previous output
 */
export function collectDifferentFiles(previous: Render | undefined, current: Render): DifferentFiles {
  const previousTexts = previous ? collectFiles(previous, new Map()) : new Map<string, string>();
  // Removes from the previous texts what is the same.
  const currentTexts = collectFiles(current, previousTexts);
  return { previous: previousTexts, current: currentTexts };
}

/** Collects the files of an output that are not among others with the same text, and removes those from the others. */
function collectFiles(render: Render, others: Map<string, string>): Map<string, string> {
  const files = new Map<string, string>();
  const add = ({ path, text }: OutputFile) => {
    if (isCopy(path)) return;
    if (others.get(path) === text) others.delete(path);
    else files.set(path, text);
  };
  const folder = mkdtempSync(join(tmpdir(), 'plinth-diff-'));
  try {
    const terraformFolder = join(folder, 'cdktf.out');
    render({ terraformFolder, write: add });
    for (const path of listFiles(terraformFolder))
      add({ path: relative(folder, path).split(sep).join('/'), text: readFileSync(path, 'utf8') });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return files;
}

/** Returns whether a file repeats others: local charts have the manifests of dist, and two files list stacks and releases. */
function isCopy(path: string): boolean {
  return /^(dist\/order\.json$|cdktf\.out\/(manifest\.json$|stacks\/[^/]+\/charts\/))/.test(path);
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
