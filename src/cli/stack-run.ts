import { formatLock, tryReadLock, type Lock } from '../files/lock';
import type { MarkerFinding } from '../changes/marker-findings';
import type { AllowedRemovals } from '../changes/removals';
import type { ClusterPlan } from '../kinds/cluster-plan';
import type { Plan } from '../plan';
import { planRequest } from '../synth';
import type { LoadedDefinition } from './read-definition';
import type { KubectlOptions } from './kubectl';
import { assertMarkersMatch, selectClusters } from './select-clusters';
import { findTerraform } from './terraform';
import { writeAtomic } from './write-files';

/** Options that `plinth apply` and `plinth destroy` have in common. */
export interface StackRunOptions extends KubectlOptions {
  readonly lock: string;
  /** Name or path of terraform or tofu. @default the first that is found */
  readonly terraform?: string;
  readonly ignoreMarker?: boolean;
}

/** What `plinth apply` and `plinth destroy` need before they write anything. */
export interface StackRun {
  readonly lock: Lock | undefined;
  readonly plan: Plan;
  /** Plans of the selected clusters. */
  readonly clusters: readonly ClusterPlan[];
  /** Name or path of the Terraform program. */
  readonly program: string;
  /** Markers of the clusters, compared with the lock; empty if they are ignored. */
  readonly markers: readonly MarkerFinding[];
}

/**
 * Plans a run of the stacks of clusters. Nothing is written.
 * @throws UserError when a cluster or the Terraform program does not exist, or a marker does not match the lock
 */
export async function prepareStackRun(
  definition: LoadedDefinition,
  clusterNames: readonly string[],
  allowedRemovals: AllowedRemovals,
  options: StackRunOptions,
): Promise<StackRun> {
  const lock = tryReadLock(options.lock);
  const plan = planRequest(definition, options.lock, allowedRemovals);
  const clusters = selectClusters(plan.clusters, clusterNames);
  const program = findTerraform(options.terraform);
  const markers = await assertMarkersMatch(
    clusters.filter(({ destroyed }) => !destroyed),
    lock,
    options,
  );
  return { lock, plan, clusters, program, markers };
}

/** Lock that is written whenever it changes, so that a killed run leaves what it has done so far. */
export class LockRecorder {
  constructor(
    private readonly file: string,
    private lock: Lock | undefined,
  ) {}

  /** Writes the lock that a change of the current one returns; undefined leaves it unchanged. */
  update(change: (current: Lock | undefined) => Lock | undefined): void {
    const next = change(this.lock);
    if (!next) return;
    this.lock = next;
    writeAtomic(this.file, formatLock(next));
  }
}
