import { createHash } from 'node:crypto';

/** A short name for a value: another value, another name. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
