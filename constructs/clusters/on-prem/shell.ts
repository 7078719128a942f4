/**
 * A value as one word of a POSIX shell: nothing in it is expanded, whatever it holds.
 * Every value of a description that reaches a shell goes through here.
 * @throws where it holds a NUL, which no shell can carry
 */
export function quoteShellWord(value: string): string {
  if (value.includes('\0')) throw new Error('a NUL character cannot be handed to a shell: take it out');
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** Assignments that a shell can source, one for each setting, in the order given. */
export function formatShellAssignments(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${quoteShellWord(String(value))}\n`)
    .join('');
}
