import { countAddresses } from '../../../src/schema/address-range';
import { subnetAt } from '../../clouds/subnet-range';

/** Addresses in each subnet that Azure uses itself. @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
const reservedAddresses = 5;

/** Returns the range of the subnet of nodes: the first half of the network. Pods have addresses of their own. */
export function nodeRange(cidr: string): string {
  return subnetAt(cidr, 1, 0);
}

/** Returns the range of the subnet of private endpoints, behind the nodes. */
export function dataRange(cidr: string): string {
  return subnetAt(cidr, 4, 8);
}

/** Returns the range of the subnet of API servers, behind the private endpoints. The rest of the network is free. */
export function apiServerRange(cidr: string): string {
  return subnetAt(cidr, 4, 9);
}

/** Returns the number of addresses of a subnet that nodes can have. */
export function countUsableAddresses(cidr: string): number {
  return Number(countAddresses(cidr)) - reservedAddresses;
}
