import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { colorsFor } from '../src/cli/colors';
import type { ReportedError } from './report';

const colors = colorsFor(process.stderr);

/** Output of a program that exited. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Error of a program with an unexpected exit code; reports print its last lines. */
export class CommandError extends Error implements ReportedError {
  constructor(
    message: string,
    /** Standard output and standard error, interleaved. */
    readonly output: string,
    /** Null if a signal killed the program. */
    readonly exitCode: number | null,
    /** File with the complete output. @default none */
    readonly log?: string,
  ) {
    super(message);
  }
}

/** Prints an error, with the last lines of a failed program, to standard error and sets this process's exit code to 1. */
export function printError(subject: string, error: unknown): void {
  process.exitCode = 1;
  console.error(colors.red(`${subject}: ${error instanceof Error ? error.message : String(error)}`));
  if (!(error instanceof CommandError)) return;
  console.error(error.output.trimEnd().split('\n').slice(-15).join('\n'));
  if (error.log !== undefined) console.error(`complete output: ${error.log}`);
}

/** Options of `run`. */
export interface CommandOptions {
  /** Working directory. @default that of this process */
  readonly cwd?: string;
  /** Variables in addition to the environment of this process; undefined removes a variable. @default none */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** File to which all output is appended. @default none */
  readonly log?: string;
  /** Standard input. @default empty */
  readonly input?: string;
  /** Exit codes that are not an error. @default [0] */
  readonly exitCodes?: readonly number[];
}

/** Runs a program without a shell and waits for its exit. @throws CommandError on an unexpected exit code */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutput> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log = options.log === undefined ? undefined : openLog(options.log);
  const chunks: { stdout: string[]; stderr: string[]; combined: string[] } = { stdout: [], stderr: [], combined: [] };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      chunks[name].push(chunk);
      chunks.combined.push(chunk);
      log?.write(chunk);
    });
  }
  // A program that exits without reading its input breaks the pipe; its exit code is more informative than EPIPE.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(async () => {
    if (log) await finished(log.end());
  });
  if (exitCode === null || !(options.exitCodes ?? [0]).includes(exitCode)) {
    const outcome = exitCode === null ? `killed by ${child.signalCode ?? 'a signal'}` : `exit code ${exitCode}`;
    const commandLine = [program, ...args].join(' ').slice(0, 200);
    throw new CommandError(`${commandLine}: ${outcome}`, chunks.combined.join(''), exitCode, options.log);
  }
  return { stdout: chunks.stdout.join(''), stderr: chunks.stderr.join('') };
}

function openLog(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  return createWriteStream(path, { flags: 'a' });
}
