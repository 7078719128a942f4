import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../schema/user-error';
import type { DeployedCharts } from '../changes/chart-versions';

/** Default name of the lock file. It is committed next to the platform definition. */
export const lockFileName = 'plinth.lock.json';

/** Platform definition that was last applied. */
export interface Lock {
  /** Version of Plinth that wrote the lock. */
  readonly plinth: string;
  /** Versions of the charts that were deployed. */
  readonly charts: DeployedCharts;
  /** Definition as written, without defaults. */
  readonly platform: unknown;
}

const lockSchema = z.object({
  plinth: z.string(),
  charts: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  platform: z.looseObject({}),
});

const fix = 'restore it from Git, or write a new one with `plinth lock --overwrite`';

/**
 * Reads a lock file.
 * @returns undefined when there is no such file, as before the first apply
 * @throws UserError when the file is not a lock file
 */
export function tryReadLock(file: string): Lock | undefined {
  if (!existsSync(file)) return undefined;
  const lock = lockSchema.safeParse(readJson(file));
  if (!lock.success) throw new UserError(`${file} is not a lock file of Plinth: ${fix}`);
  return lock.data;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as Error).message}): ${fix}`, { cause: error });
  }
}

/** Formats a lock as the text of its file. */
export function formatLock(lock: Lock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}
