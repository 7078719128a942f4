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

/** Where the two parts of the output go. */
export interface OutputFolders {
  /** Terraform: cdktf's own output. */
  readonly terraform: string;
  /** Manifests, values, Applications, order and bill of materials. */
  readonly dist: string;
}

/** What a run changed on the disk; paths begin with `cdktf.out/` or `dist/`. */
export interface WrittenOutput {
  readonly files: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

const outputRoots = ['cdktf.out', 'dist'];

/** The list of all files of the output: by it the next run knows which of them were Plinth's. */
const fileListPath = 'dist/files.txt';

/**
 * The one place that writes. Everything is written aside first and then put in place, and put back where that fails, so that a
 * mistake or a full disk leaves the earlier output whole. What an earlier run wrote and this one does not is removed;
 * nothing else is touched, so that `.terraform` folders and lock files stay.
 */
export class Output implements Sink {
  readonly terraformFolder: string;
  private readonly stagingFolder: string;
  private readonly createdFolders = new Set<string>();
  /** What takes back each step of putting things in place. */
  private readonly rollbackSteps: (() => void)[] = [];

  constructor(private readonly folders: OutputFolders) {
    // Beside the output, since a file can be renamed within one file system only.
    const parent = join(dirname(resolve(folders.dist)), '.plinth');
    mkdirSync(parent, { recursive: true });
    removeStaleStaging(parent);
    this.stagingFolder = mkdtempSync(join(parent, `aside-${process.pid}-`));
    this.terraformFolder = join(this.stagingFolder, 'cdktf.out');
    for (const top of outputRoots) mkdirSync(join(this.stagingFolder, top));
  }

  write({ path, text }: OutputFile): void {
    const file = join(this.stagingFolder, path);
    const folder = dirname(file);
    if (!this.createdFolders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      this.createdFolders.add(folder);
    }
    writeFileSync(file, text);
  }

  /** Puts everything in place. */
  commit(): WrittenOutput {
    const files = [...outputRoots.flatMap((top) => this.listStagedFiles(top)), fileListPath].sort();
    this.write({ path: fileListPath, text: files.map((path) => `${path}\n`).join('') });
    const earlier = existsSync(this.targetPath(fileListPath))
      ? readFileSync(this.targetPath(fileListPath), 'utf8').split('\n').filter(Boolean)
      : [];
    const kept = new Set(files);
    try {
      // Stale files go first: one of them may stand where a folder must be made.
      const removed = earlier.filter((path) => !kept.has(path) && existsSync(this.targetPath(path)));
      for (const path of removed) this.remove(path);
      const changed = outputRoots.flatMap((top) => this.moveIntoPlace(top)).sort();
      this.discard();
      return { files, changed, removed };
    } catch (thrown) {
      for (const step of this.rollbackSteps.reverse()) step();
      throw thrown;
    }
  }

  /** Forgets what was written aside; the earlier output stays as it is. */
  discard(): void {
    rmSync(this.stagingFolder, { recursive: true, force: true });
    removeIfEmpty(dirname(this.stagingFolder));
  }

  private targetPath(path: string): string {
    const [top, ...rest] = path.split('/');
    return join(resolve(top === 'dist' ? this.folders.dist : this.folders.terraform), ...rest);
  }

  /** Puts a file or folder in place, a folder whole where there is none yet, and tells which files it changed. */
  private moveIntoPlace(path: string): readonly string[] {
    const [from, to] = [join(this.stagingFolder, path), this.targetPath(path)];
    const isFolder = statSync(from).isDirectory();
    const there = statSync(to, { throwIfNoEntry: false });
    if (isFolder && there?.isDirectory())
      return readdirSync(from).flatMap((name) => this.moveIntoPlace(`${path}/${name}`));
    if (isFolder && there) throw new UserError(`${to} is a file, and a folder must be made there: move it away`);
    if (there?.isDirectory()) throw new UserError(`${to} is a folder, and a file must be written there: move it away`);
    if (there && readFileSync(to).equals(readFileSync(from))) return [];
    const changed = isFolder ? this.listStagedFiles(path) : [path];
    if (there) {
      const earlier = this.backupPath(path);
      copyFileSync(to, earlier);
      renameSync(from, to);
      this.rollbackSteps.push(() => {
        renameSync(earlier, to);
      });
    } else {
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
      this.rollbackSteps.push(() => {
        rmSync(to, { recursive: true, force: true });
      });
    }
    return changed;
  }

  private remove(path: string): void {
    const [file, earlier] = [this.targetPath(path), this.backupPath(path)];
    renameSync(file, earlier);
    this.rollbackSteps.push(() => {
      mkdirSync(dirname(file), { recursive: true });
      renameSync(earlier, file);
    });
    this.removeEmptyParents(path);
  }

  /** Files that were written aside, in a folder of the output. */
  private listStagedFiles(path: string): readonly string[] {
    const folder = join(this.stagingFolder, path);
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.stagingFolder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  }

  /** Where a file of the earlier output waits until everything is in place. */
  private backupPath(path: string): string {
    const file = join(this.stagingFolder, 'earlier', path);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  }

  /** Removes the folders that a file leaves empty. */
  private removeEmptyParents(path: string): void {
    const top = resolve(path.startsWith('dist/') ? this.folders.dist : this.folders.terraform);
    for (
      let folder = dirname(this.targetPath(path));
      folder !== top && removeIfEmpty(folder);
      folder = dirname(folder)
    );
  }
}

/** Removes what runs that were killed left aside: their names tell the process, and those of running ones stay. */
function removeStaleStaging(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = /^aside-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    // A process of somebody else may not be asked, but is there.
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function removeIfEmpty(folder: string): boolean {
  if (!existsSync(folder) || readdirSync(folder).length > 0) return false;
  rmdirSync(folder);
  return true;
}
