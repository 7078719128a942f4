import { CommandError } from '../../../tools/command';
import type { Result } from './project';

/** @throws CommandError unless a program has this exit code, and its output contains all texts */
export function expectResult({ exitCode, output }: Result, expected: number, ...texts: readonly string[]): void {
  if (exitCode !== expected)
    throw new CommandError(`exit code ${exitCode ?? 'none'} instead of ${expected}`, output, exitCode);
  const missing = texts.filter((text) => !output.includes(text));
  if (missing.length > 0)
    throw new CommandError(`the output does not contain '${missing.join("', '")}'`, output, exitCode);
}

/** @throws Error unless both are equal as JSON */
export function expectEqual(actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${found} instead of ${wanted}`);
}
