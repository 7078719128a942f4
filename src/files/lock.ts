import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../schema/user-error';
import type { DeployedCharts } from '../changes/chart-versions';

/** Name of the file that keeps the description which was last applied. It is committed beside the description. */
export const lockFile = 'plinth.lock.json';

/** The description that was last applied, with the Plinth that read it and the charts that it brought. */
export interface Lock {
  readonly plinth: string;
  readonly charts: DeployedCharts;
  readonly platform: unknown;
}

const lockSchema = z.object({
  plinth: z.string(),
  charts: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  platform: z.looseObject({}),
});

/**
 * Reads a lock; undefined where there is none, as before the first apply.
 * @throws UserError when the file is not a lock
 */
export function tryReadLock(file: string): Lock | undefined {
  if (!existsSync(file)) return undefined;
  const lock = ((): unknown => {
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch (thrown) {
      throw new UserError(
        `${file} cannot be read (${(thrown as Error).message}): take it from Git again, or write it with \`plinth lock --anew\``,
        { cause: thrown },
      );
    }
  })();
  const checked = lockSchema.safeParse(lock);
  if (checked.success) return checked.data;
  throw new UserError(
    `${file} is no lock of Plinth's: take it from Git again, or write it with \`plinth lock --anew\``,
  );
}

/** A lock as text. */
export function formatLock(lock: Lock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}
