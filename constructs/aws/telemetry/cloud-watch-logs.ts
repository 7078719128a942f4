import { z } from 'zod';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error, type Problem } from '../../../src/schema/problem';
import {
  checkQueueVolume,
  cloudLogFields,
  cloudLogServiceAccount,
  provideCloudLogs,
  retentionDays,
} from '../../clouds/cloud-logs';
import { listCollectors } from '../../clouds/telemetry';
import { controlPlaneLogGroup } from '../../components/telemetry/cloud-logs';
import { getAwsCloud, tryGetAwsCloud } from '../cloud/aws-cloud';
import { partition } from '../cloud/partition';
import { checkRequiresAws } from '../cloud/requires-aws';
import { addPodIdentity } from '../identity/pod-identity';
import { addLogQueue, type LogQueue } from './log-queue';

const schema = z.strictObject({
  ...cloudLogFields,
  retentionDays: retentionDays(14, 7),
  flowLogGroup: z
    .string()
    .regex(/^[A-Za-z0-9_/.#-]{1,512}$/, 'must be the name of a log group: write one such as /acme/flow-logs')
    .optional()
    .meta({ examples: ['/acme/flow-logs'] })
    .describe('name of the log group with the flow logs of an existing network; @default that of the created network'),
  queue: z
    .strictObject({
      url: z
        .string()
        .regex(
          /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[0-9]{12}\/[A-Za-z0-9_-]{1,80}$/,
          'must be the URL of a queue: write one such as https://sqs.eu-north-1.amazonaws.com/123456789012/acme-logs',
        )
        .meta({ examples: ['https://sqs.eu-north-1.amazonaws.com/123456789012/acme-logs'] })
        .describe('URL of the SQS queue that receives the events of the bucket'),
      bucket: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket: write one such as acme-logs')
        .meta({ examples: ['acme-logs'] })
        .describe('name of the S3 bucket with the records of subscription filters, as Data Firehose writes them'),
      encryptionKeys: z
        .array(z.string().regex(/^arn:aws[a-z-]*:kms:[^:]+:[0-9]{12}:key\/[a-z0-9-]+$/, 'must be the ARN of a KMS key'))
        .readonly()
        .default([])
        .meta({ examples: [['arn:aws:kms:eu-north-1:123456789012:key/00000000-0000-0000-0000-000000000000']] })
        .describe('ARNs of the KMS keys of queue and bucket; @default keys of AWS'),
    })
    .optional()
    .meta({
      examples: [{ url: 'https://sqs.eu-north-1.amazonaws.com/123456789012/acme-logs', bucket: 'acme-logs' }],
    })
    .describe('existing queue and bucket, which only this cluster reads; @default created, with subscription filters'),
});

type Options = z.output<typeof schema>;

/**
 * Audit log of the API server, other logs of the control plane, and flow logs of the network, from Amazon CloudWatch Logs for
 * the exports of openTelemetry(). Subscription filters send them by Data Firehose to a bucket, and a queue has the names of its
 * objects. A collector reads both, with the identity of its pod, and removes what it has stored on its volume.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 * @example
 * cloudWatchLogs({ signals: ['audit', 'flow-logs'] })
 */
export const cloudWatchLogs = componentKind({
  kind: 'cloud-watch-logs',
  summary: 'Audit, control plane and flow logs from Amazon CloudWatch Logs, for exports.',
  schema,
  requires: () => ['traces'],
  provides: (options) => provideCloudLogs(options, { id: options.queue?.url, bucket: options.queue?.bucket }),
  componentReferences: listCollectors,
  validate: (options, cluster) => [
    ...checkRequiresAws('cloud-watch-logs', cluster),
    ...checkQueueVolume('cloud-watch-logs', cluster),
    ...checkAccount(options, cluster),
    ...checkFlowLogGroup(options, cluster),
  ],
  terraformReleases: (options, cluster) => [
    {
      name: options.name,
      stack: 'infrastructure',
      add: (scope) => {
        const { name, collector } = options;
        const queue = options.queue
          ? resolveExistingQueue(options.queue, cluster)
          : addLogQueue(scope, { ...options, logGroups: listLogGroups(options, cluster), cluster });
        addPodIdentity(scope, 'collector', {
          name: [cluster.platform, cluster.cluster, name],
          serviceAccount: cloudLogServiceAccount(collector),
          cluster,
          policies: { read: renderStatements(queue) },
        });
      },
    },
  ],
  releases: () => [],
});

/** Checks that the URL of the created queue, of which the account is a part, is known. */
function checkAccount({ queue }: Options, cluster: ClusterInfo): readonly Problem[] {
  const cloud = tryGetAwsCloud(cluster);
  if (!cloud || cloud.account !== undefined || queue !== undefined) return [];
  return [
    error(
      [],
      'cloud-watch-logs',
      'requires the account of the cluster, for the URL of the queue',
      'set `account` of the cluster',
    ),
  ];
}

function checkFlowLogGroup({ signals, flowLogGroup, queue }: Options, cluster: ClusterInfo): readonly Problem[] {
  const cloud = tryGetAwsCloud(cluster);
  if (!cloud || queue !== undefined || !signals.includes('flow-logs')) return [];
  if ('name' in cloud.network || flowLogGroup !== undefined) return [];
  return [
    error(
      ['signals'],
      'flow-logs',
      'are in a log group that Plinth does not know, since the network exists without it',
      'set `flowLogGroup`, or remove flow-logs',
    ),
  ];
}

/** Log group, and which of its events are sent to the queue. */
interface SelectedLogGroup {
  readonly id: string;
  readonly name: string;
  /** Pattern of a subscription filter. */
  readonly filterPattern: string;
}

/**
 * Lists the log groups. The log group of a created control plane is a resource of the same stack.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
function listLogGroups({ signals, flowLogGroup }: Options, cluster: ClusterInfo): readonly SelectedLogGroup[] {
  const { clusterName, network, existing } = getAwsCloud(cluster);
  const networkGroup = flowLogGroup ?? ('name' in network ? `/plinth/${network.name}/flow-logs` : undefined);
  const hasAudit = signals.includes('audit');
  const hasOthers = signals.includes('control-plane');
  const isAudit = '$.apiVersion = "audit.k8s.io/v1"';
  return [
    ...(hasAudit || hasOthers
      ? [
          {
            id: 'control-plane',
            name: existing ? controlPlaneLogGroup(clusterName) : '${aws_cloudwatch_log_group.cluster-logs.name}',
            // Other logs of the control plane are no JSON.
            filterPattern: hasAudit && hasOthers ? '' : hasAudit ? `{ ${isAudit} }` : '-"audit.k8s.io/v1"',
          },
        ]
      : []),
    ...(signals.includes('flow-logs') && networkGroup !== undefined
      ? [{ id: 'flow-logs', name: networkGroup, filterPattern: '' }]
      : []),
  ];
}

function resolveExistingQueue(
  { url, bucket, encryptionKeys }: NonNullable<Options['queue']>,
  cluster: ClusterInfo,
): LogQueue {
  const { region } = getAwsCloud(cluster);
  const [, queueRegion = region, account = '', name = ''] =
    /^https:\/\/sqs\.([^.]+)\.[^/]+\/([0-9]+)\/(.+)$/.exec(url) ?? [];
  return {
    queueArn: `arn:${partition(region)}:sqs:${queueRegion}:${account}:${name}`,
    bucketArn: `arn:${partition(region)}:s3:::${bucket}`,
    keyArns: encryptionKeys,
  };
}

/** Returns the permissions to read the queue and the objects that it names. */
function renderStatements({ queueArn, bucketArn, keyArns }: LogQueue) {
  return [
    { Effect: 'Allow' as const, Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], Resource: queueArn },
    { Effect: 'Allow' as const, Action: 's3:GetObject', Resource: `${bucketArn}/*` },
    ...(keyArns.length === 0 ? [] : [{ Effect: 'Allow' as const, Action: 'kms:Decrypt', Resource: [...keyArns] }]),
  ];
}
