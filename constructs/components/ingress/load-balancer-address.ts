import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { listServiceRanges } from '../../../src/kinds/cluster-ranges';
import { error, type Problem } from '../../../src/schema/problem';
import { addressFamily, isWithinRange } from '../../../src/schema/address-range';

/** Checks the load balancer address of an ingress controller: its Service type and the ranges of the load balancer. */
export function validateLoadBalancerAddress(
  { serviceType, address }: { readonly serviceType: string; readonly address?: string | undefined },
  cluster: ClusterInfo,
): readonly Problem[] {
  if (address === undefined) return [];
  if (serviceType !== 'LoadBalancer') {
    const message = `requires a load balancer, and serviceType is '${serviceType}'`;
    return [error(['address'], address, message, "remove it or write serviceType: 'LoadBalancer'")];
  }
  const ranges = tryGetEndpoint(cluster, 'load-balancer')?.addresses;
  if (ranges === undefined || ranges.some((range) => isWithinRange(address, range))) return [];
  const fix = `write an address in ${ranges.join(', ')}, or add it to these ranges`;
  return [error(['address'], address, 'is not in the address ranges of the load balancer', fix)];
}

/**
 * Returns the field `ipFamilyPolicy` of the Service of an ingress controller. On a dual-stack cluster whose load balancer has
 * addresses of both IP families, the Service gets one of each; with a fixed address, only that one.
 */
export function renderIpFamilyPolicy(
  { serviceType, address }: { readonly serviceType: string; readonly address?: string | undefined },
  cluster: ClusterInfo,
): { readonly ipFamilyPolicy?: 'PreferDualStack' } {
  if (!cluster.dualStack || address !== undefined) return {};
  const addresses = tryGetEndpoint(cluster, 'load-balancer')?.addresses ?? [];
  const families = new Set(addresses.map(addressFamily));
  const hasBothFamilies = listServiceRanges(cluster).every((range) => families.has(addressFamily(range)));
  return serviceType !== 'LoadBalancer' || hasBothFamilies ? { ipFamilyPolicy: 'PreferDualStack' } : {};
}
