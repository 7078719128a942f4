import { UserError } from '../schema/user-error';
import type { ApplyOrder } from './apply-order';
import type { StackAction, StopSignal, Terraform, TerraformFailure, TerraformSettings } from './terraform';

/** Receives the progress of a run. */
export interface StackListener {
  /** Called before the first stack of a cluster. */
  clusterStarted(cluster: string): void;
  /** Called after the last stack of a cluster. */
  clusterCompleted(cluster: string): void;
}

/** Terraform did not complete a stack; later stacks were not run. */
export class StackError extends UserError {
  constructor(
    message: string,
    /** Exit code of plinth. */
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** Exit codes of a process that a signal stopped: 128 and the number of the signal. */
const signalExitCodes: Readonly<Record<StopSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/**
 * Settings of Terraform for stacks of Helm releases: most of their time is that of the API server, and Terraform's 10
 * concurrent operations are for hosts and clouds. Fewer garbage collections save a fifth of the time of 100 tenants, for
 * 100 MB of memory.
 */
export const releaseSettings = { parallelism: 30, heapGrowth: 400 } as const satisfies TerraformSettings;

const doneWord: Readonly<Record<StackAction, string>> = { apply: 'applied', destroy: 'destroyed' };

/**
 * Lists the stacks of clusters in the order of an action. An apply includes the stacks that belong to no cluster, which
 * the stacks of clusters build on; a destroy never does.
 */
export function selectStacks(order: ApplyOrder, clusters: readonly string[], action: StackAction): readonly string[] {
  const ofClusters = (names: readonly string[]) => new Set(names.flatMap((name) => order.clusters[name]?.stacks ?? []));
  const [selected, all] = [ofClusters(clusters), ofClusters(Object.keys(order.clusters))];
  return order[action].filter((stack) => selected.has(stack) || (action === 'apply' && !all.has(stack)));
}

/**
 * Runs Terraform on stacks, one after the other, and stops at the first failure.
 * @param repairs additional settings, by stack
 * @throws StackError with what was done, and how to continue
 */
export async function runStacks(
  terraform: Terraform,
  order: ApplyOrder,
  stacks: readonly string[],
  action: StackAction,
  listener: StackListener,
  repairs: Readonly<Record<string, TerraformSettings>> = {},
): Promise<void> {
  const remaining = new Map(
    Object.entries(order.clusters).map(([cluster, { stacks: own }]) => [
      cluster,
      new Set(own.filter((stack) => stacks.includes(stack))),
    ]),
  );
  const started = new Set<string>();
  for (const [index, stack] of stacks.entries()) {
    const cluster = [...remaining].find(([, own]) => own.has(stack))?.[0];
    const start = () => {
      if (cluster === undefined || started.has(cluster)) return;
      started.add(cluster);
      listener.clusterStarted(cluster);
    };
    process.stdout.write(`[${index + 1}/${stacks.length}] ${stack}: terraform ${action}\n`);
    const hasReleases = cluster !== undefined && stack !== `${cluster}-infrastructure`;
    const settings = { ...(hasReleases ? releaseSettings : {}), ...repairs[stack] };
    const failure = await terraform.run(stack, action, settings, start);
    if (failure) throw createStackError(failure, stacks, index, action);
    if (cluster === undefined) continue;
    remaining.get(cluster)?.delete(stack);
    if (remaining.get(cluster)?.size === 0) listener.clusterCompleted(cluster);
  }
  if (action === 'destroy') return;
  // A destroyed cluster has no stacks: what was applied is the state of its network.
  for (const [cluster, { stacks: own }] of Object.entries(order.clusters)) {
    if (own.length > 0) continue;
    listener.clusterStarted(cluster);
    listener.clusterCompleted(cluster);
  }
}

function createStackError(
  { command, exitCode, signal }: TerraformFailure,
  stacks: readonly string[],
  index: number,
  action: StackAction,
): StackError {
  const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
  const failed = stacks[index] ?? '';
  const reason =
    signal === undefined
      ? `terraform ${command} failed${exitCode === null ? '' : ` with exit code ${exitCode}`}, see above`
      : `terraform ${command} was interrupted by ${signal}`;
  const advice =
    signal === undefined
      ? 'fix the cause, and run the same command again: it continues'
      : 'run the same command again: it continues';
  return new StackError(
    [
      `${failed}: ${reason}`,
      `${doneWord[action]}: ${list(stacks.slice(0, index))}`,
      `in part: ${command === 'init' ? 'none' : failed}`,
      `not run: ${list(stacks.slice(command === 'init' ? index : index + 1))}`,
      `next: ${advice}`,
    ].join('\n'),
    signal === undefined ? 1 : signalExitCodes[signal],
  );
}
