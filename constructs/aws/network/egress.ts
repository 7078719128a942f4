import { Eip } from '@cdktf/provider-aws/lib/eip';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import { egressAddressesOutput, egressSchema, type NetworkEgress } from '../../clouds/network-egress';
import { addOutput } from '../../terraform/output';
import { routeTarget, type Attachments } from './attachments';

/** Schema of the option `egress` of a network that Plinth creates. */
export const awsEgressSchema = egressSchema(
  z
    .string()
    .regex(
      /^(tgw|vgw|eni)-[0-9a-f]{8,17}$/,
      'must be the ID of a transit gateway, VPN gateway or network interface: write one such as tgw-0123456789abcdef0',
    )
    .meta({ examples: ['tgw-0123456789abcdef0'] }),
  'ID of the transit gateway or VPN gateway, or of the network interface of an appliance in the VPC, that leads out',
  'nodes reach the services of AWS that they need by private endpoints',
);

/** The VPC with a way out. */
export interface EgressVpc {
  /** Tag `Name` of the VPC. */
  readonly name: string;
  readonly natGateways: 'zone' | 'single';
  /** IDs of the public subnets, by zone. */
  readonly publicSubnets: Readonly<Record<string, string>>;
  /** Route of the public subnets to the internet. */
  readonly internet: TerraformDependable;
  /** IDs of the route tables of the subnets of nodes, by zone. */
  readonly routeTables: Readonly<Record<string, string>>;
  readonly attachments: Attachments;
}

/**
 * Adds routes from the subnets of nodes to the internet, or to the allowed ranges only: an address without a route is not
 * reached. NAT gateways have fixed addresses, which are an output of the stack.
 */
export function addEgress(scope: Construct, { hasNat, via, allowedRanges }: NetworkEgress, vpc: EgressVpc): void {
  const gateways = hasNat ? addNatGateways(scope, vpc) : new Map<string, InstanceType<typeof NatGateway>>();
  const [firstGateway] = gateways.values();
  const attachment = via === undefined ? undefined : vpc.attachments.get(via);
  for (const [zone, routeTableId] of Object.entries(vpc.routeTables)) {
    const natGatewayId = (gateways.get(zone) ?? firstGateway)?.id;
    const target = via === undefined ? (natGatewayId === undefined ? undefined : { natGatewayId }) : routeTarget(via);
    if (target === undefined) continue;
    for (const range of allowedRanges ?? [undefined])
      new Route(scope, `private-${zone}-${range === undefined ? 'internet' : range.replace(/[./]/g, '-')}`, {
        routeTableId,
        destinationCidrBlock: range ?? '0.0.0.0/0',
        ...target,
        ...(attachment ? { dependsOn: [attachment] } : {}),
      });
  }
}

function addNatGateways(scope: Construct, { name, natGateways, publicSubnets, internet }: EgressVpc) {
  const subnets = Object.entries(publicSubnets).slice(0, natGateways === 'single' ? 1 : undefined);
  const gateways = subnets.map(([zone, subnetId]) => {
    const address = new Eip(scope, `nat-${zone}-address`, { domain: 'vpc', tags: { Name: `${name}-nat-${zone}` } });
    const gateway = new NatGateway(scope, `nat-${zone}`, {
      allocationId: address.allocationId,
      subnetId,
      tags: { Name: `${name}-${zone}` },
      dependsOn: [internet],
    });
    return { zone, gateway, address: address.publicIp };
  });
  addOutput(
    scope,
    egressAddressesOutput,
    gateways.map(({ address }) => address),
  );
  return new Map(gateways.map(({ zone, gateway }) => [zone, gateway]));
}
