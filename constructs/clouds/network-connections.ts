import type { NetworkConnection } from '../../src/definition/network-connections';
import { addressAt, countAddresses, isWithinRange, rangesOverlap } from '../../src/schema/address-range';
import { error, type Problem } from '../../src/schema/problem';

/** Connection with another network, by a resource of the cloud. */
export interface CloudConnection extends NetworkConnection {
  /** ID of the peering, gateway or network. */
  readonly via?: string | undefined;
  /** Whether the addresses are behind the VPN gateway of the other network. */
  readonly gateway?: boolean | undefined;
}

/** Connections with other networks, by name. */
export type CloudConnections = Readonly<Record<string, CloudConnection>>;

/** What the stack of the network creates of a connection: routes, or a private link to one service. */
export interface ConnectionRoutes {
  readonly cidrs: readonly string[];
  readonly via: string;
  /**
   * Ports of a private link, whose addresses are `cidrs`.
   * @default routes to another network
   */
  readonly linkPorts?: readonly number[];
  /**
   * Set where the addresses are behind the VPN gateway of the other network.
   * @default they are in the other network
   */
  readonly gateway?: true;
}

/** Private link: addresses of the network that lead to a service of another one. */
export interface PrivateLink {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
  /** ID of the service. */
  readonly service: string;
}

/** Rules of a cloud for private links. */
export interface PrivateLinkRules {
  /** Returns whether the ID in `via` is that of a service. */
  readonly isService: (via: string) => boolean;
  /** Ranges in which the addresses must be: those of the subnets for them, in a network that Plinth creates. */
  readonly subnets: readonly string[];
  /** Numbers of addresses at the beginning and the end of a subnet that the cloud uses itself. */
  readonly reserved: { readonly first: number; readonly last: number };
}

/** Returns what the stack of the network creates of connections. */
export function listConnectionRoutes(
  connections: CloudConnections,
  isService: PrivateLinkRules['isService'],
): Readonly<Record<string, ConnectionRoutes>> {
  return Object.fromEntries(
    Object.entries(connections).flatMap(([name, { cidrs, ports, via, gateway }]) =>
      via === undefined
        ? []
        : [[name, { cidrs, via, ...(isService(via) ? { linkPorts: ports } : {}), ...(gateway ? { gateway } : {}) }]],
    ),
  );
}

/** Returns the connections with other networks, without private links. */
export function selectRoutes(
  connections: Readonly<Record<string, ConnectionRoutes>>,
): Readonly<Record<string, ConnectionRoutes>> {
  return Object.fromEntries(Object.entries(connections).filter(([, { linkPorts }]) => linkPorts === undefined));
}

/** Returns the private links among connections. */
export function selectPrivateLinks(
  connections: Readonly<Record<string, ConnectionRoutes>>,
): Readonly<Record<string, PrivateLink>> {
  return Object.fromEntries(
    Object.entries(connections).flatMap(([name, { cidrs, via, linkPorts }]) =>
      linkPorts === undefined
        ? []
        : [[name, { addresses: cidrs.map((cidr) => addressAt(cidr, 0)), ports: linkPorts, service: via }]],
    ),
  );
}

/**
 * Checks the connections of a cluster in a cloud: in a network that Plinth creates, each has the ID of what it uses, and
 * addresses outside of the network. In an existing network, Plinth creates no routes.
 * @param networkCidr range of the network that Plinth creates; undefined for an existing network
 * @param example such as `pcx-0123456789abcdef0`
 * @param linkRules returns the rules for private links in a network with this range
 */
export function checkCloudConnections(
  connections: CloudConnections,
  networkCidr: string | undefined,
  example: string,
  linkRules: (networkCidr: string) => PrivateLinkRules,
): readonly Problem[] {
  return Object.entries(connections).flatMap(([name, { cidrs, via }]) => {
    const path = ['connections', name];
    if (networkCidr === undefined)
      return via === undefined
        ? []
        : [error([...path, 'via'], via, 'the network exists without Plinth, and so do its routes', 'remove it')];
    const links = linkRules(networkCidr);
    if (via !== undefined && links.isService(via)) return checkPrivateLink(path, cidrs, links);
    return [
      ...(via === undefined
        ? [error([...path, 'via'], undefined, 'is missing', `write an ID such as ${example}`)]
        : []),
      ...cidrs
        .filter((cidr) => rangesOverlap(cidr, networkCidr))
        .map((cidr) =>
          error(
            [...path, 'cidrs'],
            cidr,
            `overlaps with the network ${networkCidr}`,
            'write another range of the network',
          ),
        ),
    ];
  });
}

/**
 * Checks that services of private links are in the region of the cluster.
 * @param tryGetServiceRegion returns the region of a service; undefined for another ID
 */
export function checkServiceRegions(
  connections: CloudConnections,
  region: string,
  tryGetServiceRegion: (via: string) => string | undefined,
): readonly Problem[] {
  return Object.entries(connections).flatMap(([name, { via = '' }]) => {
    const serviceRegion = tryGetServiceRegion(via);
    if (serviceRegion === undefined || serviceRegion === region) return [];
    const path = ['connections', name, 'via'];
    return [error(path, via, `is a service in ${serviceRegion}`, `write a service in ${region}`)];
  });
}

/** Checks the addresses of a private link: each is a single one that a subnet for them has free. */
function checkPrivateLink(
  path: readonly string[],
  cidrs: readonly string[],
  { subnets, reserved }: PrivateLinkRules,
): readonly Problem[] {
  const used = new Set<string>();
  return cidrs.flatMap((cidr, index) => {
    const at = [...path, 'cidrs', index];
    const subnet = subnets.find((range) => isWithinRange(cidr, range));
    if (subnet === undefined || countAddresses(cidr) !== 1n)
      return [
        error(
          at,
          cidr,
          'is not an address of the network for a private link',
          `write a single address such as ${addressAt(subnets[0] ?? cidr, 100)}/32, within ${subnets.join(' or ')}`,
        ),
      ];
    const position = toNumber(addressAt(cidr, 0)) - toNumber(addressAt(subnet, 0));
    const isReserved = position < reserved.first || position >= Number(countAddresses(subnet)) - reserved.last;
    if (isReserved)
      return [error(at, cidr, `is an address that the cloud uses itself in ${subnet}`, 'write another one')];
    if (used.has(subnet))
      return [error(at, cidr, `is the second address in ${subnet}`, 'write one address for each subnet')];
    used.add(subnet);
    return [];
  });
}

/** Returns an IPv4 address as a number. */
function toNumber(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}
