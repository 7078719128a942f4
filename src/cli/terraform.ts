import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../schema/user-error';
import { withProgress } from './progress';

export const terraformOption = [
  '--terraform <program>',
  'Name or path of the terraform program; default: TERRAFORM_BINARY_NAME, terraform or tofu, the first that exists',
] as const;

/** What Terraform does with a stack. */
export type StackAction = 'apply' | 'destroy';

/** Signals that ask to stop, and what Terraform receives: on both, it stops after the current operations. */
const forwardedSignals = { SIGINT: 'SIGINT', SIGTERM: 'SIGTERM', SIGHUP: 'SIGTERM' } as const;

/** Signal that asks to stop. */
export type StopSignal = keyof typeof forwardedSignals;

/** Reason why Terraform did not complete a command. */
export interface TerraformFailure {
  readonly command: 'init' | StackAction;
  /** Null if a signal killed Terraform. */
  readonly exitCode: number | null;
  /** Signal that plinth has received and passed on. @default none */
  readonly signal?: StopSignal;
}

/** Settings of one run. For the performance, a user's own environment variables take precedence. */
export interface TerraformSettings {
  /** Number of concurrent operations, unless TF_CLI_ARGS sets it. @default that of Terraform, 10 */
  readonly parallelism?: number;
  /**
   * Growth of the heap, in percent, after which Terraform and its providers collect garbage, unless GOGC sets it.
   * @default that of Go, 100
   * @see https://go.dev/doc/gc-guide#GOGC
   */
  readonly heapGrowth?: number;
  /** Addresses of resources to create again, although they are not changed. @default none */
  readonly replace?: readonly string[];
  /**
   * Addresses of Helm releases to deploy again, although they are not changed. They are removed from the state first: with
   * `upgrade_install`, their creation is another revision of the release that exists.
   * @default none
   */
  readonly upgrade?: readonly string[];
}

/**
 * Finds Terraform or OpenTofu.
 * @param program default: TERRAFORM_BINARY_NAME, which cdktf reads too; then `terraform` and `tofu` on PATH
 * @throws UserError when none of them can be run
 */
export function findTerraform(program = process.env.TERRAFORM_BINARY_NAME): string {
  const candidates = program === undefined ? ['terraform', 'tofu'] : [program];
  const found = candidates.find((candidate) => spawnSync(candidate, ['version'], { stdio: 'ignore' }).status === 0);
  if (found === undefined)
    throw new UserError(
      `${candidates.join(' and ')} cannot be run: install Terraform or OpenTofu, or set its path with --terraform`,
    );
  return found;
}

/**
 * Returns whether a user sets the parallelism by a variable.
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_cli_args-and-tf_cli_args_name
 */
function setsParallelism(action: StackAction): boolean {
  const { TF_CLI_ARGS: args, [`TF_CLI_ARGS_${action}`]: argsOfAction } = process.env;
  return [args, argsOfAction].some((value) => value?.includes('-parallelism') === true);
}

/** Terraform or OpenTofu, for the stacks of one output. */
export class Terraform {
  /** @param folder `cdktf.out` */
  constructor(
    private readonly program: string,
    private readonly folder: string,
  ) {}

  /**
   * Initializes a stack and applies or destroys it, without questions. The output of `init` is shown only if it fails.
   * @param start called after the initialization, before anything is changed
   * @returns undefined on success
   */
  async run(
    stack: string,
    action: StackAction,
    settings: TerraformSettings = {},
    start: () => void = () => undefined,
  ): Promise<TerraformFailure | undefined> {
    const cwd = join(this.folder, 'stacks', stack);
    const failure = await this.init(cwd, stack);
    if (failure) return failure;
    start();
    const color = process.stdout.isTTY && process.env.NO_COLOR === undefined ? [] : ['-no-color'];
    const { parallelism, heapGrowth, replace = [], upgrade = [] } = settings;
    // One that is not in the state, since an interrupted run has removed it, is no failure.
    for (const address of upgrade) await this.spawn(cwd, ['state', 'rm', ...color, address], 'pipe');
    const concurrency = parallelism === undefined || setsParallelism(action) ? [] : [`-parallelism=${parallelism}`];
    const replacements = replace.map((address) => `-replace=${address}`);
    const args = [action, '-input=false', '-auto-approve', ...replacements, ...concurrency, ...color];
    const { exitCode, signal } = await this.spawn(cwd, args, 'inherit', heapGrowth);
    return describeFailure(action, exitCode, signal);
  }

  /**
   * Plans a stack, and returns whether it has changes; the plan is shown only then.
   * @throws UserError when Terraform fails
   */
  async hasChanges(stack: string): Promise<boolean> {
    const cwd = join(this.folder, 'stacks', stack);
    const failure = await this.init(cwd, stack);
    const args = ['plan', '-input=false', '-detailed-exitcode', '-no-color', '-lock=false'];
    const { exitCode, output } = failure ? { exitCode: 1, output: '' } : await this.spawn(cwd, args, 'pipe');
    if (exitCode !== 0) process.stderr.write(output);
    if (exitCode !== 0 && exitCode !== 2) throw new UserError(`${stack}: terraform plan failed, see above`);
    return exitCode === 2;
  }

  private async init(cwd: string, stack: string): Promise<TerraformFailure | undefined> {
    const init = (...args: readonly string[]) =>
      withProgress(async (showStep) => {
        const start = Date.now();
        const timer = setInterval(() => {
          showStep(`${stack}: terraform init (${Math.round((Date.now() - start) / 1000)} s)`);
        }, 1000);
        try {
          return await this.spawn(cwd, ['init', '-input=false', '-no-color', ...args], 'pipe');
        } finally {
          clearInterval(timer);
        }
      });
    let result = await init();
    // The stack was initialized with the providers of an earlier version of Plinth.
    if (result.exitCode !== 0 && result.signal === undefined && result.output.includes('init -upgrade'))
      result = await init('-upgrade');
    const { exitCode, signal, output } = result;
    if (exitCode !== 0) process.stderr.write(output);
    return describeFailure('init', exitCode, signal);
  }

  /**
   * Runs Terraform in its own process group: a terminal sends Ctrl-C to all processes of a group, and Terraform, which
   * would receive it a second time from here, would exit at once and could lose its state.
   */
  private spawn(
    cwd: string,
    args: readonly string[],
    output: 'inherit' | 'pipe',
    heapGrowth?: number,
  ): Promise<TerraformResult> {
    return new Promise((succeed, fail) => {
      const child = spawn(this.program, args, {
        cwd,
        env: this.environment(heapGrowth),
        detached: true,
        stdio: ['ignore', output, output],
      });
      const chunks: Buffer[] = [];
      let signal: StopSignal | undefined;
      const forward = (received: StopSignal) => {
        signal = received;
        process.stderr.write(`${received}: Terraform stops after the current operations\n`);
        child.kill(forwardedSignals[received]);
      };
      const signals = Object.keys(forwardedSignals) as StopSignal[];
      for (const name of signals) process.on(name, forward);
      const removeListeners = () => {
        for (const name of signals) process.off(name, forward);
      };
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.on('error', (error) => {
        removeListeners();
        fail(error);
      });
      child.on('close', (exitCode) => {
        removeListeners();
        succeed({ exitCode, signal, output: Buffer.concat(chunks).toString() });
      });
    });
  }

  /** Returns the environment of Terraform: all stacks share one copy of each provider, unless the user shares more. */
  private environment(heapGrowth?: number): NodeJS.ProcessEnv {
    const environment = {
      ...(heapGrowth !== undefined && { GOGC: String(heapGrowth) }),
      ...process.env,
      TF_IN_AUTOMATION: '1',
    };
    if (process.env.TF_PLUGIN_CACHE_DIR !== undefined) return environment;
    const cache = join(this.folder, 'plugins');
    mkdirSync(cache, { recursive: true });
    return {
      ...environment,
      TF_PLUGIN_CACHE_DIR: cache,
      // The lock file of a stack is not kept in Git: without this, each stack would download its providers again.
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1',
    };
  }
}

interface TerraformResult {
  readonly exitCode: number | null;
  readonly signal: StopSignal | undefined;
  readonly output: string;
}

/** Returns undefined on success. Terraform may succeed after a signal that asks to stop: then nothing more must run. */
function describeFailure(
  command: TerraformFailure['command'],
  exitCode: number | null,
  signal: StopSignal | undefined,
): TerraformFailure | undefined {
  if (signal !== undefined) return { command, exitCode, signal };
  return exitCode === 0 ? undefined : { command, exitCode };
}
