import { addressFamily, isWithinRange, rangesOverlap } from './address-range';

/**
 * Returns the ranges of the instance metadata services of clouds, in the IP family of an address or CIDR. AWS and Google
 * use IPv6 addresses outside of the link-local range.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @see https://cloud.google.com/compute/docs/metadata/querying-metadata
 */
export function linkLocalRanges(address: string): readonly string[] {
  return addressFamily(address) === 'ipv4'
    ? ['169.254.0.0/16']
    : ['fe80::/10', 'fd00:ec2::254/128', 'fd20:ce::254/128'];
}

/** Range of addresses that no host and no server can have. */
export interface ReservedRange {
  readonly range: string;
  /** Noun phrase for messages. */
  readonly purpose: string;
}

/**
 * Ranges that are reserved by standards, the most specific first.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const reservedRanges: readonly ReservedRange[] = [
  { range: '255.255.255.255/32', purpose: 'the broadcast address' },
  { range: '0.0.0.0/8', purpose: 'addresses of "this network"' },
  { range: '127.0.0.0/8', purpose: 'loopback addresses' },
  { range: '169.254.0.0/16', purpose: 'link-local addresses, and the instance metadata service of clouds' },
  { range: '224.0.0.0/4', purpose: 'multicast addresses' },
  { range: '240.0.0.0/4', purpose: 'reserved addresses' },
  { range: '::/128', purpose: 'the unspecified address' },
  { range: '::1/128', purpose: 'the loopback address' },
  { range: '::ffff:0:0/96', purpose: 'IPv4 addresses in IPv6 notation' },
  { range: 'fe80::/10', purpose: 'link-local addresses' },
  { range: 'ff00::/8', purpose: 'multicast addresses' },
  { range: 'fd00:ec2::254/128', purpose: 'the instance metadata service of AWS' },
  { range: 'fd20:ce::254/128', purpose: 'the instance metadata service of Google Cloud' },
];

/** Returns the reserved range that contains all addresses of a range; undefined where none does. */
export function tryGetReservedRange(range: string): ReservedRange | undefined {
  return reservedRanges.find((reserved) => isWithinRange(range, reserved.range));
}

/** Returns a reserved range that has addresses in common with a range; undefined where none has. */
export function tryGetOverlappingReservedRange(range: string): ReservedRange | undefined {
  return reservedRanges.find((reserved) => rangesOverlap(range, reserved.range));
}

/**
 * Ranges of addresses in documentation, which no network has.
 * @see https://www.rfc-editor.org/rfc/rfc5737
 * @see https://www.rfc-editor.org/rfc/rfc3849
 */
const documentationRanges = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'];

/** Returns whether an address is one of documentation, as `plinth new cluster` writes it. */
export function isDocumentationAddress(address: string): boolean {
  return documentationRanges.some((range) => isWithinRange(address, range));
}
