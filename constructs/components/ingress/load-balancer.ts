import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { listServiceRanges } from '../../../src/kinds/cluster-ranges';
import { error, type Problem } from '../../../src/schema/problem';
import { addressFamily, isWithinRange } from '../../../src/schema/address-range';
import { ipAddress } from '../../../src/schema/field-types';

/** Options of an ingress controller for its Service. */
export interface LoadBalancerOptions {
  readonly serviceType: 'LoadBalancer' | 'NodePort' | 'ClusterIP';
  readonly address?: string | undefined;
  readonly internal: boolean;
}

/** Fields of the schemas of ingress controllers for their Services. */
export const loadBalancerFields = {
  serviceType: z
    .enum(['LoadBalancer', 'NodePort', 'ClusterIP'])
    .default('LoadBalancer')
    .describe('type of the Service of the controller'),
  address: ipAddress.optional().describe('IP address of the load balancer; @default any free address'),
  internal: z
    .boolean()
    .default(false)
    .describe(
      'whether the load balancer of a cloud has addresses of the network of the cluster only, which connected networks reach, and the internet does not',
    ),
};

/** Checks the load balancer of an ingress controller: its Service type, its addresses and whether it can be internal. */
export function validateLoadBalancer(
  { serviceType, address, internal }: LoadBalancerOptions,
  cluster: ClusterInfo,
): readonly Problem[] {
  const { addresses: ranges, internalAnnotations } = tryGetEndpoint(cluster, 'load-balancer') ?? {};
  const problems: Problem[] = [];
  if (serviceType !== 'LoadBalancer') {
    const message = `requires a load balancer, and serviceType is '${serviceType}'`;
    const fix = "remove it or write serviceType: 'LoadBalancer'";
    if (address !== undefined) problems.push(error(['address'], address, message, fix));
    if (internal) problems.push(error(['internal'], internal, message, fix));
    return problems;
  }
  if (internal && internalAnnotations === undefined) {
    const fix = 'remove it, and write `address`, or `internalAnnotations` of the load balancer on an existing cluster';
    problems.push(error(['internal'], internal, 'the load balancer of the cluster assigns no internal addresses', fix));
  }
  if (address === undefined || ranges === undefined || ranges.some((range) => isWithinRange(address, range)))
    return problems;
  const message = 'is not in the address ranges of the load balancer';
  return [
    ...problems,
    ranges.length === 0
      ? error(['address'], address, 'the load balancer of the cluster has no fixed addresses', 'remove it')
      : error(['address'], address, message, `write an address in ${ranges.join(', ')}, or add it to these ranges`),
  ];
}

/** Returns the annotations of the Service of an ingress controller, which the provider of its load balancer requires. */
export function renderServiceAnnotations(
  { serviceType, internal }: LoadBalancerOptions,
  cluster: ClusterInfo,
): { readonly annotations?: Readonly<Record<string, string>> } {
  const { annotations, internalAnnotations } = tryGetEndpoint(cluster, 'load-balancer') ?? {};
  if (serviceType !== 'LoadBalancer' || (annotations === undefined && !internal)) return {};
  return { annotations: { ...annotations, ...(internal ? internalAnnotations : {}) } };
}

/**
 * Returns the field `ipFamilyPolicy` of the Service of an ingress controller. On a dual-stack cluster whose load balancer has
 * addresses of both IP families, the Service gets one of each; with a fixed address, only that one.
 */
export function renderIpFamilyPolicy(
  { serviceType, address }: Pick<LoadBalancerOptions, 'serviceType' | 'address'>,
  cluster: ClusterInfo,
): { readonly ipFamilyPolicy?: 'PreferDualStack' } {
  if (!cluster.dualStack || address !== undefined) return {};
  const addresses = tryGetEndpoint(cluster, 'load-balancer')?.addresses ?? [];
  const families = new Set(addresses.map(addressFamily));
  const hasBothFamilies = listServiceRanges(cluster).every((range) => families.has(addressFamily(range)));
  return serviceType !== 'LoadBalancer' || hasBothFamilies ? { ipFamilyPolicy: 'PreferDualStack' } : {};
}
