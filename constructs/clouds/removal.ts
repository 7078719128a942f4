import { error, type Problem } from '../../src/schema/problem';

/** State of a managed cluster and of its network, as written. */
export interface RemovalState {
  readonly state: 'present' | 'removed';
  /** State of the network that Plinth creates; `present` for an existing network. */
  readonly networkState: 'present' | 'removed';
  readonly deletionProtection: boolean;
}

/** Checks that the cloud can delete a cluster that is to be removed, and that its network is not removed before it. */
export function checkRemoval({ state, networkState, deletionProtection }: RemovalState): readonly Problem[] {
  if (state === 'removed' && deletionProtection)
    return [
      error(
        ['deletionProtection'],
        deletionProtection,
        'the cluster is protected against deletion',
        "write deletionProtection: false, apply, and then write state: 'removed'",
      ),
    ];
  if (state === 'present' && networkState === 'removed')
    return [
      error(
        ['network', 'state'],
        networkState,
        'the cluster still uses its network',
        "write state: 'removed' for the cluster too",
      ),
    ];
  return [];
}
