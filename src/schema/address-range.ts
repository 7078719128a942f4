import ipaddr from 'ipaddr.js';

/** First and last address of a range, as strings that sort like the addresses. */
interface AddressRange {
  readonly first: string;
  readonly last: string;
}

/** Returns whether two ranges have an address in common. Each is an address, a CIDR or `first-last`. */
export function rangesOverlap(range: string, otherRange: string): boolean {
  const [a, b] = [parseRange(range), parseRange(otherRange)];
  return a.first <= b.last && b.first <= a.last;
}

/** Returns whether all addresses of the inner range are in the outer range. Each is an address, a CIDR or `first-last`. */
export function isWithinRange(innerRange: string, outerRange: string): boolean {
  const [inner, outer] = [parseRange(innerRange), parseRange(outerRange)];
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Returns whether the first address of a range `first-last` is not above the last one, in the same IP family. */
export function isAscendingRange(range: string): boolean {
  const { first, last } = parseRange(range);
  return first <= last && first.slice(0, 4) === last.slice(0, 4);
}

function parseRange(range: string): AddressRange {
  if (range.includes('/')) {
    const { IPv4, IPv6 } = ipaddr;
    const family = ipaddr.parseCIDR(range)[0].kind() === 'ipv4' ? IPv4 : IPv6;
    return {
      first: toSortableAddress(family.networkAddressFromCIDR(range)),
      last: toSortableAddress(family.broadcastAddressFromCIDR(range)),
    };
  }
  const [first = '', last = first] = range.split('-');
  return { first: toSortableAddress(ipaddr.parse(first)), last: toSortableAddress(ipaddr.parse(last)) };
}

/** Formats an address as its family (`ipv4`, `ipv6`) and its bytes in hexadecimal. */
function toSortableAddress(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return (
    address.kind() +
    address
      .toByteArray()
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
  );
}
