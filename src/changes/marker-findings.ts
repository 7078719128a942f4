import type { ClusterMarker } from '../kinds/cluster-marker';
import type { ClusterPlan } from '../kinds/cluster-plan';

/** What was read from a cluster. */
export type MarkerReading =
  | { readonly type: 'markers'; readonly markers: readonly ClusterMarker[] }
  /** The cluster cannot be read, with the reason. */
  | { readonly type: 'unreachable'; readonly reason: string };

/** What the lock contains about a cluster. */
export interface LockedCluster {
  /** Digests that its marker may have; empty if nothing was applied to it. */
  readonly expectedDigests: readonly string[];
  /** Whether an apply to it was started and not completed. */
  readonly isIncomplete: boolean;
  /** Whether an apply to it was ever completed. */
  readonly wasCompleted: boolean;
}

/** Result of comparing the marker of a cluster with the lock. */
export interface MarkerFinding {
  readonly cluster: string;
  readonly state: MarkerState;
  /** What is wrong and what to do, or that nothing is wrong. */
  readonly message: string;
}

/**
 * - `matches`: the lock records what the cluster has.
 * - `not-applied`: neither the lock nor the cluster records an apply.
 * - `incomplete`: an apply was started and not completed.
 * - `not-locked`: the cluster has the current definition, and the lock does not record it.
 * - `unknown-definition`: the cluster has a definition that is neither locked nor the current one.
 * - `other-platform`: the marker is that of another platform or cluster.
 * - `missing`: the lock records an apply, and the cluster has no marker.
 * - `unreachable`: the cluster cannot be read.
 */
export type MarkerState =
  | 'matches'
  | 'not-applied'
  | 'incomplete'
  | 'not-locked'
  | 'unknown-definition'
  | 'other-platform'
  | 'missing'
  | 'unreachable';

/** States that an apply continues from without a risk that it reverts or overwrites what others applied. */
const safeStates: readonly MarkerState[] = ['matches', 'not-applied', 'incomplete', 'not-locked'];

/** Returns true unless an apply could revert or overwrite what others applied. */
export function isSafeToApply({ state }: MarkerFinding): boolean {
  return safeStates.includes(state);
}

/** Compares the marker of a cluster with the lock and with the current plan. */
export function compareMarker(plan: ClusterPlan, locked: LockedCluster, reading: MarkerReading): MarkerFinding {
  const { expectedDigests } = locked;
  const finding = (state: MarkerState, message: string) => ({ cluster: plan.name, state, message });
  if (reading.type === 'unreachable') {
    // The cluster need not exist: the first apply may have failed before it was created.
    if (plan.createdByPlinth && locked.isIncomplete && !locked.wasCompleted)
      return finding(
        'incomplete',
        `the first apply was started and not completed, and the cluster cannot be read yet (${reading.reason}): run plinth apply`,
      );
    // A cluster that Plinth creates does not exist before its first apply.
    return expectedDigests.length === 0 && plan.createdByPlinth
      ? finding('not-applied', `the lock records no apply, and the cluster cannot be read (${reading.reason})`)
      : finding(
          'unreachable',
          `the cluster cannot be read (${reading.reason}): correct how clusters.${plan.name} is reached, or start it`,
        );
  }
  const { markers } = reading;
  const { platform } = plan.clusterInfo;
  const foreign = markers.find((marker) => marker.platform !== platform || marker.cluster !== plan.name);
  if (foreign)
    return finding(
      'other-platform',
      `the kubeconfig reaches cluster '${foreign.cluster}' of platform '${foreign.platform}': correct how clusters.${plan.name} is reached; if the platform or the cluster was renamed, pass --ignore-marker once`,
    );
  const known = markers.find(({ digest }) => expectedDigests.includes(digest));
  if (known)
    return locked.isIncomplete
      ? finding('incomplete', 'an apply was started and not completed: run plinth apply')
      : finding('matches', `the lock records what was applied (with Plinth ${known.plinth})`);
  const [marker] = markers;
  if (!marker) {
    if (expectedDigests.length === 0) return finding('not-applied', 'nothing was applied yet');
    if (locked.isIncomplete) return finding('incomplete', 'an apply was started and not completed: run plinth apply');
    return finding(
      'missing',
      'the lock records an apply, but the cluster has no marker: the cluster was created again, or the lock was written without an apply; pass --ignore-marker to apply everything to it',
    );
  }
  if (marker.digest === plan.digest)
    return finding(
      'not-locked',
      'lock not written: the current definition was applied, and the lock does not record it; run plinth lock and commit it',
    );
  return finding(
    'unknown-definition',
    `the cluster has a definition that ${expectedDigests.length === 0 ? 'no lock here records' : 'is not the locked one'} (digest ${marker.digest.slice(0, 12)}, Plinth ${marker.plinth}): it was applied from another checkout or branch, or its lock was not committed; pull the commit that \`git log --all -S ${marker.digest} -- plinth.lock.json\` shows, or run plinth lock in the checkout that applied it`,
  );
}
