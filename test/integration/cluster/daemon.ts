import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../../tools/command';

/** Environment of Go programs: garbage collection takes a third of the CPU time of short-lived processes. */
export const goEnvironment = { GOGC: '400' };

/** Background program, which ends with this process at the latest. Its output goes to a log file. */
export class Daemon {
  private readonly child: ChildProcess;

  constructor(
    private readonly name: string,
    program: string,
    args: readonly string[],
    private readonly log: string,
    env: Readonly<Record<string, string>> = {},
  ) {
    const output = openSync(log, 'a');
    // The kernel kills the program when this process ends, even by SIGKILL.
    const [command, ...rest] = hasSetpriv() ? ['setpriv', '--pdeathsig', 'KILL', '--', program] : [program];
    this.child = spawn(command, [...rest, ...args], {
      stdio: ['ignore', output, output],
      env: { ...process.env, ...goEnvironment, ...env },
    });
    closeSync(output);
  }

  /** Waits until `isReady` returns true. @throws CommandError with the log if the program exits or after the timeout */
  async waitUntil(isReady: () => Promise<boolean>, timeoutSeconds: number): Promise<void> {
    const end = Date.now() + timeoutSeconds * 1000;
    for (;;) {
      if (this.hasExited()) throw this.createError(`${this.name} exited with code ${this.child.exitCode ?? 'none'}`);
      if (await isReady().catch(() => false)) return;
      if (Date.now() > end) throw this.createError(`${this.name} is not ready after ${timeoutSeconds} s`);
      await sleep(50);
    }
  }

  /**
   * Waits until `findProblem` returns undefined; errors that it throws are problems, too.
   * @throws CommandError with the last problem and the log if the program exits or after the timeout
   */
  async waitUntilNoProblem(findProblem: () => Promise<string | undefined>, timeoutSeconds: number): Promise<void> {
    let problem: string | undefined;
    const hasNoProblem = async () => (problem = await findProblem().catch(String)) === undefined;
    await this.waitUntil(hasNoProblem, timeoutSeconds).catch((error: unknown) => {
      throw this.createError(problem ?? String(error));
    });
  }

  /** Kills the program; its state is temporary, so no graceful shutdown is needed. */
  stop(): void {
    if (!this.hasExited()) this.child.kill('SIGKILL');
  }

  private hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private createError(message: string): CommandError {
    return new CommandError(message, readFileSync(this.log, 'utf8'), this.child.exitCode, this.log);
  }
}

function hasSetpriv(): boolean {
  return process.platform === 'linux' && spawnSync('setpriv', ['--version']).status === 0;
}
