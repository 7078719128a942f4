import type { Construct } from 'constructs';
import { z } from 'zod';
import { isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { error } from '../../../src/schema/problem';
import { deletionProtectionSchema } from '../../clouds/deletion-protection';
import { addIdentityBinding, identityBindingKeys } from '../../clouds/identity-binding';
import { checkUseNames, listNamedUses } from '../../clouds/named-uses';
import { getAwsCloud, listApiEgress, tryGetAwsCloud } from '../cloud/aws-cloud';
import { dataKeyRelease, dataKeyStatement } from '../cloud/data-key';
import { formatName, tryGetNameError } from '../cloud/names';
import { partition, servicesDomain } from '../cloud/partition';
import type { PolicyStatement } from '../cloud/policy-document';
import { checkRequiresAws } from '../cloud/requires-aws';
import { addQueue } from './sqs-queue';

const schema = z.strictObject({
  retentionDays: z.int().min(1).max(14).default(4).describe('days that messages are retained'),
  maxReceives: z
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe('times that a message is received before it is moved to the queue `<name>-dead`'),
  deletionProtection: deletionProtectionSchema('queues'),
});

type Options = z.output<typeof schema>;

/**
 * Message queues of Amazon SQS for workloads with `uses: { queue: { type: 'sqs' } }`. Their pods have permissions, and no
 * access key. SQS speaks a protocol of its own: clients of Kafka or AMQP need another server.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
 * @example
 * sqs({ retentionDays: 14 })
 */
export const sqs = componentKind({
  kind: 'sqs',
  summary: 'Message queues on request, in Amazon SQS.',
  schema,
  validate: (_, cluster) => {
    const cloud = tryGetAwsCloud(cluster);
    if (!cloud || cloud.account !== undefined) return checkRequiresAws('sqs', cluster);
    return [
      error([], 'sqs', 'requires the account of the cluster, for the URLs of queues', 'set `account` of the cluster'),
    ];
  },
  provides: (options) => ({ queue: provideQueues(options) }),
  releases: () => [],
});

function provideQueues(options: Options): ProvidedCapability {
  return {
    endpoint: { api: 'sqs', bindingKeys: identityBindingKeys('queue', 'region') },
    validateTenant: (tenant, cluster) =>
      checkUseNames(tenant, 'queue', (use) => tryGetNameError('sqs-queue', queueName(use, cluster))),
    forTenant: (tenant, { cluster }) => addTenantQueues(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, cluster);
        },
        egress: listApiEgress(cluster),
        permissions: { queue: renderStatements(provided, workload.tenant, cluster) },
      };
    },
  };
}

function queueName({ workload, use }: ProvidedUse, { platform, environment }: ClusterInfo): string {
  return formatName('sqs-queue', platform, environment, workload.tenant, resolveUseName(workload.name, use));
}

function addTenantQueues(tenant: TenantPlan, options: Options, cluster: ClusterInfo) {
  const uses = listProvidedUses(tenant, 'queue');
  if (uses.length === 0) return {};
  const queues = listNamedUses(uses, (use) => queueName(use, cluster));
  return {
    terraformReleases: [
      dataKeyRelease(tenant.name, cluster),
      ...[...queues].map(([name, queue]) => ({
        name: `queue-${name}`,
        stack: 'data' as const,
        cloudNames: () => [`queue ${queue}`],
        add: (scope: Construct) => {
          const { maxReceives, retentionDays, deletionProtection } = options;
          const deadLetterName = formatName('sqs-queue', queue, 'dead');
          addQueue(scope, { name: queue, deadLetterName, maxReceives, retentionDays, deletionProtection });
        },
      })),
    ],
  };
}

function addBindingSecret(scope: Construct, provided: ProvidedUse, cluster: ClusterInfo): void {
  const { region, account = '' } = getAwsCloud(cluster);
  const host = `sqs.${region}.${servicesDomain(region)}`;
  const queue = queueName(provided, cluster);
  const uri = `https://${host}/${account}/${queue}`;
  addIdentityBinding(scope, provided, {
    type: 'sqs',
    provider: 'aws',
    host,
    port: 443,
    fields: { queue, region },
    uri,
  });
}

/** Returns the permissions of a workload: to send to and receive from its own queues, and the key of its tenant through SQS. */
function renderStatements(
  provided: readonly ProvidedUse[],
  tenant: string,
  cluster: ClusterInfo,
): readonly PolicyStatement[] {
  const { region, account = '' } = getAwsCloud(cluster);
  const queues = [...new Set(provided.map((use) => queueName(use, cluster)))];
  return [
    {
      Effect: 'Allow',
      Action: [
        ...['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
        ...['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
      ],
      Resource: queues.map((queue) => `arn:${partition(region)}:sqs:${region}:${account}:${queue}`),
    },
    dataKeyStatement(tenant, cluster, `arn:${partition(region)}:kms:${region}:${account}:key/*`, [
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ]),
  ];
}
