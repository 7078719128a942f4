import { Ec2TransitGatewayVpcAttachment } from '@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment';
import { VpcPeeringConnectionAccepterA } from '@cdktf/provider-aws/lib/vpc-peering-connection-accepter';
import { VpnGatewayAttachment } from '@cdktf/provider-aws/lib/vpn-gateway-attachment';
import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';

/** VPC that is attached to gateways. */
export interface AttachedVpc {
  /** Tag `Name` of the VPC. */
  readonly name: string;
  readonly vpcId: string;
  /** IDs of the subnets of nodes. */
  readonly subnetIds: readonly string[];
}

/** Resources that routes to gateways and peerings depend on, by the ID of the gateway or peering. */
export type Attachments = ReadonlyMap<string, TerraformDependable>;

/**
 * Accepts peering connections, and attaches a VPC to transit gateways and VPN gateways, each once.
 * @param ids IDs of gateways and peerings; those of network interfaces need no attachment
 * @see https://docs.aws.amazon.com/vpc/latest/peering/working-with-vpc-peering.html
 */
export function addAttachments(scope: Construct, ids: readonly string[], vpc: AttachedVpc): Attachments {
  return new Map(
    [...new Set(ids)].filter((id) => !id.startsWith('eni-')).map((id) => [id, addAttachment(scope, id, vpc)]),
  );
}

function addAttachment(scope: Construct, id: string, { name, vpcId, subnetIds }: AttachedVpc): TerraformDependable {
  const tags = { Name: name };
  if (id.startsWith('pcx-'))
    return new VpcPeeringConnectionAccepterA(scope, id, { vpcPeeringConnectionId: id, autoAccept: true, tags });
  if (id.startsWith('tgw-'))
    return new Ec2TransitGatewayVpcAttachment(scope, id, {
      transitGatewayId: id,
      vpcId,
      subnetIds: [...subnetIds],
      tags,
    });
  return new VpnGatewayAttachment(scope, id, { vpnGatewayId: id, vpcId });
}

/** Argument of a route with its target. */
export type RouteTarget =
  | { readonly vpcPeeringConnectionId: string }
  | { readonly transitGatewayId: string }
  | { readonly networkInterfaceId: string }
  | { readonly gatewayId: string };

/** Returns the argument of a route to a gateway, peering or network interface. */
export function routeTarget(id: string): RouteTarget {
  if (id.startsWith('pcx-')) return { vpcPeeringConnectionId: id };
  if (id.startsWith('eni-')) return { networkInterfaceId: id };
  return id.startsWith('tgw-') ? { transitGatewayId: id } : { gatewayId: id };
}
