import { Ec2TransitGatewayVpcAttachment } from '@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment';
import { Route } from '@cdktf/provider-aws/lib/route';
import { VpcPeeringConnectionAccepterA } from '@cdktf/provider-aws/lib/vpc-peering-connection-accepter';
import { VpnGatewayAttachment } from '@cdktf/provider-aws/lib/vpn-gateway-attachment';
import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { ConnectionRoutes } from '../../clouds/network-connections';

/** The VPC that is connected. */
export interface ConnectedVpc {
  /** Tag `Name` of the VPC. */
  readonly name: string;
  readonly vpcId: string;
  /** IDs of the route tables of the subnets of nodes, by zone, and of those of API servers. */
  readonly routeTables: Readonly<Record<string, string | undefined>>;
  /** IDs of the subnets of nodes. */
  readonly subnetIds: readonly string[];
}

/** Argument of a route with the target of a connection. */
type RouteTarget =
  { readonly vpcPeeringConnectionId: string } | { readonly transitGatewayId: string } | { readonly gatewayId: string };

/**
 * Connects the subnets of nodes and API servers with other networks: accepts a peering connection, or attaches the VPC to a
 * gateway, and adds routes. Databases and load balancers get none. The security groups of nodes allow no connection from
 * other networks, and those of API servers that of `apiClients` only.
 * @see https://docs.aws.amazon.com/vpc/latest/peering/working-with-vpc-peering.html
 */
export function addConnections(
  scope: Construct,
  connections: Readonly<Record<string, ConnectionRoutes>>,
  vpc: ConnectedVpc,
): void {
  const attachments = new Map<string, TerraformDependable>();
  for (const { via } of Object.values(connections))
    if (!attachments.has(via)) attachments.set(via, attach(scope, via, vpc));
  for (const [name, { cidrs, via }] of Object.entries(connections)) {
    const attachment = attachments.get(via);
    for (const cidr of cidrs)
      for (const [zone, routeTableId] of Object.entries(vpc.routeTables))
        if (routeTableId !== undefined)
          new Route(scope, `connection-${name}-${cidr.replace(/[.:/]+/g, '-')}-${zone}`, {
            routeTableId,
            ...(cidr.includes(':') ? { destinationIpv6CidrBlock: cidr } : { destinationCidrBlock: cidr }),
            ...routeTarget(via),
            ...(attachment ? { dependsOn: [attachment] } : {}),
          });
  }
}

function attach(scope: Construct, via: string, { name, vpcId, subnetIds }: ConnectedVpc): TerraformDependable {
  const tags = { Name: name };
  if (via.startsWith('pcx-'))
    return new VpcPeeringConnectionAccepterA(scope, via, { vpcPeeringConnectionId: via, autoAccept: true, tags });
  if (via.startsWith('tgw-'))
    return new Ec2TransitGatewayVpcAttachment(scope, via, {
      transitGatewayId: via,
      vpcId,
      subnetIds: [...subnetIds],
      tags,
    });
  return new VpnGatewayAttachment(scope, via, { vpnGatewayId: via, vpcId });
}

function routeTarget(via: string): RouteTarget {
  if (via.startsWith('pcx-')) return { vpcPeeringConnectionId: via };
  return via.startsWith('tgw-') ? { transitGatewayId: via } : { gatewayId: via };
}
