import ipaddr from 'ipaddr.js';
import { listClusterRanges, type ClusterRange } from '../kinds/cluster-ranges';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { hostPath } from '../planning/host-path';
import { addressFamily } from '../schema/address-range';
import { isDocumentationAddress, tryGetOverlappingReservedRange, tryGetReservedRange } from '../schema/reserved-ranges';
import { error, warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

const familyNames = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

/**
 * Checks that hosts, pods and Services of a cluster have addresses of one IP family, and addresses that hosts and pods
 * can have; with `dualStack`, also those of the other family. The API server requires that Services and its own address
 * have the same family: the first one, with dual stack.
 * @see https://kubernetes.io/docs/concepts/services-networking/dual-stack/
 */
export function checkAddressFamilies({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((cluster) => [
    ...checkFamilies(cluster),
    ...checkHostAddresses(cluster),
    ...checkSecondFamily(cluster),
    ...listClusterRanges(cluster.clusterInfo).flatMap((range) => checkRange(cluster, range)),
  ]);
}

function checkFamilies({ name, options, machines }: ResolvedCluster): readonly Problem[] {
  const { podCidr, serviceCidr } = options;
  const family = addressFamily(serviceCidr);
  const serviceRange = `serviceCidr is ${familyNames[family]}, ${serviceCidr}`;
  const podProblems =
    addressFamily(podCidr) === family
      ? []
      : [
          error(
            ['clusters', name, 'podCidr'],
            podCidr,
            `is ${familyNames[addressFamily(podCidr)]}, but ${serviceRange}`,
            'write both ranges in one IP family, and those of another family into `dualStack`',
          ),
        ];
  const [host, ...otherHosts] = machines.filter(({ address }) => addressFamily(address) !== family);
  if (!host) return podProblems;
  return [
    ...podProblems,
    error(
      hostPath(name, options, host),
      host.address,
      `is ${familyNames[addressFamily(host.address)]}${otherHosts.length > 0 ? `, as ${otherHosts.length} other hosts are` : ''}, but ${serviceRange}`,
      'write addresses of hosts, podCidr and serviceCidr in one IP family, and those of another family into `dualStack`',
    ),
  ];
}

/** Checks that the ranges and addresses of `dualStack` have the other IP family than `podCidr`. */
function checkSecondFamily({ name, options, clusterInfo, machines }: ResolvedCluster): readonly Problem[] {
  const { podCidr, dualStack } = clusterInfo;
  if (!dualStack) return [];
  const family = addressFamily(podCidr);
  const otherFamily = familyNames[family === 'ipv4' ? 'ipv6' : 'ipv4'];
  const ranges = [
    ...listClusterRanges(clusterInfo).filter(({ path }) => path[0] === 'dualStack'),
    ...machines.flatMap((machine) =>
      machine.secondAddress === undefined
        ? []
        : [{ range: machine.secondAddress, path: hostPath(name, options, machine, machine.secondAddress).slice(2) }],
    ),
  ];
  return ranges
    .filter(({ range }) => addressFamily(range) === family)
    .map(({ range, path }) =>
      error(
        ['clusters', name, ...path],
        range,
        `is ${familyNames[family]}, as podCidr ${podCidr} is, but belongs to the second IP family`,
        `write one of ${otherFamily}`,
      ),
    );
}

function checkHostAddresses({ name, options, machines }: ResolvedCluster): readonly Problem[] {
  const addresses = machines.flatMap((machine) =>
    [machine.address, ...(machine.secondAddress === undefined ? [] : [machine.secondAddress])].map((address) => ({
      address,
      path: hostPath(name, options, machine, address),
    })),
  );
  return addresses.flatMap(({ address, path }) => {
    const reserved = tryGetReservedRange(address);
    if (!reserved)
      return isDocumentationAddress(address)
        ? [
            warning(
              path,
              address,
              'is an address for documentation, which no network has',
              'write the address of the host',
            ),
          ]
        : [];
    return [
      error(
        path,
        address,
        `no host can have this address: ${reserved.range} is reserved for ${reserved.purpose}`,
        'write the address that other hosts reach it by, such as 10.0.0.11',
      ),
    ];
  });
}

function checkRange({ name }: ResolvedCluster, { range, path: rangePath }: ClusterRange): readonly Problem[] {
  const path = ['clusters', name, ...rangePath];
  const fix = `write a private range, such as ${rangePath.at(-1) === 'podCidr' ? '10.244.0.0/16' : '10.96.0.0/16'} or one of fd00::/8`;
  const reserved = tryGetOverlappingReservedRange(range);
  if (reserved) return [error(path, range, `overlaps with ${reserved.range}, ${reserved.purpose}`, fix)];
  const [address] = ipaddr.parseCIDR(range);
  // Public IPv6 addresses of pods are common; IPv4 addresses belong to others.
  if (address.kind() === 'ipv6' || address.range() !== 'unicast') return [];
  return [
    warning(
      path,
      range,
      'is a range of public addresses: the cluster cannot reach servers of the Internet that have them',
      fix,
    ),
  ];
}
