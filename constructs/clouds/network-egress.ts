import { z } from 'zod';
import { addressFamily, isWithinRange, rangesOverlap } from '../../src/schema/address-range';
import { cidr, nonEmptyList } from '../../src/schema/field-types';
import { error, type Problem } from '../../src/schema/problem';
import { privateRanges } from '../../src/schema/reserved-ranges';
import type { CloudConnections } from './network-connections';

/** Option `egress` of a network that Plinth creates. */
export type EgressOption =
  | 'nat-gateway'
  | 'none'
  | { readonly via?: string | undefined; readonly allowedRanges?: readonly string[] | undefined };

/** Way out of a network that Plinth creates. */
export interface NetworkEgress {
  /** Whether NAT gateways with public addresses lead to the internet. */
  readonly hasNat: boolean;
  /** What leads out instead, such as an appliance of the company; undefined for NAT gateways and for none. */
  readonly via: string | undefined;
  /** Public ranges that nodes and pods reach; undefined for all addresses, empty for none. */
  readonly allowedRanges: readonly string[] | undefined;
}

/** Terraform output of a network stack with the addresses that others see, for their allow-lists. */
export const egressAddressesOutput = {
  name: 'egress-addresses',
  description: 'Public addresses from which nodes and pods reach the internet',
} as const;

/** Risks of another way out, by option, for `plinth diff`. */
export const egressRisks = {
  'network.egress':
    'connections of nodes and pods with addresses outside of the network are interrupted, and fail where it does not lead to them any more',
} as const;

/** Address of a firewall or router. */
export const applianceAddress = z
  .ipv4('must be an IPv4 address: write one such as 10.80.0.4')
  .meta({ examples: ['10.80.0.4'] });

/** Schema of the number of public addresses of a NAT gateway in Azure and Google Cloud. */
export const natAddressesSchema = z
  .int()
  .min(1)
  .max(16)
  .default(1)
  .describe(
    'number of public addresses of the NAT gateway, for about 64,000 connections with each server per address; without meaning where `egress` has none',
  );

/**
 * Most ranges that nodes may reach: each is a route or part of a rule in every zone.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
const maxAllowedRanges = 40;

/**
 * Returns the schema of the option `egress` of a network that Plinth creates.
 * @param via schema of the ID or address in `via`
 * @param privateEndpoints services that nodes reach without a way to the internet
 */
export function egressSchema(via: z.ZodType<string, string>, viaDescription: string, privateEndpoints: string) {
  return z
    .union([
      z.enum(['nat-gateway', 'none']),
      z
        .strictObject({
          via: via.optional().describe(`${viaDescription}; @default NAT gateways`),
          allowedRanges: nonEmptyList(cidr)
            .refine((ranges) => ranges.length <= maxAllowedRanges, `must have at most ${maxAllowedRanges} ranges`)
            .optional()
            .meta({ examples: [['203.0.113.0/24']] })
            .describe('public address ranges that nodes and pods reach, and no others; @default all'),
        })
        .refine((egress) => Object.keys(egress).length > 0, 'must have `via` or `allowedRanges`'),
    ])
    .default('nat-gateway')
    .describe(
      `how nodes and pods leave the network: by NAT gateways with fixed addresses, through a firewall or router of yours (\`via\`), to some addresses only (\`allowedRanges\`), or not at all (\`none\`); without all public addresses, ${privateEndpoints}`,
    );
}

/** Returns the way out of a network that Plinth creates. */
export function resolveEgress(egress: EgressOption): NetworkEgress {
  if (egress === 'nat-gateway') return { hasNat: true, via: undefined, allowedRanges: undefined };
  if (egress === 'none') return { hasNat: false, via: undefined, allowedRanges: [] };
  const { via, allowedRanges } = egress;
  return { hasNat: via === undefined, via, allowedRanges };
}

/** Schema of the option `outbound` of an existing network, whose routes the definition states. */
export const existingOutboundSchema = z
  .enum(['nat-gateway', 'route-table', 'none'])
  .default('nat-gateway')
  .describe(
    'how nodes and pods leave the existing network: by a NAT gateway, by a route table that leads to a firewall or router of yours, or to private networks only (`none`), so that calls of public addresses are errors',
  );

/** Returns the ranges that nodes of a cluster in an existing network reach; undefined for all addresses. */
export function listExistingEgressRanges(outbound: string): readonly string[] | undefined {
  return outbound === 'none' ? privateRanges : undefined;
}

/** Checks the ranges that nodes may reach: connections lead to private ones. */
export function checkAllowedRanges(egress: EgressOption): readonly Problem[] {
  const { allowedRanges = [] } = resolveEgress(egress);
  return allowedRanges.flatMap((range, index) => {
    const path = ['network', 'egress', 'allowedRanges', index];
    if (addressFamily(range) !== 'ipv4')
      return [error(path, range, 'is a range of IPv6, which the network does not have', 'remove it')];
    if (range.endsWith('/0'))
      return [error(path, range, 'contains all addresses', 'write the ranges of servers, or remove `allowedRanges`')];
    const privateRange = privateRanges.find((other) => addressFamily(other) === 'ipv4' && rangesOverlap(range, other));
    if (privateRange !== undefined)
      return [
        error(
          path,
          range,
          `overlaps with ${privateRange}, whose addresses are private`,
          'write public ranges here, and private ones in a connection',
        ),
      ];
    const outer = allowedRanges.find(
      (other, position) => position !== index && !other.endsWith('/0') && isWithinRange(range, other),
    );
    return outer === undefined || (outer === range && allowedRanges.indexOf(range) === index)
      ? []
      : [error(path, range, `is within ${outer} of the list`, 'remove it')];
  });
}

/**
 * Checks that the appliance that leads out is in a connected network, to which the network has routes.
 * @param networkCidr range of the network itself, where the appliance may be; @default it may not
 */
export function checkAppliance(
  egress: EgressOption,
  connections: CloudConnections,
  networkCidr?: string,
): readonly Problem[] {
  const { via } = resolveEgress(egress);
  if (via === undefined || !z.ipv4().safeParse(via).success) return [];
  const ranges = [
    ...(networkCidr === undefined ? [] : [networkCidr]),
    ...Object.values(connections).flatMap(({ cidrs }) => cidrs),
  ];
  if (ranges.some((range) => isWithinRange(`${via}/32`, range))) return [];
  return [
    error(
      ['network', 'egress', 'via'],
      via,
      'is in no connected network',
      'add a connection with its network, whose `cidrs` contain the address',
    ),
  ];
}
