import type { Machine } from '../kinds/machine';
import type { PathSegment } from '../schema/problem';

/**
 * Returns the path of a host in the definition, such as `clusters.dc1.workers.w1`, wherever the cluster has its hosts.
 * @param address one of its addresses; @default that in the first IP family
 */
export function hostPath(
  cluster: string,
  options: unknown,
  { name, address: firstAddress }: Machine,
  address = firstAddress,
): readonly PathSegment[] {
  return ['clusters', cluster, ...(findPath(options, { name, address }) ?? [name])];
}

function findPath(options: unknown, machine: Pick<Machine, 'name' | 'address'>): readonly PathSegment[] | undefined {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return undefined;
  for (const [key, value] of Object.entries(options)) {
    if (key === machine.name && value === machine.address) return [key];
    const path = findPath(value, machine);
    if (path) return [key, ...path];
  }
  return undefined;
}
