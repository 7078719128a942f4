import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';
import { isWithinRange } from '../../../src/schema/address-range';

/** The IngressClass that every provider of `ingress` serves, so that nobody names a product. */
export const ingressClass = 'default';

/** The ClusterIssuer that every provider of `certificates` makes. */
export const clusterIssuer = 'default';

/** What makes cert-manager fetch a certificate for an Ingress; nothing where nothing provides `certificates`. */
export function certificateAnnotations(cluster: ClusterInfo): Readonly<Record<string, string>> {
  return tryGetEndpoint(cluster, 'certificates') ? { 'cert-manager.io/cluster-issuer': clusterIssuer } : {};
}

/** What is wrong with the address that a controller asks the load balancer for. */
export function validateLoadBalancerAddress(
  { serviceType, address }: { readonly serviceType: string; readonly address?: string | undefined },
  cluster: ClusterInfo,
): readonly Problem[] {
  if (address === undefined) return [];
  if (serviceType !== 'LoadBalancer') {
    const message = `is asked of a load balancer, and serviceType is '${serviceType}'`;
    return [error(['address'], address, message, "remove it, or write serviceType: 'LoadBalancer'")];
  }
  const ranges = tryGetEndpoint(cluster, 'load-balancer')?.addresses;
  if (ranges === undefined || ranges.some((range) => isWithinRange(address, range))) return [];
  const fix = `write one of ${ranges.join(', ')}, or add it there`;
  return [error(['address'], address, 'is none that the load balancer gives out', fix)];
}
