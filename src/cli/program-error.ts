import { sep } from 'node:path';

/** Formats an error of a program with the stack frames in its own files, without those in Node and in packages. */
export function formatProgramError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message)
    .replaceAll(`${process.cwd()}${sep}`, '')
    .replace(/\?namespace=\d+/g, '')
    .split('\n')
    .filter((line) => !/[/\\]node_modules[/\\]|\(?node:|^- internal\//.test(line));
  return lines.join('\n');
}
