import type { ArnFunction } from '../cloud/arns';
import { partition } from '../cloud/partition';
import type { PolicyStatement } from '../cloud/policy-document';

/** Properties of the permissions of Karpenter. */
export interface KarpenterPermissionsProps {
  readonly region: string;
  /** Whether node pools may have spot instances. */
  readonly usesSpot: boolean;
  /** Expression of the ARN of the cluster. */
  readonly clusterArn: string;
  /** Name of the cluster in AWS. */
  readonly clusterName: string;
  /** Expression of the ARN of the queue with interruptions. */
  readonly queueArn: string;
  /** Expression of the ARN of the role of nodes. */
  readonly nodeRoleArn: string;
  /** Returns ARNs of the account and region. */
  readonly arn: ArnFunction;
}

/**
 * Returns the permissions of Karpenter's controller by name: to start instances with the tags of this cluster, and to change
 * and terminate those only. The names of the instance profile and of the subnets are in the objects of the node classes, so
 * that it needs no permission to create profiles.
 * @see https://karpenter.sh/docs/reference/cloudformation/#karpentercontrollerpolicy
 */
export function renderKarpenterPermissions(
  props: KarpenterPermissionsProps,
): Readonly<Record<string, readonly PolicyStatement[]>> {
  return {
    instances: [...renderInstanceStatements(props), ...(props.usesSpot ? [renderSpotStatement(props)] : [])],
    lookups: renderLookupStatements(props),
  };
}

function renderInstanceStatements({ region, clusterName, nodeRoleArn }: KarpenterPermissionsProps) {
  const ec2 = (resource: string, account = '*') => `arn:${partition(region)}:ec2:${region}:${account}:${resource}`;
  const created = ['fleet', 'instance', 'volume', 'network-interface', 'launch-template', 'spot-instances-request'].map(
    (type) => ec2(`${type}/*`),
  );
  const ownership = `kubernetes.io/cluster/${clusterName}`;
  const requested = {
    StringEquals: {
      [`aws:RequestTag/${ownership}`]: 'owned',
      'aws:RequestTag/eks:eks-cluster-name': clusterName,
    },
    StringLike: { 'aws:RequestTag/karpenter.sh/nodepool': '*' },
  };
  const owned = {
    StringEquals: { [`aws:ResourceTag/${ownership}`]: 'owned' },
    StringLike: { 'aws:ResourceTag/karpenter.sh/nodepool': '*' },
  };
  return [
    {
      Sid: 'StartFrom',
      Effect: 'Allow',
      Action: ['ec2:RunInstances', 'ec2:CreateFleet'],
      Resource: [
        ...[ec2('image/*', ''), ec2('snapshot/*', '')],
        ...['security-group', 'subnet', 'capacity-reservation'].map((type) => ec2(`${type}/*`)),
      ],
    },
    {
      Sid: 'StartFromTemplates',
      Effect: 'Allow',
      Action: ['ec2:RunInstances', 'ec2:CreateFleet'],
      Resource: ec2('launch-template/*'),
      Condition: owned,
    },
    {
      Sid: 'Start',
      Effect: 'Allow',
      Action: ['ec2:RunInstances', 'ec2:CreateFleet', 'ec2:CreateLaunchTemplate'],
      Resource: created,
      Condition: requested,
    },
    {
      Sid: 'TagAtStart',
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: created,
      Condition: {
        ...requested,
        StringEquals: {
          ...requested.StringEquals,
          'ec2:CreateAction': ['RunInstances', 'CreateFleet', 'CreateLaunchTemplate'],
        },
      },
    },
    {
      Sid: 'TagInstances',
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: ec2('instance/*'),
      Condition: {
        ...owned,
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['eks:eks-cluster-name', 'karpenter.sh/nodeclaim', 'Name'] },
      },
    },
    {
      Sid: 'Terminate',
      Effect: 'Allow',
      Action: ['ec2:TerminateInstances', 'ec2:DeleteLaunchTemplate'],
      Resource: [ec2('instance/*'), ec2('launch-template/*')],
      Condition: owned,
    },
    {
      Sid: 'PassNodeRole',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: nodeRoleArn,
      Condition: { StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] } },
    },
  ] as const satisfies readonly PolicyStatement[];
}

/**
 * Returns the permission to create the role by which EC2 starts spot instances. EC2 creates it at the first request of an account, if the
 * caller may; otherwise it starts none.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
 */
function renderSpotStatement({ region, arn }: KarpenterPermissionsProps): PolicyStatement {
  const service = 'spot.amazonaws.com';
  return {
    Sid: 'SpotRole',
    Effect: 'Allow',
    Action: 'iam:CreateServiceLinkedRole',
    Resource: globalArn(region, arn, `role/aws-service-role/${service}/AWSServiceRoleForEC2Spot`),
    Condition: { StringEquals: { 'iam:AWSServiceName': service } },
  };
}

function renderLookupStatements({ clusterArn, region, queueArn, arn }: KarpenterPermissionsProps) {
  return [
    {
      Sid: 'Describe',
      Effect: 'Allow',
      Action: [
        ...['AvailabilityZones', 'CapacityReservations', 'Images', 'Instances', 'InstanceStatus', 'InstanceTypes'],
        ...[
          'InstanceTypeOfferings',
          'LaunchTemplates',
          'PlacementGroups',
          'SecurityGroups',
          'SpotPriceHistory',
          'Subnets',
        ],
      ].map((resource) => `ec2:Describe${resource}`),
      // IAM knows no resources for these.
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': region } },
    },
    { Sid: 'Prices', Effect: 'Allow', Action: 'pricing:GetProducts', Resource: '*' },
    {
      Sid: 'Images',
      Effect: 'Allow',
      Action: 'ssm:GetParameter',
      Resource: `arn:${partition(region)}:ssm:${region}::parameter/aws/service/*`,
    },
    { Sid: 'Cluster', Effect: 'Allow', Action: 'eks:DescribeCluster', Resource: clusterArn },
    {
      Sid: 'Profile',
      Effect: 'Allow',
      Action: 'iam:GetInstanceProfile',
      Resource: globalArn(region, arn, 'instance-profile/*'),
    },
    {
      Sid: 'Interruptions',
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueUrl'],
      Resource: queueArn,
    },
  ] as const satisfies readonly PolicyStatement[];
}

/** IAM is global: its ARNs have no region. */
function globalArn(region: string, arn: ArnFunction, resource: string): string {
  return arn('iam', resource).replace(`:${region}:`, '::');
}
