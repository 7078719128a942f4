import { error, valueAtPath, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that every cluster has an odd number of etcd members.
 * @see https://etcd.io/docs/v3.6/faq/#why-an-odd-number-of-cluster-members
 */
export function checkEtcdQuorum({ platform, resolvedClusters, definedNames }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ name, machines }) => {
    const members = machines.filter(({ roles }) => roles.includes('etcd')).length;
    if (members === 0 || members % 2 === 1) return [];
    const isDefined = (option: string) => definedNames(['clusters', name, option]).length > 0;
    const option = ['etcd', 'controlPlanes'].find(isDefined);
    const path = ['clusters', name, ...(option === undefined ? [] : [option])];
    // A member with an error of its own is not counted.
    if (definedNames(path).length > Object.keys(valueAtPath(platform, path) ?? {}).length) return [];
    return [
      error(
        path,
        members,
        `an even number of etcd members tolerates no more failures than ${members - 1}`,
        `write ${members - 1} or ${members + 1} etcd members`,
      ),
    ];
  });
}
