import {
  copyFileSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../schema/user-error';
import {
  assertNoSymbolicLinkBelow,
  createFolder,
  resolveOutputFile,
  resolveOutputRoot,
  tryGetState,
  type OutputFolders,
} from './output-paths';

/** Changes of a commit; paths begin with `cdktf.out/` or `dist/`. */
export interface CommitChanges {
  readonly created: readonly string[];
  readonly replaced: readonly string[];
  readonly removed: readonly string[];
}

const changesSchema = z.object({
  created: z.array(z.string()),
  replaced: z.array(z.string()),
  removed: z.array(z.string()),
});

const backupFolder = 'backup';
const journalName = 'journal.json';

/**
 * Moves staged files into the output folders, and removes others: all of it or nothing, even when the process is killed.
 *
 * Each file that changes gets a backup first, then the journal is written with the list of changes. While the journal
 * exists, the changes are incomplete, and {@link rollBackCommit} restores the previous output: at once when a change
 * fails, and in the next run when the process was killed. Deleting the journal completes the commit.
 * @throws UserError when a file is in the place of a folder, or a folder in the place of a file
 */
export function commitChanges(stagingFolder: string, folders: OutputFolders, changes: CommitChanges): void {
  for (const path of [...changes.replaced, ...changes.removed])
    backUp(resolveOutputFile(folders, path), resolveBackupFile(stagingFolder, path));
  const journal = join(stagingFolder, journalName);
  writeFileSync(`${journal}.tmp`, JSON.stringify(changes));
  renameSync(`${journal}.tmp`, journal);
  try {
    // First remove, then move: a file of the previous output may be in the place of a new folder.
    for (const path of changes.removed) removeFile(folders, path);
    for (const path of [...changes.created, ...changes.replaced]) moveIntoPlace(stagingFolder, folders, path);
    rmSync(journal);
  } catch (error) {
    rollBackCommit(stagingFolder, folders);
    throw error;
  }
}

/** Returns true for a staging folder whose commit is incomplete. */
export function hasIncompleteCommit(stagingFolder: string): boolean {
  return tryGetState(join(stagingFolder, journalName)) !== undefined;
}

/**
 * Restores the output as it was before an incomplete commit. Can be repeated when it is interrupted itself.
 * @throws UserError when the output cannot be restored
 */
export function rollBackCommit(stagingFolder: string, folders: OutputFolders): void {
  const journal = join(stagingFolder, journalName);
  try {
    const { created, replaced, removed } = changesSchema.parse(JSON.parse(readFileSync(journal, 'utf8')));
    for (const path of created) removeFile(folders, path);
    for (const path of [...replaced, ...removed]) {
      const backup = resolveBackupFile(stagingFolder, path);
      if (!tryGetState(backup)?.isFile()) continue;
      const target = resolveOutputFile(folders, path);
      createFolder(dirname(target));
      renameSync(backup, target);
    }
    rmSync(journal);
  } catch (error) {
    throw new UserError(
      `the output is incomplete, and the previous output cannot be restored from ${stagingFolder} (${(error as Error).message}): fix the cause and run again, or restore the output from Git and delete this folder`,
      { cause: error },
    );
  }
}

/** Returns where a file of the previous output is kept until the commit is complete. */
function resolveBackupFile(stagingFolder: string, path: string): string {
  const segments = [backupFolder, ...path.split('/')];
  assertNoSymbolicLinkBelow(stagingFolder, segments);
  return join(stagingFolder, ...segments);
}

function backUp(file: string, backup: string): void {
  createFolder(dirname(backup));
  try {
    linkSync(file, backup);
  } catch {
    // Not all file systems have hard links.
    copyFileSync(file, backup);
  }
}

function moveIntoPlace(stagingFolder: string, folders: OutputFolders, path: string): void {
  const target = resolveOutputFile(folders, path);
  const root = resolveOutputRoot(folders, path.split('/')[0]);
  for (let folder = dirname(target); folder.length > root.length; folder = dirname(folder)) {
    if (tryGetState(folder)?.isFile())
      throw new UserError(`${folder} is a file where the output has a folder: move or delete it`);
  }
  if (tryGetState(target)?.isDirectory())
    throw new UserError(`${target} is a folder where the output has a file: move or delete it`);
  createFolder(dirname(target));
  renameSync(join(stagingFolder, path), target);
}

/** Removes a file of the output if it exists, and the folders that become empty. */
function removeFile(folders: OutputFolders, path: string): void {
  const file = resolveOutputFile(folders, path);
  if (tryGetState(file)?.isFile()) rmSync(file);
  const root = resolveOutputRoot(folders, path.split('/')[0]);
  for (let folder = dirname(file); folder !== root; folder = dirname(folder))
    if (tryGetState(folder)?.isDirectory() && !removeIfEmpty(folder)) return;
}

/** Removes a folder if it is empty. Returns false if it is not. */
export function removeIfEmpty(folder: string): boolean {
  if (readdirSync(folder).length > 0) return false;
  rmdirSync(folder);
  return true;
}
