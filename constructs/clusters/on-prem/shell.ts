/**
 * Quotes a value as one word of a POSIX shell, in which nothing is expanded. Every value of a definition that is passed
 * to a shell must be quoted with this function.
 * @throws {Error} if the value contains a NUL character, which a shell word cannot contain
 */
export function quoteShellWord(value: string): string {
  if (value.includes('\0')) throw new Error('a shell word cannot contain a NUL character: remove it');
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** Formats settings as assignments that a shell can source, one per setting. */
export function formatShellAssignments(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${quoteShellWord(String(value))}\n`)
    .join('');
}
