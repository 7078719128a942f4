import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file that may stand already: readers see the earlier text or the new one, never a part. */
export function writeAtomic(file: string, text: string): void {
  const aside = `${file}.aside`;
  writeFileSync(aside, text);
  renameSync(aside, file);
}
