import ipaddr from 'ipaddr.js';

/** The first and the last address of a range, as texts that have the order of the addresses. */
interface AddressRange {
  readonly first: string;
  readonly last: string;
}

/** Whether two ranges have an address in common; each is an address, a CIDR or `first-last`. */
export function rangesOverlap(one: string, other: string): boolean {
  const [a, b] = [parseRange(one), parseRange(other)];
  return a.first <= b.last && b.first <= a.last;
}

/** Whether all addresses of one range are in another; each is an address, a CIDR or `first-last`. */
export function isWithinRange(inner: string, outer: string): boolean {
  const [a, b] = [parseRange(inner), parseRange(outer)];
  return b.first <= a.first && a.last <= b.last;
}

/** Whether a range that is written as `first-last` runs from a lower address to a higher one of the same kind. */
export function isAscendingRange(range: string): boolean {
  const { first, last } = parseRange(range);
  return first <= last && first.slice(0, 4) === last.slice(0, 4);
}

function parseRange(text: string): AddressRange {
  if (text.includes('/')) {
    const { IPv4, IPv6 } = ipaddr;
    const family = ipaddr.parseCIDR(text)[0].kind() === 'ipv4' ? IPv4 : IPv6;
    return {
      first: toSortableAddress(family.networkAddressFromCIDR(text)),
      last: toSortableAddress(family.broadcastAddressFromCIDR(text)),
    };
  }
  const [first = '', last = first] = text.split('-');
  return { first: toSortableAddress(ipaddr.parse(first)), last: toSortableAddress(ipaddr.parse(last)) };
}

function toSortableAddress(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return (
    address.kind() +
    address
      .toByteArray()
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
  );
}
