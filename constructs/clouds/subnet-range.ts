import ipaddr from 'ipaddr.js';
import { addressAt, prefixLength } from '../../src/schema/address-range';

/**
 * Returns one of the equal parts of an IPv4 network.
 * @param bits the network has 2^bits parts
 * @param index position of the part, from 0
 */
export function subnetAt(cidr: string, bits: number, index: number): string {
  const prefix = prefixLength(cidr) + bits;
  const start = ipaddr
    .parse(addressAt(cidr, 0))
    .toByteArray()
    .reduce((number, byte) => number * 256 + byte, 0);
  const first = start + index * 2 ** (32 - prefix);
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join('.')}/${prefix}`;
}
