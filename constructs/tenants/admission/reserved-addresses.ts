import ipaddr from 'ipaddr.js';

/**
 * Returns the CEL expression that is true for an address which no tenant may choose: the addresses at the beginning of each
 * Service range that the API server does not assign by itself (a sixteenth of the range, at least 16 and at most 256), and
 * every address that CEL refuses to parse, such as an IPv4 address with leading zeros, which not every API server refuses by
 * itself. Without the address of the network, which no Service has: the API server shows it in dry runs.
 * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library
 */
export function isReservedAddress(address: string, serviceRanges: readonly string[]): string {
  const conditions = serviceRanges.map((range) => {
    const [network] = ipaddr.parseCIDR(range);
    return `(cidr('${reservedRange(range)}').containsIP(ip(${address})) && ip(${address}) != ip('${network.toString()}'))`;
  });
  if (conditions.length === 0) return 'false';
  return `(!(${address} in ['', 'None']) && (!isIP(${address}) || ${conditions.join(' || ')}))`;
}

/** Returns the CIDR of the reserved addresses: their number is a power of two. */
function reservedRange(serviceRange: string): string {
  const [network, prefixLength] = ipaddr.parseCIDR(serviceRange);
  const bits = (network.kind() === 'ipv4' ? 32 : 128) - prefixLength;
  const reservedBits = Math.min(Math.max(4, bits - 4), 8, bits);
  return `${network.toString()}/${prefixLength + bits - reservedBits}`;
}
