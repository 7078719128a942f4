import { Route } from '@cdktf/provider-aws/lib/route';
import type { Construct } from 'constructs';
import type { ConnectionRoutes } from '../../clouds/network-connections';
import { routeTarget, type Attachments } from './attachments';

/** The VPC that is connected. */
export interface ConnectedVpc {
  /** IDs of the route tables of the subnets of nodes, by zone, and of those of API servers. */
  readonly routeTables: Readonly<Record<string, string>>;
  readonly attachments: Attachments;
}

/**
 * Adds routes from the subnets of nodes and API servers to other networks. Databases and load balancers get none. The security
 * groups of nodes allow no connection from other networks, and those of API servers that of `apiClients` only.
 */
export function addConnections(
  scope: Construct,
  connections: Readonly<Record<string, ConnectionRoutes>>,
  { routeTables, attachments }: ConnectedVpc,
): void {
  for (const [name, { cidrs, via }] of Object.entries(connections)) {
    const attachment = attachments.get(via);
    for (const cidr of cidrs)
      for (const [zone, routeTableId] of Object.entries(routeTables))
        new Route(scope, `connection-${name}-${cidr.replace(/[.:/]+/g, '-')}-${zone}`, {
          routeTableId,
          ...(cidr.includes(':') ? { destinationIpv6CidrBlock: cidr } : { destinationCidrBlock: cidr }),
          ...routeTarget(via),
          ...(attachment ? { dependsOn: [attachment] } : {}),
        });
  }
}
