import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { lookUpArns } from '../cloud/arns';
import { getAwsCloud } from '../cloud/aws-cloud';
import { clusterReferences, nodeRoleReferences } from '../cloud/cluster-references';
import { formatName } from '../cloud/names';
import { renderPolicy } from '../cloud/policy-document';
import { addPodIdentity } from '../identity/pod-identity';
import { renderKarpenterPermissions } from './karpenter-permissions';

/** Returns the name of the queue with interruptions of a cluster's instances. */
export function interruptionQueue({ platform, cluster }: ClusterInfo): string {
  return formatName('sqs-queue', platform, cluster, 'interruptions');
}

/** Returns the name of the instance profile of nodes. */
export function nodeInstanceProfile({ platform, cluster }: ClusterInfo): string {
  return formatName('iam-role', platform, cluster, 'karpenter-node');
}

/**
 * Events of AWS after which Karpenter replaces a node before its pods are lost.
 * @see https://karpenter.sh/docs/concepts/disruption/#interruption
 */
const events = {
  health: { source: 'aws.health', type: 'AWS Health Event' },
  rebalance: { source: 'aws.ec2', type: 'EC2 Instance Rebalance Recommendation' },
  spot: { source: 'aws.ec2', type: 'EC2 Spot Instance Interruption Warning' },
  state: { source: 'aws.ec2', type: 'EC2 Instance State-change Notification' },
} as const;

/**
 * Adds what Karpenter needs in AWS: permissions of its pods, the profile of its nodes, and a queue with interruptions.
 * @param usesSpot whether node pools may have spot instances
 */
export function addKarpenterInfrastructure(
  scope: Construct,
  { name, usesSpot }: { readonly name: string; readonly usesSpot: boolean },
  cluster: ClusterInfo,
): void {
  const { region, clusterName } = getAwsCloud(cluster);
  const queue = new SqsQueue(scope, 'interruptions', {
    name: interruptionQueue(cluster),
    messageRetentionSeconds: 300,
    sqsManagedSseEnabled: true,
  });
  new SqsQueuePolicy(scope, 'interruptions-policy', {
    queueUrl: queue.url,
    policy: renderPolicy([
      {
        Sid: 'Events',
        Effect: 'Allow',
        Principal: { Service: ['events.amazonaws.com', 'sqs.amazonaws.com'] },
        Action: 'sqs:SendMessage',
        Resource: queue.arn,
      },
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: queue.arn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
  });
  for (const [id, { source, type }] of Object.entries(events)) {
    const rule = new CloudwatchEventRule(scope, `${id}-events`, {
      name: formatName('event-rule', cluster.platform, cluster.cluster, id),
      eventPattern: JSON.stringify({ source: [source], 'detail-type': [type] }),
    });
    new CloudwatchEventTarget(scope, `${id}-target`, { rule: rule.name, arn: queue.arn });
  }
  const nodeRole = nodeRoleReferences(scope, cluster);
  new IamInstanceProfile(scope, 'node-profile', {
    name: nodeInstanceProfile(cluster),
    role: nodeRole.name,
  });
  addPodIdentity(scope, 'controller', {
    name: [cluster.platform, cluster.cluster, name],
    serviceAccount: { namespace: name, name },
    cluster,
    policies: renderKarpenterPermissions({
      region,
      usesSpot,
      clusterArn: clusterReferences(scope, cluster).arn,
      clusterName,
      queueArn: queue.arn,
      nodeRoleArn: nodeRole.arn,
      arn: lookUpArns(scope, region),
    }),
  });
}
