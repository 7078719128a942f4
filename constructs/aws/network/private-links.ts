import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import type { Construct } from 'constructs';
import { isWithinRange } from '../../../src/schema/address-range';
import type { PrivateLink, PrivateLinkRules } from '../../clouds/network-connections';
import { formatName } from '../cloud/names';
import { privateRange, resolveSubnets } from './subnets';

/** Name of an endpoint service of AWS PrivateLink, with its region. */
const serviceName = /^com\.amazonaws\.vpce\.([a-z0-9-]+)\.vpce-svc-[0-9a-f]{8,17}$/;

/** Returns the region of an endpoint service; undefined for another ID. */
export function tryGetServiceRegion(via: string): string | undefined {
  return serviceName.exec(via)?.[1];
}

/** Returns the rules for private links: their addresses are in the subnets of databases, one in each zone. */
export function privateLinkRules(cidr: string, zones: readonly string[]): PrivateLinkRules {
  return {
    isService: (via) => tryGetServiceRegion(via) !== undefined,
    subnets: Object.values(resolveSubnets(cidr, zones, 'data')),
    // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    reserved: { first: 4, last: 1 },
  };
}

/** The VPC with the private links. */
export interface LinkedVpc {
  /** Tag `Name` of the VPC. */
  readonly name: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zones: readonly string[];
  /** IDs of the subnets of databases, by zone. */
  readonly subnetIds: Readonly<Record<string, string>>;
}

/**
 * Adds an interface endpoint for each private link, which nodes and pods reach on its ports. Its owner accepts it.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html
 */
export function addPrivateLinks(
  scope: Construct,
  links: Readonly<Record<string, PrivateLink>>,
  { name, vpcId, cidr, zones, subnetIds }: LinkedVpc,
): void {
  const subnets = Object.entries(resolveSubnets(cidr, zones, 'data'));
  for (const [connection, { addresses, ports, service }] of Object.entries(links)) {
    const group = new SecurityGroup(scope, `link-${connection}-security-group`, {
      name: formatName('security-group', name, 'link', connection),
      description: `Private link ${connection}`,
      vpcId,
    });
    for (const port of ports)
      new VpcSecurityGroupIngressRule(scope, `link-${connection}-${port}`, {
        securityGroupId: group.id,
        cidrIpv4: privateRange(cidr),
        description: 'Nodes and pods',
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
      });
    const places = addresses.flatMap((ipv4) => {
      const [zone] = subnets.find(([, range]) => isWithinRange(`${ipv4}/32`, range)) ?? [];
      const subnetId = zone === undefined ? undefined : subnetIds[zone];
      return subnetId === undefined ? [] : [{ ipv4, subnetId }];
    });
    new VpcEndpoint(scope, `link-${connection}`, {
      vpcId,
      serviceName: service,
      vpcEndpointType: 'Interface',
      privateDnsEnabled: false,
      subnetIds: places.map(({ subnetId }) => subnetId),
      subnetConfiguration: places,
      securityGroupIds: [group.id],
      tags: { Name: `${name}-${connection}` },
    });
  }
}
