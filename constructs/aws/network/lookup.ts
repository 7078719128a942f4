import { DataAwsSubnets } from '@cdktf/provider-aws/lib/data-aws-subnets';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import type { Construct } from 'constructs';
import type { AwsNetwork } from '../cloud/aws-cloud';
import type { SubnetTier } from './subnets';

/** Tag of subnets with their purpose. */
export const tierTag = 'plinth.dev/tier';

/** Returns the ID of a VPC, or the expression of it. */
export function lookUpVpc(scope: Construct, network: AwsNetwork): string {
  if ('id' in network) return network.id;
  return new DataAwsVpc(scope, 'vpc', { tags: { Name: network.name } }).id;
}

/**
 * Returns the IDs of the subnets of a tier, or the expression of them.
 * @param zones letters of the zones with the region, such as `eu-north-1a`; @default all zones
 */
export function lookUpSubnets(
  scope: Construct,
  network: AwsNetwork,
  vpcId: string,
  tier: Exclude<SubnetTier, 'public'>,
  zones?: readonly string[],
): string[] {
  const existing = 'id' in network ? [...subnetsOf(network, tier)] : undefined;
  if (existing && !zones) return existing;
  const id = zones ? `${tier}-${zones.join('-')}` : tier;
  return new DataAwsSubnets(scope, `${id}-subnets`, {
    filter: [
      { name: 'vpc-id', values: [vpcId] },
      existing ? { name: 'subnet-id', values: existing } : { name: `tag:${tierTag}`, values: [tier] },
      ...(zones ? [{ name: 'availability-zone', values: [...zones] }] : []),
    ],
  }).ids;
}

function subnetsOf(network: Extract<AwsNetwork, { id: string }>, tier: Exclude<SubnetTier, 'public'>) {
  if (tier === 'private') return network.privateSubnets;
  return tier === 'data' ? network.dataSubnets : network.controlPlaneSubnets;
}
