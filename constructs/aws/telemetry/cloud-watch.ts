import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchLogStream } from '@cdktf/provider-aws/lib/cloudwatch-log-stream';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import {
  checkCloudSignals,
  cloudTelemetryFields,
  gatewayServiceAccount,
  listCollectors,
  provideCloudTelemetry,
  type CloudSignal,
} from '../../clouds/telemetry';
import { cloudWatchLogGroup, cloudWatchLogStream } from '../../components/telemetry/cloud-export';
import { getAwsCloud } from '../cloud/aws-cloud';
import { addEncryptionKey } from '../cloud/encryption-key';
import type { PolicyStatement } from '../cloud/policy-document';
import { checkRequiresAws } from '../cloud/requires-aws';
import { addPodIdentity } from '../identity/pod-identity';

/**
 * Export of telemetry to Amazon CloudWatch: traces to X-Ray, metrics, and logs of containers to a log group of the cluster. The
 * gateway of openTelemetry() sends them by OTLP, with the identity of its pod. Traces need CloudWatch Transaction Search, which
 * is switched on once in an account. The region must have the OTLP endpoints of CloudWatch.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html
 * @example
 * cloudWatch({ signals: ['traces', 'logs'] })
 */
export const cloudWatch = componentKind({
  kind: 'cloud-watch',
  summary: 'Export of traces, metrics and logs to Amazon CloudWatch.',
  schema: z.strictObject({
    ...cloudTelemetryFields,
    logDays: z.int().min(1).max(3653).default(365).describe('days that logs are retained'),
  }),
  requires: () => ['traces'],
  provides: (options) => provideCloudTelemetry(options),
  componentReferences: listCollectors,
  validate: ({ signals }, cluster) => [
    ...checkRequiresAws('cloud-watch', cluster),
    ...checkCloudSignals(signals, cluster),
  ],
  terraformReleases: ({ name, signals, collector, logDays }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        const logGroup = signals.includes('logs') ? addLogGroup(scope, name, logDays, cluster) : undefined;
        addPodIdentity(scope, 'gateway', {
          name: [cluster.platform, cluster.cluster, name],
          serviceAccount: gatewayServiceAccount(collector),
          cluster,
          policies: { write: signals.flatMap((signal) => renderStatements(signal, logGroup)) },
        });
      },
    },
  ],
  releases: () => [],
});

/** Adds the log group of the cluster, encrypted, with the stream that the gateway writes to, and returns its ARN. */
function addLogGroup(scope: Construct, name: string, logDays: number, cluster: ClusterInfo): string {
  const { region } = getAwsCloud(cluster);
  const group = new CloudwatchLogGroup(scope, 'logs', {
    name: cloudWatchLogGroup(cluster),
    retentionInDays: logDays,
    kmsKeyId: addEncryptionKey(scope, 'key', {
      region,
      name: [cluster.platform, cluster.cluster, name],
      description: `Logs of containers of the cluster ${cluster.cluster}`,
      users: ['logs'],
    }),
  });
  new CloudwatchLogStream(scope, 'stream', { name: cloudWatchLogStream, logGroupName: group.name });
  return group.arn;
}

/**
 * Returns the permissions to write telemetry of a kind. IAM knows no resources for traces and metrics.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
function renderStatements(signal: CloudSignal, logGroup: string | undefined): readonly PolicyStatement[] {
  if (signal === 'traces')
    return [
      {
        Effect: 'Allow',
        Action: ['xray:PutSpans', 'xray:PutSpansForIndexing', 'xray:PutTraceSegments'],
        Resource: '*',
      },
    ];
  if (signal === 'metrics') return [{ Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' }];
  return logGroup === undefined
    ? []
    : [
        {
          Effect: 'Allow',
          Action: ['logs:DescribeLogStreams', 'logs:PutLogEvents'],
          Resource: [logGroup, `${logGroup}:*`],
        },
      ];
}
