import ipaddr from 'ipaddr.js';

type Family = 'ipv4' | 'ipv6';

/** First and last address of a range, as numbers. */
interface NumericRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** Number of bits of an address. */
const addressBits: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** Returns whether two ranges have an address in common. Each is an address, a CIDR or `first-last`. */
export function rangesOverlap(range: string, otherRange: string): boolean {
  const [a, b] = [parseRange(range), parseRange(otherRange)];
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Returns whether all addresses of the inner range are in the outer range. Each is an address, a CIDR or `first-last`. */
export function isWithinRange(innerRange: string, outerRange: string): boolean {
  const [inner, outer] = [parseRange(innerRange), parseRange(outerRange)];
  return inner.family === outer.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Returns one of the first addresses of a CIDR, by its index: 0 is the network address. */
export function addressAt(cidr: string, index: number): string {
  const [network] = ipaddr.parseCIDR(cidr);
  const bytes = network.toByteArray();
  return ipaddr.fromByteArray([...bytes.slice(0, -1), (bytes.at(-1) ?? 0) + index]).toString();
}

/** Returns whether the first address of a range `first-last` is not above the last one, in the same IP family. */
export function isAscendingRange(range: string): boolean {
  const [first = '', last = first] = range.split('-');
  return addressFamily(first) === addressFamily(last) && toNumber(ipaddr.parse(first)) <= toNumber(ipaddr.parse(last));
}

/** Returns the IP family of an address, a CIDR or a range `first-last`. */
export function addressFamily(range: string): Family {
  return ipaddr.parse(range.split(/[-/]/)[0] ?? '').kind();
}

/** Returns the number of addresses in a range. */
export function countAddresses(range: string): bigint {
  const { first, last } = parseRange(range);
  return last - first + 1n;
}

/** Lists the addresses of a range in ascending order, at most as many as `limit`. */
export function listAddresses(range: string, limit: number): readonly string[] {
  const { family, first, last } = parseRange(range);
  const count = last - first + 1n;
  const length = count < BigInt(limit) ? Number(count) : limit;
  return Array.from({ length }, (_, index) => formatAddress(first + BigInt(index), family));
}

/** Returns the prefix length of a CIDR: 16 for `10.244.0.0/16`. */
export function prefixLength(cidr: string): number {
  return ipaddr.parseCIDR(cidr)[1];
}

/** Returns the fewest CIDRs that have exactly the addresses of a range: an address, a CIDR or `first-last`. */
export function listCidrs(range: string): readonly string[] {
  if (range.includes('/')) return [range];
  const { family, first, last } = parseRange(range);
  const cidrs: string[] = [];
  for (let start = first; start <= last;) {
    let hostBits = 0;
    while (
      hostBits < addressBits[family] &&
      start % (1n << BigInt(hostBits + 1)) === 0n &&
      start + (1n << BigInt(hostBits + 1)) - 1n <= last
    )
      hostBits += 1;
    cidrs.push(`${formatAddress(start, family)}/${addressBits[family] - hostBits}`);
    start += 1n << BigInt(hostBits);
  }
  return cidrs;
}

/**
 * Returns the parts of excluded ranges within a CIDR, as CIDRs: none is part of another, and none is the whole CIDR, as
 * Kubernetes requires of `except` in a NetworkPolicy.
 * @param excluded addresses, CIDRs and ranges `first-last`
 */
export function listExclusions(cidr: string, excluded: readonly string[]): readonly string[] {
  const parts = [...new Set(excluded.filter((range) => rangesOverlap(range, cidr)).flatMap(listCidrs))].filter(
    (part) => isWithinRange(part, cidr) && !isWithinRange(cidr, part),
  );
  return parts.filter((part) => !parts.some((other) => other !== part && isWithinRange(part, other)));
}

/** Returns whether ranges together contain every address of a CIDR. */
export function isCoveredByRanges(cidr: string, ranges: readonly string[]): boolean {
  if (ranges.some((range) => isWithinRange(cidr, range))) return true;
  const excludedAddresses = listExclusions(cidr, ranges).reduce((sum, part) => sum + countAddresses(part), 0n);
  return excludedAddresses === countAddresses(cidr);
}

/** Ranges that were parsed, by their text: rules of network policies compare the same few ranges again and again. */
const parsedRanges = new Map<string, NumericRange>();

function parseRange(text: string): NumericRange {
  const parsed = parsedRanges.get(text) ?? parseText(text);
  parsedRanges.set(text, parsed);
  return parsed;
}

function parseText(range: string): NumericRange {
  const family = addressFamily(range);
  if (range.includes('/')) {
    const [address, bits] = ipaddr.parseCIDR(range);
    const size = 1n << BigInt(addressBits[family] - bits);
    const first = (toNumber(address) / size) * size;
    return { family, first, last: first + size - 1n };
  }
  const [first = '', last = first] = range.split('-');
  return { family, first: toNumber(ipaddr.parse(first)), last: toNumber(ipaddr.parse(last)) };
}

function toNumber(address: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  return address.toByteArray().reduce((number, byte) => number * 256n + BigInt(byte), 0n);
}

function formatAddress(number: bigint, family: Family): string {
  const bytes = Array.from({ length: addressBits[family] / 8 }, (_, index) =>
    Number((number >> BigInt(addressBits[family] - 8 * (index + 1))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}
