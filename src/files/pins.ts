import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Pins } from '../kinds/pins';
import { UserError } from '../schema/user-error';

/** Name of the file with the digests of charts and images, next to the lock. It is committed. */
export const pinsFileName = 'plinth.pins.json';

const digests = z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/));
const pinsSchema = z.strictObject({ charts: digests, images: digests });

/**
 * Reads the digests of charts and images.
 * @returns no digests when there is no such file
 * @throws UserError when the file has other content
 */
export function readPins(file: string): Pins {
  if (!existsSync(file)) return { charts: {}, images: {} };
  const pins = pinsSchema.safeParse(tryParseJson(readFileSync(file, 'utf8')));
  if (!pins.success) throw new UserError(`${file} is not a file of digests: write it again with \`plinth pin\``);
  return pins.data;
}

/** Formats the file, with sorted keys. */
export function formatPins({ charts, images }: Pins): string {
  const sort = (entries: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ charts: sort(charts), images: sort(images) }, null, 2)}\n`;
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
