import { listClusterRanges } from '../kinds/cluster-ranges';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { hostPath } from '../planning/host-path';
import { rangesOverlap } from '../schema/address-range';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/**
 * Checks host names and addresses. Names and addresses of machines must be unique in the platform; the addresses of
 * machines, pods and services of a cluster must not overlap.
 * @see https://kubernetes.io/docs/concepts/cluster-administration/networking/#kubernetes-ip-address-ranges
 */
export function checkAddresses({ resolvedClusters }: CheckContext): readonly Problem[] {
  return [
    ...checkDuplicateMachines(resolvedClusters, 'name', 'host name'),
    ...checkDuplicateMachines(resolvedClusters, 'address', 'address'),
    ...checkDuplicateMachines(resolvedClusters, 'secondAddress', 'address'),
    ...resolvedClusters.flatMap(checkClusterRanges),
  ];
}

function checkDuplicateMachines(
  clusters: readonly ResolvedCluster[],
  field: 'name' | 'address' | 'secondAddress',
  label: string,
): readonly Problem[] {
  const machines = clusters.flatMap((cluster) =>
    cluster.machines
      .filter((machine) => machine[field] !== undefined)
      .map((machine) => ({ ...machine, cluster: cluster.name, options: cluster.options })),
  );
  return [...findDuplicates(machines, (machine) => machine[field] ?? '')].flatMap(([value, [first, second]]) =>
    first && second
      ? [
          error(
            hostPath(second.cluster, second.options, second, field === 'name' ? second.address : value),
            value,
            `the ${label} is already used by host ${first.name} of cluster '${first.cluster}'`,
            `write another ${label}: a host belongs to one cluster and has one name`,
          ),
        ]
      : [],
  );
}

function checkClusterRanges({ name, clusterInfo, machines }: ResolvedCluster): readonly Problem[] {
  const ranges = listClusterRanges(clusterInfo);
  const rangeProblems = ranges.flatMap(({ range, path }, index) => {
    const other = ranges.slice(index + 1).find((otherRange) => rangesOverlap(range, otherRange.range));
    if (!other) return [];
    return [
      error(
        ['clusters', name, ...path],
        range,
        `overlaps with ${other.option} ${other.range} of the same cluster`,
        'write ranges that do not overlap, such as 10.244.0.0/16 and 10.96.0.0/16',
      ),
    ];
  });
  const addresses = machines.flatMap((machine) =>
    [machine.address, ...(machine.secondAddress === undefined ? [] : [machine.secondAddress])].map((address) => ({
      host: machine.name,
      address,
    })),
  );
  const machineProblems = addresses.flatMap(({ host, address }) =>
    ranges
      .filter(({ range }) => rangesOverlap(range, address))
      .map(({ range, path }) =>
        error(
          ['clusters', name, ...path],
          range,
          `contains the address ${address} of host '${host}'`,
          'write a range that contains no host address',
        ),
      ),
  );
  return [...rangeProblems, ...machineProblems];
}
