import type { Platform } from '../definition/platform';
import { tenantNamespaces } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { error, formatPath, warning, type PathSegment, type Problem } from '../schema/problem';

/**
 * Removals that are allowed in addition to `allowRemoval` of the definition, as formatted paths such as `tenants.shop`;
 * `all` for commands that only show changes.
 */
export type AllowedRemovals = readonly string[] | 'all';

/** Tenant, cluster of a tenant or namespace of a tenant that the current definition no longer contains. */
export interface Removal {
  /** Formatted path, as in `allowRemoval`. */
  readonly name: string;
  /** Error that is reported unless the removal is allowed. */
  readonly problem: Problem;
}

/**
 * Checks that every removal that stops workloads of a tenant is allowed: a tenant whose lines are lost in a merge
 * must not be removed. An allowed removal that does not happen is a warning, since it would allow a later error.
 * @param dataRemovals names of the releases that the data stacks no longer contain: they need no permission, since their
 * resources remain without it
 */
export function checkRemovals(
  previous: Platform,
  current: Platform,
  allowedRemovals: AllowedRemovals,
  dataRemovals: readonly string[],
): readonly Problem[] {
  const removals = listRemovals(previous, current);
  return [
    ...removals
      .filter((removal) => !isAllowedRemoval(removal, current.allowRemoval, allowedRemovals))
      .map(({ problem }) => problem),
    ...current.allowRemoval.flatMap((name, index) =>
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

function listRemovals(previous: Platform, current: Platform): readonly Removal[] {
  return Object.entries(previous.tenants).flatMap(([name, previousTenant]) => {
    // A cluster with `state: 'removed'` is an explicit removal of everything on it.
    const clusters = previousTenant.clusters.filter((cluster) => current.clusters[cluster]?.state === 'present');
    const currentTenant = current.tenants[name];
    if (currentTenant) return listTenantRemovals(name, previousTenant, currentTenant, clusters);
    return tenantRemoval(name, clusters) ?? [];
  });
}

function listTenantRemovals(
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
  const name = formatPath(path);
  const fix = `add it again, or allow the removal: write allowRemoval: ['${name}'], or add --allow-removal ${name}`;
  return { name, problem: error(path, undefined, `was removed from the definition, and ${consequence}`, fix) };
}
