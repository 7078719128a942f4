import { getChangeGroup, type Change, type ChangeGroup } from '../changes/change';
import type { OutputChange } from '../output/compare-output';
import { formatCount, formatReleases } from '../output/summary';
import type { Plan } from '../plan';

/** Differences since the last apply, as all formats of `plinth diff` show them. */
export interface DiffReport {
  /** Name of the platform. */
  readonly platform: string;
  /** Path of the lock file. */
  readonly lock: string;
  /** Whether the lock file exists: without it, nothing was applied yet. */
  readonly applied: boolean;
  /** Number of clusters, releases and tenants of the current definition. */
  readonly size: string;
  readonly changes: readonly Change[];
  /** Differences of the generated output; undefined where they were not requested. */
  readonly output: readonly OutputChange[] | undefined;
}

/** Creates the report of a plan. */
export function createDiffReport(
  { platform, clusters, changes, previous }: Plan,
  lock: string,
  output: readonly OutputChange[] | undefined,
): DiffReport {
  const components = Object.values(platform.clusters).reduce((count, cluster) => count + cluster.components.length, 0);
  const releases = clusters.reduce((count, cluster) => count + cluster.releases.length, 0);
  const tenants = Object.keys(platform.tenants).length;
  const size = [
    formatCount(clusters.length, 'cluster'),
    formatReleases(components, releases),
    formatCount(tenants, 'tenant'),
  ].join(', ');
  return { platform: platform.name, lock, applied: previous !== undefined, size, changes, output };
}

/** Returns whether the report has no differences. */
export function isEmptyReport({ changes, output = [] }: DiffReport): boolean {
  return changes.length + output.length === 0;
}

/** Returns the changes with a risk, and all others, each in their order. */
export function separateDangerous(
  changes: readonly Change[],
): readonly [dangerous: readonly Change[], others: readonly Change[]] {
  return [changes.filter(({ risk }) => risk !== undefined), changes.filter(({ risk }) => risk === undefined)];
}

/** Numbers of changes by group. */
export type ChangeCounts = Readonly<Record<ChangeGroup, number>>;

/** Counts changes by group. A dangerous change is counted in its group as well. */
export function countChanges(changes: readonly Pick<Change, 'action'>[]): ChangeCounts {
  const count = (group: ChangeGroup) => changes.filter((change) => getChangeGroup(change) === group).length;
  return { add: count('add'), change: count('change'), remove: count('remove') };
}

/** Formats numbers of changes: `1 to add, 2 to change, 0 to remove`. */
export function formatChangeCounts({ add, change, remove }: ChangeCounts): string {
  return `${add} to add, ${change} to change, ${remove} to remove`;
}

/** Formats the summary of the definition's changes: `1 to add, 2 to change, 0 to remove, 1 dangerous`. */
export function formatChangeSummary(changes: readonly Change[]): string {
  const [dangerous] = separateDangerous(changes);
  return `${formatChangeCounts(countChanges(changes))}, ${dangerous.length} dangerous`;
}
