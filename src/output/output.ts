import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { OutputFile, Sink } from '../../stacks';
import { UserError } from '../schema/user-error';
import { commitChanges, hasIncompleteCommit, removeIfEmpty, rollBackCommit } from './commit';
import {
  assertNoSymbolicLink,
  createFolder,
  isOutputPath,
  outputRoots,
  resolveOutputFile,
  tryGetState,
  type OutputFolders,
} from './output-paths';
import { createStagingFolder, listStaleStagingFolders } from './staging-folder';

/** Files of a run; paths begin with `cdktf.out/` or `dist/`. */
export interface WrittenOutput {
  /** All files of the output. */
  readonly files: readonly string[];
  /** Files that are new or have other content than before. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** List of all files of the output. The next run removes those of them that it does not write again. */
const fileListPath = 'dist/files.txt';

/**
 * Writer of the output, and the only module that writes it. Files are written to a staging folder and moved into place by
 * {@link commit}: an error, a full disk or a killed process leaves the previous output. Files of the previous run that
 * this run does not write are removed. Other files, such as `.terraform` folders, are not touched. Nothing is written
 * outside the output folders, or through symbolic links in them.
 */
export class Output implements Sink {
  readonly terraformFolder: string;
  private readonly stagingFolder: string;
  private readonly createdFolders = new Set<string>();

  /** @throws UserError when a killed run left an incomplete output that cannot be restored */
  constructor(private readonly folders: OutputFolders) {
    restoreOutput(folders);
    const parent = stagingParent(folders);
    createFolder(parent);
    this.stagingFolder = createStagingFolder(parent);
    this.terraformFolder = join(this.stagingFolder, 'cdktf.out');
    for (const root of outputRoots) mkdirSync(join(this.stagingFolder, root));
  }

  /** Writes a file to the staging folder. */
  write({ path, text }: OutputFile): void {
    if (!isOutputPath(path)) throw new Error(`'${path}' is not a path in cdktf.out or dist`);
    const file = join(this.stagingFolder, path);
    const folder = dirname(file);
    if (!this.createdFolders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      this.createdFolders.add(folder);
    }
    writeFileSync(file, text);
  }

  /**
   * Replaces the previous output with the staged files.
   * @throws UserError when a file is in the place of a folder, a folder in the place of a file, or either is a symbolic link
   */
  commit(): WrittenOutput {
    const files = [...outputRoots.flatMap((root) => this.listStagedFiles(root)), fileListPath].sort();
    this.write({ path: fileListPath, text: files.map((path) => `${path}\n`).join('') });
    const isCurrent = new Set(files);
    const removed = this.listPreviousFiles().filter(
      (path) => !isCurrent.has(path) && tryGetState(resolveOutputFile(this.folders, path))?.isFile(),
    );
    const created: string[] = [];
    const replaced: string[] = [];
    for (const path of files) {
      const target = resolveOutputFile(this.folders, path);
      if (!tryGetState(target)?.isFile()) created.push(path);
      else if (!readFileSync(target).equals(readFileSync(join(this.stagingFolder, path)))) replaced.push(path);
    }
    commitChanges(this.stagingFolder, this.folders, { created, replaced, removed });
    this.discard();
    return { files, changed: [...created, ...replaced].sort(), removed };
  }

  /** Deletes the staged files; the previous output stays unchanged. */
  discard(): void {
    // The next run needs the backups in it.
    if (hasIncompleteCommit(this.stagingFolder)) return;
    rmSync(this.stagingFolder, { recursive: true, force: true });
    const parent = dirname(this.stagingFolder);
    if (tryGetState(parent)) removeIfEmpty(parent);
  }

  /**
   * Lists the files of the previous run. Lines that a merge in Git left are ignored.
   * @throws UserError when an entry is outside the output folders
   */
  private listPreviousFiles(): readonly string[] {
    const file = resolveOutputFile(this.folders, fileListPath);
    if (!tryGetState(file)) return [];
    return readFileSync(file, 'utf8')
      .split(/\r?\n/)
      .filter((line) => !/^($|[<>|=]{7})/.test(line))
      .map((path) => {
        if (isOutputPath(path)) return path;
        throw new UserError(
          `${file} has '${path}', which is not a path in cdktf.out or dist: restore the file from Git, or delete it`,
        );
      });
  }

  /** Lists the files under a staged folder; paths begin with `cdktf.out/` or `dist/`. */
  private listStagedFiles(path: string): readonly string[] {
    const folder = join(this.stagingFolder, path);
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.stagingFolder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  }
}

/**
 * Restores the previous output if a run was killed while it replaced the output, and deletes the staging folders of
 * killed runs.
 * @throws UserError when the output cannot be restored
 */
export function restoreOutput(folders: OutputFolders): void {
  const parent = stagingParent(folders);
  assertNoSymbolicLink(parent);
  if (!tryGetState(parent)?.isDirectory()) return;
  for (const stagingFolder of listStaleStagingFolders(parent)) {
    if (hasIncompleteCommit(stagingFolder)) rollBackCommit(stagingFolder, folders);
    rmSync(stagingFolder, { recursive: true, force: true });
  }
  removeIfEmpty(parent);
}

/** Returns the folder of staging folders. It is next to the output, since a rename works within one file system only. */
function stagingParent({ dist }: OutputFolders): string {
  return join(dirname(resolve(dist)), '.plinth');
}
