import type { Platform } from '../definition/platform';
import { isPlainObject } from '../schema/plain-object';
import { error, valueAtPath, type Problem } from '../schema/problem';
import { isAllowedRemoval, tenantRemoval, type AllowedRemovals } from './removals';

/**
 * Checks that the entries of a definition with errors are complete: its clusters and tenants. Everything else is compared
 * only after the errors are fixed. An entry with an error is still written, but has no plan: comparing plans would report
 * it as removed.
 * @param definition the definition as written
 */
export function checkDeletedEntries(
  previous: Platform,
  definition: unknown,
  allowedRemovals: AllowedRemovals,
): readonly Problem[] {
  const { clusters, tenants = {}, allowRemoval = [] } = definition as Readonly<Record<string, unknown>>;
  // With an error in the list itself, nothing is known about its entries.
  if (!isPlainObject(clusters)) return [];
  const deletedClusters = Object.entries(previous.clusters)
    .filter(([name, { state }]) => state === 'present' && !(name in clusters))
    .map(([name]) => deletedClusterError(name));
  if (!isPlainObject(tenants) || !Array.isArray(allowRemoval)) return deletedClusters;
  const deletedTenants = Object.entries(previous.tenants).flatMap(([name, tenant]) => {
    if (name in tenants) return [];
    const presentClusters = tenant.clusters.filter(
      (cluster) => cluster in clusters && valueAtPath(clusters, [cluster, 'state']) !== 'removed',
    );
    const removal = tenantRemoval(name, presentClusters);
    return removal === undefined || isAllowedRemoval(removal, allowRemoval, allowedRemovals) ? [] : [removal.problem];
  });
  return [...deletedClusters, ...deletedTenants];
}

/** Returns the error about a cluster whose entry was deleted before an apply with `state: 'removed'`. */
export function deletedClusterError(name: string): Problem {
  return error(
    ['clusters', name],
    undefined,
    'was removed from the definition: Terraform could no longer destroy what it created for it',
    "add it again with state: 'removed', apply, then delete the entry",
  );
}
