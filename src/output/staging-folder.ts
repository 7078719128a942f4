import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Creates a staging folder in a parent folder. Its name contains the ID and the start time of this process, so that a
 * later run can tell whether the process still runs.
 */
export function createStagingFolder(parent: string): string {
  const startTime = tryGetStartTime(process.pid);
  return mkdtempSync(join(parent, `staging-${process.pid}${startTime === undefined ? '' : `.${startTime}`}-`));
}

/** Lists the staging folders of processes that do not run any more. */
export function listStaleStagingFolders(parent: string): readonly string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isStale(entry.name))
    .map((entry) => join(parent, entry.name));
}

function isStale(name: string): boolean {
  const [, pid, startTime] = /^staging-(\d+)(?:\.(\d+))?-/.exec(name) ?? [];
  if (pid === undefined) return false;
  if (!isRunning(Number(pid))) return true;
  // Process IDs are reused: in containers, most runs have the same one.
  const currentStartTime = tryGetStartTime(Number(pid));
  return startTime !== undefined && currentStartTime !== undefined && startTime !== currentStartTime;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Returns the start time of a process, in clock ticks since boot; undefined where there is no `/proc`.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function tryGetStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name of the program, may contain spaces and parentheses; the start time is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
