import ipaddr from 'ipaddr.js';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { hostPath } from '../planning/host-path';
import { addressFamily } from '../schema/address-range';
import { isDocumentationAddress, tryGetOverlappingReservedRange, tryGetReservedRange } from '../schema/reserved-ranges';
import { error, warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

const familyNames = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

/**
 * Checks that hosts, pods and Services of a cluster have addresses of one IP family, and addresses that hosts and pods
 * can have. The API server requires that Services and its own address have the same family; one family is configured.
 * @see https://kubernetes.io/docs/concepts/services-networking/dual-stack/
 */
export function checkAddressFamilies({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((cluster) => [
    ...checkFamilies(cluster),
    ...checkHostAddresses(cluster),
    ...(['podCidr', 'serviceCidr'] as const).flatMap((field) => checkRange(cluster, field)),
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
            'write both ranges in one IP family',
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
      'write addresses of hosts, podCidr and serviceCidr in one IP family',
    ),
  ];
}

function checkHostAddresses({ name, options, machines }: ResolvedCluster): readonly Problem[] {
  return machines.flatMap((machine) => {
    const reserved = tryGetReservedRange(machine.address);
    const path = hostPath(name, options, machine);
    if (!reserved)
      return isDocumentationAddress(machine.address)
        ? [
            warning(
              path,
              machine.address,
              'is an address for documentation, which no network has',
              'write the address of the host',
            ),
          ]
        : [];
    return [
      error(
        path,
        machine.address,
        `no host can have this address: ${reserved.range} is reserved for ${reserved.purpose}`,
        'write the address that other hosts reach it by, such as 10.0.0.11',
      ),
    ];
  });
}

function checkRange({ name, options }: ResolvedCluster, field: 'podCidr' | 'serviceCidr'): readonly Problem[] {
  const range = options[field];
  const path = ['clusters', name, field];
  const fix = `write a private range, such as ${field === 'podCidr' ? '10.244.0.0/16' : '10.96.0.0/16'} or one of fd00::/8`;
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
