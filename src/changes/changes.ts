import type { Change, Comparison, PlannedPlatform } from './change';
import { compareClusters } from './cluster-changes';
import { checkNamespaceChanges } from './namespace-changes';
import { checkNetworkChanges } from './network-changes';
import { pairByName } from './pair-by-name';
import { checkProductChanges } from './product-changes';
import { comparePlatformOptions } from './platform-changes';
import { compareTenants } from './tenant-changes';
import { checkWorkloadChanges, listTenantObjectChanges } from './workload-changes';

/** Lists everything that a platform consists of as additions, since nothing of it was applied. */
export function listAdditions(current: PlannedPlatform): readonly Change[] {
  const { platform } = current;
  return comparePlatforms({ platform: { ...platform, clusters: {}, tenants: {} }, clusters: [] }, current).changes;
}

/**
 * Compares two planned platforms. The errors of removed tenants come from `checkRemovals` (removals.ts), and changed versions
 * of charts from `compareCharts` (chart-versions.ts).
 * A product (an entry of a tenant's `products`) is deployed from the tenant's own Git repositories.
 */
export function comparePlatforms(previous: PlannedPlatform, current: PlannedPlatform): Comparison {
  const clusters = pairByName(previous.clusters, current.clusters).map(compareClusters);
  return {
    changes: [
      ...comparePlatformOptions(previous.platform, current.platform),
      ...clusters.flatMap(({ changes }) => changes),
      ...compareTenants(previous, current),
      ...listTenantObjectChanges(previous, current),
    ],
    problems: [
      ...clusters.flatMap(({ problems }) => problems),
      ...checkNetworkChanges(previous.clusters, current.clusters),
      ...checkProductChanges(previous, current),
      ...checkNamespaceChanges(previous, current),
      ...checkWorkloadChanges(previous, current),
    ],
  };
}
