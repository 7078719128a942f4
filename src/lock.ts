import { existsSync, readFileSync } from 'node:fs';
import { Failure } from './failure';

/** Name of the file that keeps the description which was last applied. It is committed beside the description. */
export const lockFile = 'plinth.lock.json';

/** The description that was last applied, with the Plinth that read it. */
export interface Lock {
  readonly plinth: string;
  readonly platform: unknown;
}

/**
 * Reads a lock; undefined where there is none, as before the first apply.
 * @throws Failure when the file is not a lock
 */
export function tryReadLock(file: string): Lock | undefined {
  if (!existsSync(file)) return undefined;
  const lock = ((): unknown => {
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch (thrown) {
      throw new Failure(
        `${file} cannot be read (${(thrown as Error).message}): take it from Git again, or write it with \`plinth lock --anew\``,
        { cause: thrown },
      );
    }
  })();
  if (typeof lock === 'object' && lock !== null && 'platform' in lock && 'plinth' in lock)
    return { plinth: String(lock.plinth), platform: lock.platform };
  throw new Failure(`${file} is no lock of Plinth's: take it from Git again, or write it with \`plinth lock --anew\``);
}

/** A lock as text. */
export function lockText(platform: unknown, plinth: string): string {
  return `${JSON.stringify({ plinth, platform }, null, 2)}\n`;
}
