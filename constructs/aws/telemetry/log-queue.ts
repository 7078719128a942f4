import { CloudwatchLogSubscriptionFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-subscription-filter';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { KinesisFirehoseDeliveryStream } from '@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { cloudLogPrefix, cloudLogQueueName, cloudLogSuffix } from '../../components/telemetry/cloud-logs';
import { getAwsCloud } from '../cloud/aws-cloud';
import { addEncryptionKey } from '../cloud/encryption-key';
import { formatName } from '../cloud/names';
import { partition } from '../cloud/partition';
import { renderPolicy, type PolicyStatement } from '../cloud/policy-document';
import { addLogBucket } from './log-bucket';

/** Queue of logs, with its bucket and keys, for the permissions of its reader. */
export interface LogQueue {
  readonly queueArn: string;
  readonly bucketArn: string;
  readonly keyArns: readonly string[];
}

/** Properties of a queue of logs. */
export interface LogQueueProps {
  /** Name of the component. */
  readonly name: string;
  readonly cluster: ClusterInfo;
  readonly retentionDays: number;
  readonly logGroups: readonly { readonly id: string; readonly name: string; readonly filterPattern: string }[];
}

const secondsPerDay = 86_400;

/** Time in which the collector stores the objects that one request names. */
const visibilitySeconds = 300;

/**
 * Adds a stream that writes the events of log groups to a bucket, and a queue with the names of its objects, all encrypted with
 * a key of the cluster.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs.html
 */
export function addLogQueue(scope: Construct, props: LogQueueProps): LogQueue {
  const { name, cluster, retentionDays, logGroups } = props;
  const { region } = getAwsCloud(cluster);
  const queueName = cloudLogQueueName(cluster);
  const { accountId } = new DataAwsCallerIdentity(scope, 'account');
  const keyArn = addEncryptionKey(scope, 'key', {
    region,
    name: [cluster.platform, cluster.cluster, name],
    description: `Logs of the cluster ${cluster.cluster} that are exported`,
    users: ['s3'],
  });
  const bucket = addLogBucket(scope, { name: queueName, keyArn, retentionDays });
  const queue = new SqsQueue(scope, 'queue', {
    name: queueName,
    kmsMasterKeyId: keyArn,
    messageRetentionSeconds: retentionDays * secondsPerDay,
    visibilityTimeoutSeconds: visibilitySeconds,
  });
  const queuePolicy = new SqsQueuePolicy(scope, 'queue-policy', {
    queueUrl: queue.url,
    policy: renderPolicy([
      {
        Sid: 'Bucket',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue.arn,
        Condition: { ArnEquals: { 'aws:SourceArn': bucket.arn }, StringEquals: { 'aws:SourceAccount': accountId } },
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
  new S3BucketNotification(scope, 'notification', {
    bucket: bucket.id,
    queue: [{ queueArn: queue.arn, events: ['s3:ObjectCreated:*'], filterPrefix: cloudLogPrefix }],
    dependsOn: [queuePolicy],
  });
  const addServiceRole = (
    id: string,
    trust: Omit<PolicyStatement, 'Effect' | 'Action'>,
    policy: readonly PolicyStatement[],
  ) => {
    const role = new IamRole(scope, `${id}-role`, {
      name: formatName('iam-role', cluster.platform, cluster.cluster, name, id),
      assumeRolePolicy: renderPolicy([{ ...trust, Effect: 'Allow', Action: 'sts:AssumeRole' }]),
    });
    return {
      arn: role.arn,
      policy: new IamRolePolicy(scope, `${id}-permissions`, {
        name: 'write-logs',
        role: role.name,
        policy: renderPolicy(policy),
      }),
    };
  };
  const writer = addServiceRole(
    'stream',
    {
      Principal: { Service: 'firehose.amazonaws.com' },
      Condition: { StringEquals: { 'sts:ExternalId': accountId } },
    },
    [
      {
        Effect: 'Allow',
        Action: [
          's3:AbortMultipartUpload',
          's3:GetBucketLocation',
          's3:ListBucket',
          's3:ListBucketMultipartUploads',
          's3:PutObject',
        ],
        Resource: [bucket.arn, `${bucket.arn}/*`],
      },
      { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
    ],
  );
  const stream = new KinesisFirehoseDeliveryStream(scope, 'stream', {
    name: queueName,
    destination: 'extended_s3',
    serverSideEncryption: { enabled: true, keyType: 'CUSTOMER_MANAGED_CMK', keyArn },
    extendedS3Configuration: {
      roleArn: writer.arn,
      bucketArn: bucket.arn,
      prefix: cloudLogPrefix,
      errorOutputPrefix: 'errors/',
      // CloudWatch Logs has compressed the records with gzip.
      compressionFormat: 'UNCOMPRESSED',
      fileExtension: `${cloudLogSuffix}.gz`,
      bufferingSize: 1,
      bufferingInterval: 60,
      kmsKeyArn: keyArn,
    },
    dependsOn: [writer.policy],
  });
  const sender = addServiceRole(
    'filter',
    {
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Condition: {
        StringLike: { 'aws:SourceArn': `arn:${partition(region)}:logs:${region}:${accountId}:*` },
      },
    },
    [{ Effect: 'Allow', Action: ['firehose:PutRecord', 'firehose:PutRecordBatch'], Resource: stream.arn }],
  );
  for (const { id, name: logGroupName, filterPattern } of logGroups)
    new CloudwatchLogSubscriptionFilter(scope, `${id}-filter`, {
      name: queueName,
      logGroupName,
      filterPattern,
      destinationArn: stream.arn,
      roleArn: sender.arn,
      dependsOn: [sender.policy],
    });
  return { queueArn: queue.arn, bucketArn: bucket.arn, keyArns: [keyArn] };
}
