import { sep } from 'node:path';

/** Formats an error of a program with the stack frames in its own files, without those in Node and in packages. */
export function formatProgramError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Its message is complete. A program may have another copy of Plinth, with a class of its own.
  if (error.name === 'UserError' || error.name === 'DefinitionError') return error.message;
  const lines = (error.stack ?? error.message)
    .replaceAll(`${process.cwd()}${sep}`, '')
    .replace(/\?namespace=\d+/g, '')
    .split('\n')
    .filter((line) => !/[/\\]node_modules[/\\]|\(?node:|^- internal\//.test(line));
  return lines.join('\n');
}
