import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../../tools/command';

/** Environment of Go's programs: a third of the work of young processes is collecting garbage. */
export const memoryForTime = { GOGC: '400' };

/** A program that runs in the background for as long as this process lives, and is stopped by its process id. */
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
    // The kernel ends it with us, even when nothing of ours can run any more (kill -9).
    const [command, ...rest] = hasSetpriv() ? ['setpriv', '--pdeathsig', 'KILL', '--', program] : [program];
    this.child = spawn(command, [...rest, ...args], {
      stdio: ['ignore', output, output],
      env: { ...process.env, ...memoryForTime, ...env },
    });
    closeSync(output);
  }

  /** Waits until `ready` is true; throws with the last lines of the log where the program ends or time is up. */
  async waitUntil(ready: () => Promise<boolean>, timeoutSeconds: number): Promise<void> {
    const end = Date.now() + timeoutSeconds * 1000;
    for (;;) {
      if (this.hasEnded()) throw this.failure(`${this.name} ended with exit code ${this.child.exitCode ?? 'none'}`);
      if (await ready().catch(() => false)) return;
      if (Date.now() > end) throw this.failure(`${this.name} is not ready after ${timeoutSeconds} s`);
      await sleep(50);
    }
  }

  /** Waits until nothing is missing any more; throws what is, with the last lines of the log. */
  async waitFor(missing: () => Promise<string | undefined>, timeoutSeconds: number): Promise<void> {
    let what: string | undefined;
    const look = async () => (what = await missing().catch(String)) === undefined;
    await this.waitUntil(look, timeoutSeconds).catch((error: unknown) => {
      throw this.failure(what ?? String(error));
    });
  }

  /** Ends the program at once: its state is thrown away, so there is nothing to put in order. */
  stop(): void {
    if (!this.hasEnded()) this.child.kill('SIGKILL');
  }

  private hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private failure(message: string): CommandError {
    return new CommandError(message, readFileSync(this.log, 'utf8'), this.child.exitCode, this.log);
  }
}

function hasSetpriv(): boolean {
  return process.platform === 'linux' && spawnSync('setpriv', ['--version']).status === 0;
}
