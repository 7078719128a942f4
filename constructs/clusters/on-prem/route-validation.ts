import ipaddr from 'ipaddr.js';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { listClusterRanges } from '../../../src/kinds/cluster-ranges';
import { addressFamily, isWithinRange, prefixLength, rangesOverlap } from '../../../src/schema/address-range';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { tryGetOverlappingReservedRange } from '../../../src/schema/reserved-ranges';
import { suggest } from '../../../src/schema/suggestions';
import { listHosts } from './hosts';
import { listGateways, listRoutedHosts, type HostGateways, type RoutedConnection } from './routes';
import type { OnPremOptions } from './schema';

/** A shorter prefix is a default route, or a large part of one. */
const minPrefixLength = 8;

/** Minimum MTU of IPv6 (RFC 8200, section 5). */
const minIpv6Mtu = 1280;

/** Address by which hosts are reached, with a noun phrase for messages. */
interface HostAccess {
  readonly address: string;
  readonly owner: string;
}

/**
 * Checks the routes of connections: a route must not cut a host off from the others, from the API server or from SSH, and
 * each range needs a gateway in its IP family on every node. Networks of hosts are checked on the hosts.
 */
export function checkRoutes(options: OnPremOptions, cluster: ClusterInfo): readonly Problem[] {
  const access = listHostAccess(options);
  return Object.entries(options.connections ?? {}).flatMap(([name, connection]) => {
    const path = ['connections', name];
    const { cidrs, via, mtu } = connection;
    if (via === undefined)
      return mtu === undefined
        ? []
        : [error([...path, 'mtu'], mtu, 'is that of routes, and the connection has none', 'add `via`, or remove it')];
    const gateways = listGateways(via);
    return [
      ...cidrs.flatMap((cidr, index) => checkRange(cidr, [...path, 'cidrs', index], access, cluster)),
      ...gateways.flatMap((entry) =>
        checkGateways(entry, [...path, 'via', ...entry.path], connection, options, cluster),
      ),
      ...checkGatewayHosts(gateways, [...path, 'via'], options),
      ...checkMtu(connection, [...path, 'mtu']),
    ];
  });
}

/** Lists the addresses of hosts, of the API server and of SSH, as far as the definition has IP addresses of them. */
function listHostAccess(options: OnPremOptions): readonly HostAccess[] {
  const { ssh, endpoint } = options;
  const bastion = ssh.bastion?.replace(/^.*@/, '');
  const access = [
    ...listHosts(options).flatMap(({ name, address, secondAddress }) =>
      [address, secondAddress].map((hostAddress) => ({ address: hostAddress, owner: `the address of host '${name}'` })),
    ),
    { address: endpoint?.address, owner: 'the address of the endpoint' },
    { address: bastion, owner: 'the address of the bastion for SSH' },
    ...Object.entries(ssh.hosts).map(([name, { address }]) => ({ address, owner: `the address of '${name}' for SSH` })),
  ];
  return access.flatMap(({ address, owner }) =>
    address !== undefined && ipaddr.isValid(address) ? [{ address, owner }] : [],
  );
}

function checkRange(
  cidr: string,
  path: readonly PathSegment[],
  access: readonly HostAccess[],
  cluster: ClusterInfo,
): readonly Problem[] {
  const fix = 'write the ranges of the other network only';
  if (prefixLength(cidr) < minPrefixLength)
    return [
      error(
        path,
        cidr,
        'would be a default route of the hosts, or a large part of one',
        `write ranges with a prefix length of /${minPrefixLength} or more`,
      ),
    ];
  const reserved = tryGetOverlappingReservedRange(cidr);
  if (reserved) return [error(path, cidr, `has addresses of ${reserved.range}, ${reserved.purpose}`, fix)];
  const covered = access.find(({ address }) => isWithinRange(address, cidr));
  if (covered)
    return [
      error(path, cidr, `contains ${covered.address}, ${covered.owner}, which the route would make unreachable`, fix),
    ];
  const families = listClusterRanges(cluster).map(({ range }) => addressFamily(range));
  if (families.includes(addressFamily(cidr))) return [];
  return [
    error(
      path,
      cidr,
      'is not in an IP family of the cluster, so no pod could reach it',
      'remove it, or add `dualStack` to a new cluster',
    ),
  ];
}

/** Checks the gateways of one host, or of all nodes. */
function checkGateways(
  { gateways }: HostGateways,
  path: readonly PathSegment[],
  { cidrs }: RoutedConnection,
  options: OnPremOptions,
  cluster: ClusterInfo,
): readonly Problem[] {
  const families = gateways.map(addressFamily);
  const duplicate = gateways.find((gateway, index) => families.indexOf(addressFamily(gateway)) !== index);
  if (duplicate !== undefined)
    return [
      error(
        path,
        duplicate,
        'is the second gateway in its IP family',
        "write one for each IP family, or those of each host, such as { 'w[01-20]': '10.0.1.254', … }",
      ),
    ];
  const rangeWithoutGateway = cidrs.find((cidr) => !families.includes(addressFamily(cidr)));
  return [
    ...(rangeWithoutGateway === undefined
      ? []
      : [
          error(
            path,
            gateways.join(', '),
            `has no gateway in the IP family of ${rangeWithoutGateway}`,
            'write a list with a gateway of each IP family',
          ),
        ]),
    ...gateways.flatMap((gateway) => checkGateway(gateway, path, cidrs, options, cluster)),
  ];
}

function checkGateway(
  gateway: string,
  path: readonly PathSegment[],
  cidrs: readonly string[],
  options: OnPremOptions,
  cluster: ClusterInfo,
): readonly Problem[] {
  const gatewayError = (message: string) => [
    error(path, gateway, message, 'write the address of a router in the network of the hosts'),
  ];
  if (!cidrs.some((cidr) => addressFamily(cidr) === addressFamily(gateway)))
    return gatewayError('is in another IP family than all ranges of the connection');
  const reserved = tryGetOverlappingReservedRange(gateway);
  if (reserved) return gatewayError(`is one of ${reserved.range}, ${reserved.purpose}`);
  const ranges = Object.values(options.connections ?? {}).flatMap((connection) => connection.cidrs);
  const routed = ranges.find((range) => isWithinRange(gateway, range));
  if (routed !== undefined) return gatewayError(`is in ${routed}, which a gateway is needed for`);
  const own = listClusterRanges(cluster).find(({ range }) => isWithinRange(gateway, range));
  if (own) return gatewayError(`is in ${own.option} ${own.range} of the cluster`);
  const host = listHostAccess(options).find(({ address }) => rangesOverlap(address, gateway));
  return host ? gatewayError(`is ${host.owner}`) : [];
}

/** Checks that gateways by host are those of all nodes of the cluster. */
function checkGatewayHosts(
  gateways: readonly HostGateways[],
  path: readonly PathSegment[],
  options: OnPremOptions,
): readonly Problem[] {
  const written = gateways.flatMap(({ host }) => host ?? []);
  if (written.length < gateways.length) return [];
  const names = listRoutedHosts(options).map(({ name }) => name);
  const missing = names.filter((name) => !written.includes(name));
  return [
    ...written
      .filter((name) => !names.includes(name))
      .map((name) =>
        name in options.etcd
          ? error([...path, name], undefined, 'is a host that runs only etcd, and gets no routes', 'remove it')
          : error([...path, name], undefined, 'is not a node of this cluster', suggest(name, names)),
      ),
    ...(missing.length > 0
      ? [
          error(
            path,
            undefined,
            `has no gateway for ${missing.join(', ')}`,
            'write those of all control planes and workers, or one address for all',
          ),
        ]
      : []),
  ];
}

function checkMtu({ cidrs, mtu }: RoutedConnection, path: readonly PathSegment[]): readonly Problem[] {
  const ipv6Range = cidrs.find((cidr) => addressFamily(cidr) === 'ipv6');
  if (mtu === undefined || mtu >= minIpv6Mtu || ipv6Range === undefined) return [];
  return [error(path, mtu, `is less than ${minIpv6Mtu}, the minimum of IPv6`, `write ${minIpv6Mtu} or more`)];
}
