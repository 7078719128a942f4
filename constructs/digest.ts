import { createHash } from 'node:crypto';

/** Returns the first 16 hex digits of the SHA-256 of a value's JSON, in the order of its keys. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
