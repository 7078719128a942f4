import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import pc from 'picocolors';
import type { Failure } from './report';

/** What a program that ran to its end printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that ended with an exit code that was not expected; the closing table shows its last lines. */
export class CommandError extends Error implements Failure {
  constructor(
    message: string,
    readonly output: string,
    readonly exitCode: number | null,
    readonly log?: string,
  ) {
    super(message);
  }
}

/** Says on standard error what failed, with the last lines of a program; this process will end with exit code 1. */
export function tellFailure(what: string, error: unknown): void {
  process.exitCode = 1;
  console.error(pc.red(`${what}: ${error instanceof Error ? error.message : String(error)}`));
  if (!(error instanceof CommandError)) return;
  console.error(error.output.trimEnd().split('\n').slice(-15).join('\n'));
  if (error.log !== undefined) console.error(`all of it: ${error.log}`);
}

/** How to run a program. */
export interface CommandOptions {
  /** @default the folder of this process */
  readonly cwd?: string;
  /** Added to the environment of this process; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A file that gets all that the program prints. */
  readonly log?: string;
  /** What the program reads from standard input. @default nothing */
  readonly input?: string;
  /** Exit codes that are no failure. @default [0] */
  readonly exitCodes?: readonly number[];
}

/** Runs a program to its end, without a shell; throws a CommandError where it fails. */
export async function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<Printed> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log = options.log === undefined ? undefined : openLog(options.log);
  const chunks: { stdout: string[]; stderr: string[]; both: string[] } = { stdout: [], stderr: [], both: [] };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      chunks[name].push(chunk);
      chunks.both.push(chunk);
      log?.write(chunk);
    });
  }
  // A program that ends without reading its input breaks the pipe: its exit code tells more than that error.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(async () => {
    if (log) await finished(log.end());
  });
  if (exitCode === null || !(options.exitCodes ?? [0]).includes(exitCode)) {
    const ended = exitCode === null ? `ended by ${child.signalCode ?? 'a signal'}` : `exit code ${exitCode}`;
    const line = [program, ...args].join(' ').slice(0, 200);
    throw new CommandError(`${line}: ${ended}`, chunks.both.join(''), exitCode, options.log);
  }
  return { stdout: chunks.stdout.join(''), stderr: chunks.stderr.join('') };
}

function openLog(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  return createWriteStream(path, { flags: 'a' });
}
