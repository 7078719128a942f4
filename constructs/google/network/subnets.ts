import { countAddresses } from '../../../src/schema/address-range';
import { subnetAt } from '../../clouds/subnet-range';

/** Addresses in each subnet that Google Cloud uses itself. @see https://cloud.google.com/vpc/docs/subnets#unusable-ip-addresses-in-every-subnet */
const reservedAddresses = 4;

/** Returns the range of the subnet of nodes: the first half of the network. Pods and Services have ranges of their own. */
export function nodeRange(cidr: string): string {
  return subnetAt(cidr, 1, 0);
}

/** Returns the range of the endpoints of caches: the sixteenth of the network behind the nodes. */
export function endpointRange(cidr: string): string {
  return subnetAt(cidr, 4, 8);
}

/** Returns the range of databases: the last quarter of the network. */
export function dataRange(cidr: string): string {
  return subnetAt(cidr, 2, 3);
}

/** Returns the number of addresses of a subnet that nodes can have. */
export function countUsableAddresses(cidr: string): number {
  return Number(countAddresses(cidr)) - reservedAddresses;
}
