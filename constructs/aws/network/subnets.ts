import { countAddresses, prefixLength } from '../../../src/schema/address-range';
import { subnetAt } from '../../clouds/subnet-range';

/**
 * Purpose of a subnet: `private` for nodes and pods, `control-plane` for the network interfaces of the API servers,
 * `data` for databases and caches, without a route to the internet, `public` for load balancers and NAT gateways.
 */
export type SubnetTier = 'private' | 'control-plane' | 'data' | 'public';

/** Addresses in each subnet that AWS uses itself. @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export const reservedAddresses = 5;

/** Bits by which the subnets of a tier are smaller than the network, and the position of the first of them. */
const layout: Readonly<Record<SubnetTier, { readonly bits: number; readonly first: number }>> = {
  private: { bits: 3, first: 0 },
  public: { bits: 6, first: 32 },
  data: { bits: 6, first: 36 },
  'control-plane': { bits: 6, first: 40 },
};

/** Maximum number of zones of a network: each half of its range has room for four. */
export const maxZones = 4;

/** Returns the range of the subnets of a tier by zone. The ranges do not change when a zone is added at the end. */
export function resolveSubnets(
  cidr: string,
  zones: readonly string[],
  tier: SubnetTier,
): Readonly<Record<string, string>> {
  const { bits, first } = layout[tier];
  return Object.fromEntries(zones.map((zone, index) => [zone, subnetAt(cidr, bits, first + index)]));
}

/** Returns the range of all private subnets: the first half of the network. Pods and nodes have addresses in it. */
export function privateRange(cidr: string): string {
  return subnetAt(cidr, 1, 0);
}

/** Returns the range of all data subnets, the one of a zone that has none included. */
export function dataRange(cidr: string): string {
  return tierRange(cidr, 'data');
}

/** Returns the range of all subnets of the API servers' network interfaces, the one of a zone that has none included. */
export function controlPlaneRange(cidr: string): string {
  return tierRange(cidr, 'control-plane');
}

/** Returns the range of the subnets of a tier in all zones that a network can have. */
function tierRange(cidr: string, tier: 'data' | 'control-plane'): string {
  const first = subnetAt(cidr, layout[tier].bits, layout[tier].first);
  return `${first.split('/')[0] ?? ''}/${prefixLength(first) - 2}`;
}

/** Returns the number of addresses of a subnet that nodes and pods can have. */
export function countUsableAddresses(cidr: string): number {
  return Number(countAddresses(cidr)) - reservedAddresses;
}
