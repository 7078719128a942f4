import type { z } from 'zod';
import type { commonClusterSchema } from '../../src/definition/cluster';
import { error, type Problem } from '../../src/schema/problem';

/** Options of a managed cluster on which its removal depends. */
interface RemovableCluster {
  readonly deletionProtection: boolean;
  /** Network that Plinth creates, or an existing one, which has no state. */
  readonly network: object;
}

/**
 * Checks that the cloud can delete a cluster that is to be removed, and that its network is not removed before it.
 * @param options options of the kind of cluster, next to those of all clusters
 */
export function checkRemoval(options: RemovableCluster): readonly Problem[] {
  const { deletionProtection, network } = options;
  const networkState = 'state' in network ? network.state : 'present';
  const { state } = options as RemovableCluster & z.output<typeof commonClusterSchema>;
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
