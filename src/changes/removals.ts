import type { Platform } from '../definition/platform';
import { tenantNamespaces } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { error, formatPath, warning, type PathSegment, type Problem } from '../schema/problem';

/**
 * Removals that are allowed in addition to `allowRemoval` of the definition, as formatted paths such as `tenants.shop`;
 * `all` for commands that only show changes.
 */
export type AllowedRemovals = readonly string[] | 'all';

/**
 * Removal that stops workloads or loses data: of a tenant, of its cluster or namespace, of nodes that may have volumes, or of
 * resources with data that would be replaced.
 */
export interface Removal {
  /** Formatted path, as in `allowRemoval`. */
  readonly name: string;
  /** Error that is reported unless the removal is allowed. */
  readonly problem: Problem;
}

/**
 * Checks that every removal is allowed: a tenant whose lines are lost in a merge must not be removed. An allowed removal that
 * does not happen is a warning, since it would allow a later error.
 * @param allowRemoval `allowRemoval` of the definition
 * @param dataRemovals names of the releases that the data stacks no longer contain: they need no permission, since their
 * resources remain without it
 */
export function checkRemovals(
  removals: readonly Removal[],
  allowRemoval: readonly string[],
  allowedRemovals: AllowedRemovals,
  dataRemovals: readonly string[],
): readonly Problem[] {
  return [
    ...removals
      .filter((removal) => !isAllowedRemoval(removal, allowRemoval, allowedRemovals))
      .map(({ problem }) => problem),
    ...allowRemoval.flatMap((name, index) =>
      dataRemovals.includes(name) || removals.some((removal) => removal.name === name)
        ? []
        : [warning(['allowRemoval', index], name, 'allows a removal that does not happen', 'remove the entry')],
    ),
  ];
}

/**
 * Returns whether a removal is allowed by the definition or by the command.
 * @param allowRemoval `allowRemoval` of the definition
 */
export function isAllowedRemoval(
  { name }: Pick<Removal, 'name'>,
  allowRemoval: readonly unknown[],
  allowedRemovals: AllowedRemovals,
): boolean {
  return allowedRemovals === 'all' || allowedRemovals.includes(name) || allowRemoval.includes(name);
}

/**
 * Returns the removal of a tenant; undefined where it ran on no cluster that still exists.
 * @param clusters the tenant's clusters that still exist
 */
export function tenantRemoval(name: string, clusters: readonly string[]): Removal | undefined {
  if (clusters.length === 0) return undefined;
  return removal(['tenants', name], `all its workloads on ${clusters.join(', ')} would stop`);
}

/** Lists the tenants, and the clusters and namespaces of tenants, that the current definition no longer contains. */
export function listTenantRemovals(previous: Platform, current: Platform): readonly Removal[] {
  return Object.entries(previous.tenants).flatMap(([name, previousTenant]) => {
    // A cluster with `state: 'removed'` is an explicit removal of everything on it.
    const clusters = previousTenant.clusters.filter((cluster) => current.clusters[cluster]?.state === 'present');
    const currentTenant = current.tenants[name];
    if (currentTenant) return listPartialRemovals(name, previousTenant, currentTenant, clusters);
    return tenantRemoval(name, clusters) ?? [];
  });
}

function listPartialRemovals(
  name: string,
  previous: Tenant,
  current: Tenant,
  existingClusters: readonly string[],
): readonly Removal[] {
  const clusters = existingClusters.filter((cluster) => !current.clusters.includes(cluster));
  const currentNamespaces = tenantNamespaces(name, current);
  const namespaces = tenantNamespaces(name, previous).filter((namespace) => !currentNamespaces.includes(namespace));
  return [
    ...clusters.map((cluster) =>
      removal(['tenants', name, 'clusters', `[${cluster}]`], 'all its workloads there would stop'),
    ),
    ...namespaces.map((namespace) =>
      removal(
        ['tenants', name, 'namespaces', namespace],
        'all workloads in it would stop, while its volumes would remain',
      ),
    ),
  ];
}

function removal(path: readonly PathSegment[], consequence: string): Removal {
  return createRemoval(path, `was removed from the definition, and ${consequence}`, 'add it again');
}

/**
 * Creates a removal.
 * @param message what is removed, and the consequence
 * @param fix what keeps it, such as `add it again`
 */
export function createRemoval(path: readonly PathSegment[], message: string, fix: string): Removal {
  const name = formatPath(path);
  const permission = `or allow the removal: write allowRemoval: ['${name}'], or add --allow-removal ${name}`;
  return { name, problem: error(path, undefined, message, `${fix}, ${permission}`) };
}
