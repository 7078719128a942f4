import { dirname, join, resolve } from 'node:path';
import { types } from 'node:util';
import { kinds as builtInKinds } from '../constructs/kinds';
import { separatePolicies, type Policy } from './checks/policies';
import { assemble, type ProgressListener, type Sink } from '../stacks';
import { isPlainObject } from './schema/plain-object';
import { UserError, formatError } from './schema/user-error';
import { lockFileName, tryReadLock, type Lock } from './files/lock';
import { pinsFileName, readPins } from './files/pins';
import { planAgainstLock } from './files/plan-against-lock';
import { tryGetLanguage, type Language } from './create-language';
import { language } from './language';
import type { Plan } from './plan';
import { DefinitionError, formatLocatedProblem, type Problem } from './schema/problem';
import type { AllowedRemovals } from './changes/removals';
import { compareOutputs, type OutputChange } from './output/compare-output';
import { Output, type WrittenOutput } from './output/output';
import type { OutputFolders } from './output/output-paths';
import { formatNextStep, formatSummary } from './output/summary';

/** Language of the built-in kinds. */
export const builtInLanguage = language(builtInKinds);

/**
 * Defines a platform of built-in kinds. Returns the definition unchanged; the compiler checks every name in it.
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

/** Options of {@link synth}. */
export interface SynthOptions {
  /**
   * Language with the kinds that the definition uses, such as `language([...kinds, mine])`.
   * @default that of the `definePlatform` which returned the definition, or the built-in kinds
   */
  readonly language?: Language;
  /**
   * Folder that `cdktf.out` and `dist` are written to.
   * @default the working directory
   */
  readonly out?: string;
}

/** Arguments of a call of {@link synth}. */
export interface SynthRequest {
  /** Platform definition as written, without its policies: not validated, without defaults. */
  readonly platform: unknown;
  readonly language: Language;
}

/**
 * Creates the arguments of a call of {@link synth}. The policies of the definition become those of the language: a
 * definition is data, which the lock contains.
 */
export function createSynthRequest(
  platform: unknown,
  definitionLanguage: Language = tryGetLanguage(platform) ?? builtInLanguage,
): SynthRequest {
  const { definition, policies, problems } = separatePolicies(platform);
  // The plan reports the problems.
  if (policies.length === 0 || problems.length > 0)
    return { platform: problems.length > 0 ? platform : definition, language: definitionLanguage };
  return { platform: definition, language: addPolicies(definitionLanguage, policies) };
}

/** Returns a language with more policies. */
export function addPolicies({ kinds, policies }: Language, additionalPolicies: readonly Policy[]): Language {
  return language(kinds, { policies: [...policies, ...additionalPolicies] });
}

/** Callback that receives the definition instead of {@link synth} while a `plinth` command runs a program. */
const captureKey = Symbol.for('plinth.synth-capture');
const captureState = globalThis as { [captureKey]?: ((request: SynthRequest) => void) | undefined };

/**
 * Writes the Terraform stacks and manifests of a platform definition. This is the last statement of a program, whether
 * `cdktf synth`, `cdk8s synth` or `plinth synth` runs it. If the definition has errors, they are printed, nothing is
 * written, and the exit code is 1.
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
  const request = createSynthRequest(platform, options.language);
  if (captureState[captureKey]) {
    captureState[captureKey](request);
    return;
  }
  try {
    const plan = planRequest(request, lockFileName);
    const written = writeOutput(plan, request.language, resolveOutputFolders(options.out ?? '.'));
    for (const warning of [...plan.warnings, ...written.warnings])
      process.stderr.write(`warning: ${formatLocatedProblem(warning)}\n`);
    process.stdout.write(`${formatSummary(plan, written)}${formatNextStep(plan)}`);
  } catch (error) {
    process.stderr.write(`${error instanceof DefinitionError ? error.message : formatError(error)}\n`);
    process.exitCode = 1;
  }
}

/**
 * Runs a program and returns the definition that it passes to {@link synth}, which then writes nothing. Calls of
 * {@link synth} after `run` has ended are ignored.
 * @throws UserError when the program calls {@link synth} more than once
 */
export async function captureSynthRequest(run: () => unknown): Promise<SynthRequest | undefined> {
  const requests: SynthRequest[] = [];
  captureState[captureKey] = (request) => requests.push(request);
  await run();
  if (requests.length > 1)
    throw new UserError('the program calls synth() more than once: write one program for each platform');
  return requests[0];
}

/**
 * Checks that a lock is that of the definition: it has the name of the platform, or one of its clusters.
 * @throws UserError for the lock of another platform, compared with which everything would be removed
 */
function assertSamePlatform(lockFile: string, lock: Lock | undefined, platform: unknown): void {
  const locked = lock?.platform ?? lock?.incomplete?.at(-1)?.platform;
  if (!isPlainObject(locked) || !isPlainObject(platform) || !isPlainObject(platform.clusters)) return;
  const [lockedName, name] = [locked.name, platform.name];
  if (typeof lockedName !== 'string' || typeof name !== 'string' || lockedName === name) return;
  const lockedClusters = Object.keys(isPlainObject(locked.clusters) ? locked.clusters : {});
  if (Object.keys(platform.clusters).some((cluster) => lockedClusters.includes(cluster))) return;
  throw new UserError(
    `${lockFile} is the lock of the platform '${lockedName}', and the definition is that of '${name}': pass the lock of this platform with --lock; before the first apply there is none`,
  );
}

/**
 * Plans a definition against the one that was last applied.
 * @param lockFile path of the lock; it need not exist
 * @param allowedRemovals removals that are allowed in addition to `allowRemoval` of the definition
 * @throws DefinitionError with all errors
 */
export function planRequest(
  { platform, language }: SynthRequest,
  lockFile: string,
  allowedRemovals: AllowedRemovals = [],
): Plan {
  const lock = tryReadLock(lockFile);
  assertSamePlatform(lockFile, lock, platform);
  const plan = planAgainstLock(platform, language, lock, allowedRemovals);
  return { ...plan, pins: readPins(join(dirname(lockFile), pinsFileName)) };
}

/**
 * Compares the output of the last applied definition with that of a plan, without writing either. Both are rendered by this
 * version of Plinth and its charts, and as plain manifests: a kustomize overlay builds to the same.
 */
export function compareWithLastOutput(
  plan: Plan,
  { kinds }: Language,
  progress: ProgressListener = () => undefined,
): readonly OutputChange[] {
  const render = (rendered: Plan) => (sink: Sink) => {
    assemble({ ...rendered, kustomizeBases: [] }, kinds, sink, progress);
  };
  return compareOutputs(plan.previous && render({ ...plan, ...plan.previous }), render(plan));
}

/**
 * Writes the output of a plan. On failure the previous output stays unchanged.
 * @returns the files, and warnings that only the rendered output shows
 * @throws UserError when the disk is full or permissions are missing
 */
export function writeOutput(
  plan: Plan,
  { kinds }: Language,
  folders: OutputFolders,
  progress: ProgressListener = () => undefined,
): WrittenOutput & { readonly warnings: readonly Problem[] } {
  let output: Output | undefined;
  try {
    output = new Output(folders);
    const warnings = assemble(plan, kinds, output, progress);
    return { ...output.commit(), warnings };
  } catch (error) {
    output?.discard();
    if (!(types.isNativeError(error) && 'syscall' in error)) throw error;
    throw new UserError(
      `the output cannot be written (${error.message}), and the previous output is unchanged: free disk space, fix permissions, or set another folder with --out`,
      { cause: error },
    );
  }
}

/**
 * Resolves the output folders: `cdktf.out` and `dist` in `out`, or the folders that the CLI of cdktf or cdk8s expects
 * when it runs the program.
 * @see https://developer.hashicorp.com/terraform/cdktf/api-reference
 */
export function resolveOutputFolders(out: string): OutputFolders {
  const { CDKTF_OUTDIR: terraform, CDK8S_OUTDIR: dist } = process.env;
  // A CLI sets only its own folder; the other one is written next to it.
  const cliFolder = terraform ?? dist;
  const folder = cliFolder === undefined ? resolve(out) : dirname(resolve(cliFolder));
  return { terraform: terraform ?? join(folder, 'cdktf.out'), dist: dist ?? join(folder, 'dist') };
}
