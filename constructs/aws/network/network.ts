import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import type { Construct } from 'constructs';
import { lookUpArns } from '../cloud/arns';
import { addEncryptionKey } from '../cloud/encryption-key';
import { formatName } from '../cloud/names';
import { renderPolicy } from '../cloud/policy-document';
import { selectPrivateLinks, selectRoutes, type ConnectionRoutes } from '../../clouds/network-connections';
import { resolveEgress, type EgressOption } from '../../clouds/network-egress';
import { addAttachments } from './attachments';
import { addConnections } from './connections';
import { addEgress } from './egress';
import { addPrivateLinks } from './private-links';
import { tierTag } from './lookup';
import { addServiceEndpoints } from './service-endpoints';
import { privateRange, resolveSubnets, type SubnetTier } from './subnets';

/** Properties of a network. */
export interface NetworkProps {
  /** Tag `Name` of the VPC. */
  readonly name: string;
  readonly region: string;
  /** Letters of the zones. */
  readonly zones: readonly string[];
  readonly cidr: string;
  readonly natGateways: 'zone' | 'single';
  /** How nodes and pods leave the network. */
  readonly egress: EgressOption;
  readonly flowLogDays: number;
  /** Connections with other networks, by name. */
  readonly connections: Readonly<Record<string, ConnectionRoutes>>;
}

/** Subnets of a tier, by zone. */
type Subnets = Readonly<Record<string, InstanceType<typeof Subnet>>>;

function listIds(subnets: Subnets): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(subnets).map(([zone, { id }]) => [zone, id]));
}

/** Tags of subnets by which AWS finds those of load balancers. */
const loadBalancerTags: Readonly<Partial<Record<SubnetTier, Record<string, string>>>> = {
  public: { 'kubernetes.io/role/elb': '1' },
  private: { 'kubernetes.io/role/internal-elb': '1' },
};

const anyAddress = '0.0.0.0/0';

/**
 * Adds a VPC: private subnets with a way out, subnets of the control plane and of databases without a route
 * to the internet, public subnets for load balancers, an endpoint of S3, and flow logs.
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html
 */
export function addNetwork(scope: Construct, props: NetworkProps): void {
  const { name, region, zones, cidr } = props;
  const vpc = new Vpc(scope, 'vpc', {
    cidrBlock: cidr,
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: { Name: name },
  });
  // Without rules: nothing uses it.
  new DefaultSecurityGroup(scope, 'default-security-group', { vpcId: vpc.id });
  const addSubnets = (tier: SubnetTier): Subnets =>
    Object.fromEntries(
      Object.entries(resolveSubnets(cidr, zones, tier)).map(([zone, cidrBlock]) => [
        zone,
        new Subnet(scope, `${tier}-${zone}`, {
          vpcId: vpc.id,
          cidrBlock,
          availabilityZone: `${region}${zone}`,
          mapPublicIpOnLaunch: false,
          tags: { Name: `${name}-${tier}-${zone}`, [tierTag]: tier, ...loadBalancerTags[tier] },
        }),
      ]),
    );
  const publicSubnets = addSubnets('public');
  const privateSubnets = addSubnets('private');
  const internet = addPublicRoutes(scope, vpc, name, publicSubnets);
  const privateTables = addPrivateTables(scope, vpc, name, privateSubnets);
  const addIsolatedSubnets = (tier: SubnetTier) => {
    const table = new RouteTable(scope, `${tier}-table`, { vpcId: vpc.id, tags: { Name: `${name}-${tier}` } });
    const subnets = addSubnets(tier);
    for (const [zone, { id }] of Object.entries(subnets))
      new RouteTableAssociation(scope, `${tier}-${zone}-routes`, { subnetId: id, routeTableId: table.id });
    return { table, subnets };
  };
  const controlPlane = addIsolatedSubnets('control-plane');
  const data = addIsolatedSubnets('data');
  new VpcEndpoint(scope, 's3', {
    vpcId: vpc.id,
    serviceName: `com.amazonaws.${region}.s3`,
    vpcEndpointType: 'Gateway',
    routeTableIds: Object.values(privateTables),
    tags: { Name: `${name}-s3` },
  });
  const egress = resolveEgress(props.egress);
  const routes = selectRoutes(props.connections);
  const attachments = addAttachments(
    scope,
    [...Object.values(routes).map(({ via }) => via), ...(egress.via === undefined ? [] : [egress.via])],
    { name, vpcId: vpc.id, subnetIds: Object.values(listIds(privateSubnets)) },
  );
  addConnections(scope, routes, {
    routeTables: { ...privateTables, 'control-plane': controlPlane.table.id },
    attachments,
  });
  addEgress(scope, egress, {
    ...{ name, natGateways: props.natGateways, internet, attachments },
    publicSubnets: listIds(publicSubnets),
    routeTables: privateTables,
  });
  if (egress.allowedRanges)
    addServiceEndpoints(scope, {
      ...{ name, vpcId: vpc.id, privateRange: privateRange(cidr) },
      subnetIds: Object.values(listIds(data.subnets)),
    });
  addPrivateLinks(scope, selectPrivateLinks(props.connections), {
    ...{ name, cidr, zones, vpcId: vpc.id },
    subnetIds: listIds(data.subnets),
  });
  addFlowLogs(scope, vpc, props);
}

function addPublicRoutes(
  scope: Construct,
  vpc: InstanceType<typeof Vpc>,
  name: string,
  subnets: Subnets,
): InstanceType<typeof Route> {
  const gateway = new InternetGateway(scope, 'internet', { vpcId: vpc.id, tags: { Name: name } });
  const table = new RouteTable(scope, 'public', { vpcId: vpc.id, tags: { Name: `${name}-public` } });
  for (const [zone, { id }] of Object.entries(subnets))
    new RouteTableAssociation(scope, `public-${zone}-routes`, { subnetId: id, routeTableId: table.id });
  return new Route(scope, 'public-internet', {
    routeTableId: table.id,
    destinationCidrBlock: anyAddress,
    gatewayId: gateway.id,
  });
}

/** Adds a route table for each subnet of nodes; returns their IDs by zone. */
function addPrivateTables(
  scope: Construct,
  vpc: InstanceType<typeof Vpc>,
  name: string,
  subnets: Subnets,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(subnets).map(([zone, subnet]) => {
      const table = new RouteTable(scope, `private-${zone}-table`, {
        vpcId: vpc.id,
        tags: { Name: `${name}-private-${zone}` },
      });
      new RouteTableAssociation(scope, `private-${zone}-routes`, { subnetId: subnet.id, routeTableId: table.id });
      return [zone, table.id];
    }),
  );
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
function addFlowLogs(
  scope: Construct,
  vpc: InstanceType<typeof Vpc>,
  { name, region, flowLogDays }: NetworkProps,
): void {
  const keyArn = addEncryptionKey(scope, 'flow-logs-key', {
    region,
    name: [name, 'flow-logs'],
    description: `Flow logs of the network ${name}`,
    users: ['logs'],
  });
  const group = new CloudwatchLogGroup(scope, 'flow-logs-group', {
    name: `/plinth/${name}/flow-logs`,
    retentionInDays: flowLogDays,
    kmsKeyId: keyArn,
  });
  const role = new IamRole(scope, 'flow-logs-role', {
    name: formatName('iam-role', name, 'flow-logs'),
    assumeRolePolicy: renderPolicy([
      { Effect: 'Allow', Principal: { Service: 'vpc-flow-logs.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]),
  });
  new IamRolePolicy(scope, 'flow-logs-permissions', {
    name: 'write-logs',
    role: role.name,
    policy: renderPolicy([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: [group.arn, `${group.arn}:*`],
      },
      { Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: lookUpArns(scope, region)('logs', 'log-group:*') },
    ]),
  });
  new FlowLog(scope, 'flow-logs', {
    vpcId: vpc.id,
    trafficType: 'ALL',
    logDestination: group.arn,
    iamRoleArn: role.arn,
    tags: { Name: name },
  });
}
