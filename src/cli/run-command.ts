import { spawn } from 'node:child_process';
import { UserError } from '../schema/user-error';

/** Result of a program that exited. */
export interface CommandResult {
  /** Null if a signal killed the program. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without a shell, waits for its exit and returns its output.
 * @param product name of the program in error messages, such as `Helm`
 * @param option of plinth that sets the program, such as `--helm`
 * @param environment environment variables in addition to those of this process
 * @param input standard input; default: none
 * @throws UserError when the program cannot be run
 */
export function runCommand(
  product: string,
  program: string,
  option: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<CommandResult> {
  return new Promise((succeed, fail) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...environment },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    // A program that exits early closes its input; its exit code and output have the reason.
    child.stdin?.on('error', () => undefined).end(input);
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => {
      fail(
        new UserError(
          `${program} cannot be run (${error.message}): install ${product}, or set its path with ${option}`,
          {
            cause: error,
          },
        ),
      );
    });
    child.on('close', (exitCode) => {
      succeed({ exitCode, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}
