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
    ...resolvedClusters.flatMap(checkClusterRanges),
  ];
}

function checkDuplicateMachines(
  clusters: readonly ResolvedCluster[],
  field: 'name' | 'address',
  label: string,
): readonly Problem[] {
  const machines = clusters.flatMap((cluster) =>
    cluster.machines.map((machine) => ({ ...machine, cluster: cluster.name, options: cluster.options })),
  );
  return [...findDuplicates(machines, (machine) => machine[field])].flatMap(([value, [first, second]]) =>
    first && second
      ? [
          error(
            hostPath(second.cluster, second.options, second),
            value,
            `the ${label} is already used by host ${first.name} of cluster '${first.cluster}'`,
            `write another ${label}: a host belongs to one cluster and has one name`,
          ),
        ]
      : [],
  );
}

function checkClusterRanges({ name, options, machines }: ResolvedCluster): readonly Problem[] {
  const rangeProblems = rangesOverlap(options.podCidr, options.serviceCidr)
    ? [
        error(
          ['clusters', name, 'podCidr'],
          options.podCidr,
          `overlaps with serviceCidr ${options.serviceCidr} of the same cluster`,
          'write ranges that do not overlap, such as 10.244.0.0/16 and 10.96.0.0/16',
        ),
      ]
    : [];
  const machineProblems = machines.flatMap((machine) =>
    (['podCidr', 'serviceCidr'] as const)
      .filter((field) => rangesOverlap(options[field], machine.address))
      .map((field) =>
        error(
          ['clusters', name, field],
          options[field],
          `contains the address ${machine.address} of host '${machine.name}'`,
          'write a range that contains no host address',
        ),
      ),
  );
  return [...rangeProblems, ...machineProblems];
}
