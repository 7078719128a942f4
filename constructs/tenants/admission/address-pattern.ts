import ipaddr from 'ipaddr.js';
import { groupBy } from '../../../src/checks/duplicates';
import { addressAt } from '../../../src/schema/address-range';

/**
 * Returns the regular expression of the addresses at the beginning of a Service range that the API server does not assign
 * by itself: a sixteenth of the range, at least 16 and at most 256. Without the address of the network, which no Service
 * has: the API server shows it in dry runs.
 * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
 */
export function addressRangePattern(serviceCidr: string): string {
  const [network, prefixLength] = ipaddr.parseCIDR(serviceCidr);
  const bits = (network.kind() === 'ipv4' ? 32 : 128) - prefixLength;
  const count = Math.min(Math.max(16, 2 ** bits / 16), 256, 2 ** bits);
  const addresses = Array.from({ length: count - 1 }, (_, index) => addressAt(serviceCidr, index + 1));
  const separator = network.kind() === 'ipv4' ? '.' : ':';
  // All of them differ in the last part only.
  const groups = groupBy(addresses, (address) => address.slice(0, address.lastIndexOf(separator) + 1));
  const alternatives = [...groups].map(
    ([start, members]) =>
      `${start.replaceAll('.', '[.]')}(${members.map((address) => address.slice(start.length)).join('|')})`,
  );
  return `^(${alternatives.join('|')})$`;
}
