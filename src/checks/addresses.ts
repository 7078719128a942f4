import type { ResolvedCluster } from '../planning/cluster';
import { error, type Problem } from '../schema/problem';
import { rangesOverlap } from '../schema/address-range';
import { findDuplicates, type CheckContext } from './context';

/** Addresses and hosts that collide, and control planes that cannot agree. */
export function checkAddressConflicts({ resolvedClusters }: CheckContext): readonly Problem[] {
  const machines = resolvedClusters.flatMap((draft) =>
    draft.machines.map((machine) => ({ ...machine, cluster: draft.name })),
  );
  const twice = (what: 'name' | 'address') =>
    [...findDuplicates(machines, (machine) => machine[what])].flatMap(([value, [first, second]]) =>
      first && second
        ? [
            error(
              ['clusters', second.cluster, second.name],
              value,
              `the ${what === 'name' ? 'host' : 'address'} is used already, by ${first.name} of cluster '${first.cluster}'`,
              'a machine belongs to one cluster and has one name: write another',
            ),
          ]
        : [],
    );
  return [
    ...twice('name'),
    ...twice('address'),
    ...resolvedClusters.flatMap(checkClusterCidrs),
    ...resolvedClusters.flatMap(checkEtcdQuorum),
  ];
}

function checkClusterCidrs({ name, options, machines }: ResolvedCluster): readonly Problem[] {
  const both = rangesOverlap(options.podCidr, options.serviceCidr)
    ? [
        error(
          ['clusters', name, 'podCidr'],
          options.podCidr,
          `overlaps with the service range ${options.serviceCidr} of the same cluster`,
          'write ranges that have no address in common, such as 10.244.0.0/16 and 10.96.0.0/16',
        ),
      ]
    : [];
  const inside = machines.flatMap(({ name: machine, address }) =>
    (['podCidr', 'serviceCidr'] as const).flatMap((range) =>
      rangesOverlap(options[range], address)
        ? [
            error(
              ['clusters', name, range],
              options[range],
              `the address ${address} of host '${machine}' lies in it`,
              'write a range that none of the hosts lies in',
            ),
          ]
        : [],
    ),
  );
  return [...both, ...inside];
}

/** @see https://etcd.io/docs/v3.6/faq/#why-an-odd-number-of-cluster-members */
function checkEtcdQuorum({ name, machines }: ResolvedCluster): readonly Problem[] {
  const members = machines.filter(({ roles }) => roles.includes('etcd')).length;
  if (members === 0 || members % 2 === 1) return [];
  return [
    error(
      ['clusters', name],
      members,
      `an even number of etcd members survives no more losses than one less`,
      `write ${members - 1} or ${members + 1} of them`,
    ),
  ];
}
