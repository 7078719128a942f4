import { lstatSync, mkdirSync, statSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../schema/user-error';

/** Folders that the output is written to. */
export interface OutputFolders {
  /** Output of cdktf: Terraform stacks. */
  readonly terraform: string;
  /** Manifests, Helm values, Argo CD Applications, order of apply and bill of materials. */
  readonly dist: string;
}

/** First segments of the paths of output files. */
export const outputRoots = ['cdktf.out', 'dist'] as const;

/** Returns true for a path such as `dist/dc1/images.txt`: below an output folder, without `.` and `..`. */
export function isOutputPath(path: string): boolean {
  const [root, ...rest] = path.split('/');
  return outputRoots.some((name) => name === root) && rest.length > 0 && rest.every(isFileName);
}

function isFileName(segment: string): boolean {
  return !['', '.', '..'].includes(segment) && !/[\\\0]/.test(segment);
}

/** Returns the folder of an output root. */
export function resolveOutputRoot({ terraform, dist }: OutputFolders, root: string | undefined): string {
  return resolve(root === 'dist' ? dist : terraform);
}

/**
 * Returns the file of an output path.
 * @throws UserError when the path leads out of the output folders, or through a symbolic link
 */
export function resolveOutputFile(folders: OutputFolders, path: string): string {
  if (!isOutputPath(path))
    throw new UserError(`'${path}' is not a path in cdktf.out or dist: nothing is written outside these folders`);
  const [root, ...rest] = path.split('/');
  const folder = resolveOutputRoot(folders, root);
  assertNoSymbolicLink(folder);
  assertNoSymbolicLinkBelow(folder, rest);
  return join(folder, ...rest);
}

/** @throws UserError when a folder, or the file, on the way from a folder to a path in it is a symbolic link */
export function assertNoSymbolicLinkBelow(folder: string, segments: readonly string[]): void {
  for (const index of segments.keys()) assertNoSymbolicLink(join(folder, ...segments.slice(0, index + 1)));
}

/** @throws UserError when the path is a symbolic link */
export function assertNoSymbolicLink(path: string): void {
  if (tryGetState(path)?.isSymbolicLink())
    throw new UserError(
      `${path} is a symbolic link, through which nothing is written: remove it, or set another folder with --out`,
    );
}

/** Returns the state of a path, without following a symbolic link; undefined if nothing exists there. */
export function tryGetState(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    // ENOTDIR: a parent is a file.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/**
 * Creates a folder and its parents. Unlike `mkdirSync` with `recursive`, which does not return for some folders that
 * cannot be created, such as those in `/proc`.
 * @throws Error of the file system when a folder cannot be created
 */
export function createFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(folder);
    if (code === 'ENOENT' && parent !== folder && !tryGetState(parent)) {
      createFolder(parent);
      mkdirSync(folder);
    } else if (code !== 'EEXIST' || !isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
