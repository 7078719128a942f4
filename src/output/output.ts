import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { OutputFile, Sink } from '../../stacks';
import { UserError } from '../schema/user-error';

/** Folders that the output is written to. */
export interface OutputFolders {
  /** Output of cdktf: Terraform stacks. */
  readonly terraform: string;
  /** Manifests, Helm values, Argo CD Applications, order of apply and bill of materials. */
  readonly dist: string;
}

/** Files of a run; paths begin with `cdktf.out/` or `dist/`. */
export interface WrittenOutput {
  /** All files of the output. */
  readonly files: readonly string[];
  /** Files that are new or have other content than before. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

const outputRoots = ['cdktf.out', 'dist'];

/** List of all files of the output. The next run removes those of them that it does not write again. */
const fileListPath = 'dist/files.txt';

/**
 * Writer of the output, and the only module that writes it. Files are written to a staging folder and moved into place by
 * {@link commit}, which rolls back on failure: an error or a full disk leaves the previous output unchanged. Files of the
 * previous run that this run does not write are removed. Other files, such as `.terraform` folders, are not touched.
 */
export class Output implements Sink {
  readonly terraformFolder: string;
  private readonly stagingFolder: string;
  private readonly createdFolders = new Set<string>();
  /** Undo each change of {@link commit}, oldest first. */
  private readonly rollbackSteps: (() => void)[] = [];

  constructor(private readonly folders: OutputFolders) {
    // Next to the output: a rename works within one file system only.
    const parent = join(dirname(resolve(folders.dist)), '.plinth');
    mkdirSync(parent, { recursive: true });
    removeStaleStaging(parent);
    this.stagingFolder = mkdtempSync(join(parent, `staging-${process.pid}-`));
    this.terraformFolder = join(this.stagingFolder, 'cdktf.out');
    for (const root of outputRoots) mkdirSync(join(this.stagingFolder, root));
  }

  /** Writes a file to the staging folder. */
  write({ path, text }: OutputFile): void {
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
   * @throws UserError when a file is in the place of a folder, or a folder in the place of a file
   */
  commit(): WrittenOutput {
    const files = [...outputRoots.flatMap((root) => this.listStagedFiles(root)), fileListPath].sort();
    this.write({ path: fileListPath, text: files.map((path) => `${path}\n`).join('') });
    const previousFiles = existsSync(this.targetPath(fileListPath))
      ? readFileSync(this.targetPath(fileListPath), 'utf8').split('\n').filter(Boolean)
      : [];
    const currentFiles = new Set(files);
    try {
      // First remove, then move: a file of the previous output may be in the place of a new folder.
      const removed = previousFiles.filter((path) => !currentFiles.has(path) && existsSync(this.targetPath(path)));
      for (const path of removed) this.remove(path);
      const changed = outputRoots.flatMap((root) => this.moveIntoPlace(root)).sort();
      this.discard();
      return { files, changed, removed };
    } catch (error) {
      for (const rollBack of this.rollbackSteps.reverse()) rollBack();
      throw error;
    }
  }

  /** Deletes the staged files; the previous output stays unchanged. */
  discard(): void {
    rmSync(this.stagingFolder, { recursive: true, force: true });
    removeIfEmpty(dirname(this.stagingFolder));
  }

  private rootFolder(root: string | undefined): string {
    return resolve(root === 'dist' ? this.folders.dist : this.folders.terraform);
  }

  private targetPath(path: string): string {
    const [root, ...rest] = path.split('/');
    return join(this.rootFolder(root), ...rest);
  }

  /** Moves a staged file or folder to its target and returns the changed files. A folder without target moves as a whole. */
  private moveIntoPlace(path: string): readonly string[] {
    const [staged, target] = [join(this.stagingFolder, path), this.targetPath(path)];
    const isFolder = statSync(staged).isDirectory();
    const existing = statSync(target, { throwIfNoEntry: false });
    if (isFolder && existing?.isDirectory())
      return readdirSync(staged).flatMap((name) => this.moveIntoPlace(`${path}/${name}`));
    if (isFolder && existing)
      throw new UserError(`${target} is a file where the output has a folder: move or delete it`);
    if (existing?.isDirectory())
      throw new UserError(`${target} is a folder where the output has a file: move or delete it`);
    if (existing && readFileSync(target).equals(readFileSync(staged))) return [];
    const changed = isFolder ? this.listStagedFiles(path) : [path];
    if (existing) {
      const backup = this.backupPath(path);
      copyFileSync(target, backup);
      renameSync(staged, target);
      this.rollbackSteps.push(() => {
        renameSync(backup, target);
      });
    } else {
      mkdirSync(dirname(target), { recursive: true });
      renameSync(staged, target);
      this.rollbackSteps.push(() => {
        rmSync(target, { recursive: true, force: true });
      });
    }
    return changed;
  }

  private remove(path: string): void {
    const [target, backup] = [this.targetPath(path), this.backupPath(path)];
    renameSync(target, backup);
    this.rollbackSteps.push(() => {
      mkdirSync(dirname(target), { recursive: true });
      renameSync(backup, target);
    });
    this.removeEmptyParents(path);
  }

  /** Lists the files under a staged folder; paths begin with `cdktf.out/` or `dist/`. */
  private listStagedFiles(path: string): readonly string[] {
    const folder = join(this.stagingFolder, path);
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.stagingFolder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  }

  /** Returns where a file of the previous output is kept until the commit is complete. */
  private backupPath(path: string): string {
    const file = join(this.stagingFolder, 'backup', path);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  }

  /** Removes the folders that became empty when a file was removed. */
  private removeEmptyParents(path: string): void {
    const root = this.rootFolder(path.split('/')[0]);
    for (
      let folder = dirname(this.targetPath(path));
      folder !== root && removeIfEmpty(folder);
      folder = dirname(folder)
    );
  }
}

/** Removes the staging folders of killed runs. Their names contain the process ID; those of running processes stay. */
function removeStaleStaging(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = /^staging-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function removeIfEmpty(folder: string): boolean {
  if (!existsSync(folder) || readdirSync(folder).length > 0) return false;
  rmdirSync(folder);
  return true;
}
