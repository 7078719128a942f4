import { DataAwsVpcEndpointService } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import type { Construct } from 'constructs';
import { formatName } from '../cloud/names';

/**
 * Services of AWS that nodes, add-ons of EKS and components of `plinth/aws` call, and that have endpoints in a VPC. S3 has an
 * endpoint in each network.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 */
const services = [
  'ec2',
  'ecr.api',
  'ecr.dkr',
  'eks',
  'eks-auth',
  'elasticloadbalancing',
  'logs',
  'monitoring',
  'secretsmanager',
  'sqs',
  'ssm',
  'sts',
  'xray',
];

/** Port of the services. */
const httpsPort = 443;

/** The VPC with the endpoints. */
export interface EndpointVpc {
  /** Tag `Name` of the VPC. */
  readonly name: string;
  readonly vpcId: string;
  /** Range of nodes and pods, which reach the endpoints. */
  readonly privateRange: string;
  /** IDs of the subnets of the endpoints. */
  readonly subnetIds: readonly string[];
}

/**
 * Adds private endpoints of the services that nodes need, for a network that does not reach their public addresses. Terraform's
 * plan fails for a service that has none in the region.
 */
export function addServiceEndpoints(scope: Construct, { name, vpcId, privateRange, subnetIds }: EndpointVpc): void {
  const group = new SecurityGroup(scope, 'endpoints', {
    name: formatName('security-group', name, 'endpoints'),
    description: 'Endpoints of services of AWS',
    vpcId,
    tags: { Name: `${name}-endpoints` },
  });
  new VpcSecurityGroupIngressRule(scope, 'endpoints-nodes', {
    securityGroupId: group.id,
    description: 'Nodes and pods',
    cidrIpv4: privateRange,
    ipProtocol: 'tcp',
    fromPort: httpsPort,
    toPort: httpsPort,
  });
  for (const service of services) {
    const id = `endpoint-${service.replace('.', '-')}`;
    const { serviceName } = new DataAwsVpcEndpointService(scope, `${id}-service`, {
      service,
      serviceType: 'Interface',
    });
    new VpcEndpoint(scope, id, {
      vpcId,
      serviceName,
      vpcEndpointType: 'Interface',
      subnetIds: [...subnetIds],
      securityGroupIds: [group.id],
      privateDnsEnabled: true,
      tags: { Name: `${name}-${service}` },
    });
  }
}
