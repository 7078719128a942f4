import { dirname, join, resolve } from 'node:path';
import { kinds } from '../constructs/kinds';
import { assemble, type ProgressListener } from '../stacks';
import { UserError, formatError } from './schema/user-error';
import { lockFile, tryReadLock } from './files/lock';
import { language, type Language } from './language';
import type { Plan } from './plan';
import { DefinitionError, formatProblem } from './schema/problem';
import type { AllowedRemovals } from './changes/removals';
import { Output, type OutputFolders, type WrittenOutput } from './output/output';
import { formatSummary } from './output/summary';

/** The language of Plinth's own kinds. */
export const builtInLanguage = language(kinds);

/**
 * Hands a description through unchanged, after the compiler has checked every name in it.
 * @example
 * export const acme = definePlatform({
 *   name: 'acme',
 *   domain: 'acme.example',
 *   environments: ['dev'],
 *   clusters: { dc1: existing({ environment: 'dev', kubeconfig: '~/.kube/config' }) },
 *   tenants: { shop: { clusters: ['dc1'], owners: 'shop-developers' } }, // 'dc2' here does not compile
 * });
 */
export const definePlatform = builtInLanguage.definePlatform;

/** How {@link synth} works. */
export interface SynthOptions {
  /**
   * The kinds that the description uses: `language([...kinds, mine])`.
   * @default Plinth's own
   */
  readonly language?: Language;
  /**
   * Folder that `cdktf.out` and `dist` are made in.
   * @default the current one
   */
  readonly out?: string;
}

/** What a program said. */
export interface SynthRequest {
  readonly platform: unknown;
  readonly language: Language;
}

/** Where the command `plinth` listens while it runs a program to learn its description. */
const captureKey = Symbol.for('plinth.listener');
const captureState = globalThis as { [captureKey]?: ((said: SynthRequest) => void) | undefined };

/**
 * Makes Terraform and manifests of a description: the last line of a program, whether `cdktf synth`, `cdk8s synth` or
 * `plinth synth` runs it. Mistakes are printed, nothing is written then, and the exit code is 1.
 * @example
 * synth(
 *   definePlatform({
 *     name: 'acme',
 *     domain: 'acme.example',
 *     environments: ['dev'],
 *     clusters: { dc1: existing({ environment: 'dev', kubeconfig: '~/.kube/config', components: [localPath()] }) },
 *   }),
 * );
 */
export function synth(platform: unknown, options: SynthOptions = {}): void {
  const said: SynthRequest = { platform, language: options.language ?? builtInLanguage };
  if (captureState[captureKey]) {
    captureState[captureKey](said);
    return;
  }
  try {
    const plan = planRequest(said, lockFile);
    for (const warning of plan.warnings) process.stderr.write(`warning: ${formatProblem(warning)}\n`);
    process.stdout.write(
      formatSummary(plan, writeOutput(plan, said.language, resolveOutputFolders(options.out ?? '.'))),
    );
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof DefinitionError ? thrown.message : formatError(thrown)}\n`);
    process.exitCode = 1;
  }
}

/**
 * Runs something that calls {@link synth}, and hears what it says instead of writing it. What it says later is heard by
 * nobody, and not written either.
 */
export async function captureSynthRequest(run: () => unknown): Promise<SynthRequest | undefined> {
  const heard: SynthRequest[] = [];
  captureState[captureKey] = (said) => heard.push(said);
  await run();
  if (heard.length > 1)
    throw new UserError('the program calls synth() more than once: one program describes one platform');
  return heard[0];
}

/**
 * The plan of what was said, against what was last applied.
 * @param allowedRemovals removals that are allowed beside those that the description names
 * @throws DefinitionError with every mistake at once
 */
export function planRequest(
  { platform, language }: SynthRequest,
  lock: string,
  allowedRemovals: AllowedRemovals = [],
): Plan {
  const before = tryReadLock(lock);
  return language.plan(platform, before?.platform, { deployedCharts: before?.charts, allowedRemovals });
}

/**
 * Writes everything that a plan decided. Where that fails, the earlier output stays whole.
 * @throws UserError when there is no room, or no permission
 */
export function writeOutput(
  plan: Plan,
  { kinds: known }: Language,
  folders: OutputFolders,
  progress: ProgressListener = () => undefined,
): WrittenOutput {
  let output: Output | undefined;
  try {
    output = new Output(folders);
    assemble(plan, known, output, progress);
    return output.commit();
  } catch (thrown) {
    output?.discard();
    if (!(thrown instanceof Error && 'syscall' in thrown)) throw thrown;
    throw new UserError(
      `the output cannot be written (${thrown.message}), what was there is as it was: make room for it, or let it go elsewhere with --out`,
      { cause: thrown },
    );
  }
}

/**
 * Where the output goes: into a folder, or where the CLIs of cdktf and cdk8s want it when they run the program.
 * @see https://developer.hashicorp.com/terraform/cdktf/api-reference
 */
export function resolveOutputFolders(out: string): OutputFolders {
  const { CDKTF_OUTDIR: terraform, CDK8S_OUTDIR: dist } = process.env;
  const beside = (path: string | undefined) => (path === undefined ? undefined : dirname(resolve(path)));
  const folder = beside(terraform) ?? beside(dist) ?? resolve(out);
  return { terraform: terraform ?? join(folder, 'cdktf.out'), dist: dist ?? join(folder, 'dist') };
}
