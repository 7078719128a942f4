import type { Platform } from '../definition/platform';
import { tenantNamespaces } from '../definition/references';
import { error, formatPath, warning, type PathSegment, type Problem } from '../schema/problem';

/** Which removals are allowed beside those that the description names; `all` where somebody only wants to look. */
export type AllowedRemovals = readonly string[] | 'all';

/** Something of a tenant that goes, and what stops with it. */
interface Removal {
  readonly path: readonly PathSegment[];
  readonly consequence: string;
}

/**
 * Refuses what would stop all that a tenant runs somewhere, unless it was asked for: a line that was lost in a merge
 * must not take a customer away.
 */
export function checkRemovals(before: Platform, now: Platform, allowed: AllowedRemovals): readonly Problem[] {
  const going = listRemovals(before, now).map(({ path, consequence }) => ({
    path,
    consequence,
    name: formatPath(path),
  }));
  const granted = allowed === 'all' ? going.map(({ name }) => name) : [...now.allowRemoval, ...allowed];
  return [
    ...going
      .filter(({ name }) => !granted.includes(name))
      .map(({ path, consequence, name }) =>
        error(
          path,
          undefined,
          `is gone from the description, and ${consequence}`,
          `put it back, or allow it: write allowRemoval: ['${name}'], or add --allow-removal ${name}`,
        ),
      ),
    ...now.allowRemoval.flatMap((name, index) =>
      going.some((one) => one.name === name)
        ? []
        : [warning(['allowRemoval', index], name, 'allows what does not happen', 'delete the line')],
    ),
  ];
}

function listRemovals(before: Platform, now: Platform): readonly Removal[] {
  const stands = (cluster: string) => now.clusters[cluster]?.state === 'present';
  return Object.entries(before.tenants).flatMap(([name, earlier]): readonly Removal[] => {
    // What goes with a cluster was asked for with the cluster.
    const places = earlier.clusters.filter(stands);
    const later = now.tenants[name];
    if (!later) {
      if (places.length === 0) return [];
      return [{ path: ['tenants', name], consequence: `all that it runs would stop on ${places.join(', ')}` }];
    }
    const left = places.filter((cluster) => !later.clusters.includes(cluster));
    const namespaces = tenantNamespaces(name, earlier).filter((one) => !tenantNamespaces(name, later).includes(one));
    return [
      ...left.map((cluster) => ({
        path: ['tenants', name, 'clusters', `[${cluster}]`],
        consequence: 'all that it runs there would stop',
      })),
      ...namespaces.map((namespace) => ({
        path: ['tenants', name, 'namespaces', namespace],
        consequence: 'all that runs in it would stop; its volumes would stay behind',
      })),
    ];
  });
}
