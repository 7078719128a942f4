import { createInterface } from 'node:readline';
import { UserError } from '../schema/user-error';

/** Streams of a terminal. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks a question, and returns whether the answer is the expected text.
 * @param option that replaces the question, for the error message
 * @throws UserError when there is no terminal to ask on
 */
export async function confirm(
  question: string,
  expected: string,
  option: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stdout },
): Promise<boolean> {
  if (input.isTTY !== true) throw new UserError(`there is no terminal to ask on: pass ${option}`);
  const readline = createInterface({ input, output });
  const answer = await new Promise<string>((succeed) => {
    // Ctrl-C and Ctrl-D close it without an answer.
    readline.on('close', () => {
      succeed('');
    });
    readline.question(question, succeed);
  });
  readline.close();
  return answer.trim() === expected;
}
