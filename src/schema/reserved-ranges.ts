import ipaddr from 'ipaddr.js';
import { addressFamily, isWithinRange, listCidrs, rangesOverlap } from './address-range';

/**
 * Returns the ranges of link-local addresses and of the instance metadata services that are meant for pods, in the IP
 * family of an address or CIDR. AWS and Google use IPv6 addresses outside of the link-local range.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @see https://cloud.google.com/compute/docs/metadata/querying-metadata
 */
export function linkLocalRanges(address: string): readonly string[] {
  return addressFamily(address) === 'ipv4'
    ? ['169.254.0.0/16']
    : ['fe80::/10', 'fd00:ec2::254/128', 'fd20:ce::254/128'];
}

/** Returns the ranges that no pod may reach through a larger range, in the IP family of an address or CIDR. */
export function unreachableRanges(address: string): readonly string[] {
  const metadataRanges = metadataAddresses.map(({ range }) => range);
  const ipv4Ranges = [
    ...linkLocalRanges('0.0.0.0'),
    ...metadataRanges.filter((range) => addressFamily(range) === 'ipv4'),
  ];
  if (addressFamily(address) === 'ipv4') return ipv4Ranges;
  return [
    ...linkLocalRanges(address),
    ...metadataRanges.filter((range) => addressFamily(range) === 'ipv6'),
    ...translatedRanges.map(({ range }) => range).filter((range) => range !== ipv4MappedRange),
    ...ipv4Ranges.flatMap(listNat64Ranges),
  ];
}

/**
 * Returns the IPv6 ranges by which a NAT64 gateway with the well-known prefix reaches a range; none for IPv6.
 * @see https://www.rfc-editor.org/rfc/rfc6052
 */
export function listNat64Ranges(range: string): readonly string[] {
  if (addressFamily(range) === 'ipv6') return [];
  return listCidrs(range).map((part) => {
    const [address, bits] = ipaddr.IPv4.parseCIDR(part);
    return `${address.toIPv4MappedAddress().toString().replace('::ffff:', '64:ff9b::')}/${96 + bits}`;
  });
}

/**
 * Ranges of addresses that the internet does not route.
 * @see https://www.rfc-editor.org/rfc/rfc1918
 * @see https://www.rfc-editor.org/rfc/rfc6598
 * @see https://www.rfc-editor.org/rfc/rfc4193
 */
export const privateRanges: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
];

/** Range of addresses that no host and no server can have. */
export interface ReservedRange {
  readonly range: string;
  /** Noun phrase for messages. */
  readonly purpose: string;
}

/**
 * A socket sends packets for these addresses as IPv4, to which the IPv4 rules apply, and the API server refuses the range in
 * network policies.
 */
const ipv4MappedRange = '::ffff:0:0/96';

/**
 * IPv6 ranges that contain IPv4 addresses and with them every reserved one, except the well-known prefix of NAT64.
 * @see https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5
 * @see https://www.rfc-editor.org/rfc/rfc8215
 * @see https://www.rfc-editor.org/rfc/rfc7526
 * @see https://www.rfc-editor.org/rfc/rfc4380
 */
const translatedRanges: readonly ReservedRange[] = [
  { range: ipv4MappedRange, purpose: 'IPv4 addresses in IPv6 notation' },
  { range: '::/96', purpose: 'IPv4 addresses in an obsolete IPv6 notation' },
  { range: '64:ff9b:1::/48', purpose: 'IPv4 addresses behind a local NAT64 gateway' },
  { range: '2002::/16', purpose: 'IPv4 addresses behind a 6to4 relay' },
  { range: '2001::/32', purpose: 'IPv4 addresses behind a Teredo relay' },
];

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
  ...translatedRanges,
  { range: 'fe80::/10', purpose: 'link-local addresses' },
  { range: 'ff00::/8', purpose: 'multicast addresses' },
  { range: 'fd00:ec2::254/128', purpose: 'the instance metadata service of AWS' },
  { range: 'fd20:ce::254/128', purpose: 'the instance metadata service of Google Cloud' },
];

/**
 * Addresses of services of clouds outside of link-local ranges, which describe the virtual machine to any caller. A network
 * may have other addresses of the ranges around them.
 * @see https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16
 * @see https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
 * @see https://docs.oracle.com/en/cloud/iaas/compute-iaas-cloud/stcsg/retrieving-instance-metadata.html
 * @see https://www.scaleway.com/en/docs/instances/how-to/use-cloud-init/
 */
const metadataAddresses: readonly ReservedRange[] = [
  { range: '168.63.129.16/32', purpose: 'the platform service of Azure (WireServer)' },
  { range: '100.100.100.200/32', purpose: 'the instance metadata service of Alibaba Cloud' },
  { range: '192.0.0.192/32', purpose: 'the instance metadata service of Oracle Cloud' },
  { range: 'fd00:42::42/128', purpose: 'the instance metadata service of Scaleway' },
];

/** Ranges that no host and no server is in, each with those by which NAT64 reaches it. */
const rangesWithNat64 = [...reservedRanges, ...metadataAddresses].map((reserved) => ({
  reserved,
  ranges: [reserved.range, ...listNat64Ranges(reserved.range)],
}));

/** Returns the reserved range that contains all addresses of a range; undefined where none does. */
export function tryGetReservedRange(range: string): ReservedRange | undefined {
  return rangesWithNat64.find(({ ranges }) => ranges.some((outer) => isWithinRange(range, outer)))?.reserved;
}

/** Returns a range reserved by standards that has addresses in common with a range; undefined where none has. */
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
