import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import type { Construct } from 'constructs';
import { dataKeyArn } from '../cloud/data-key';
import { renderPolicy } from '../cloud/policy-document';

/** Properties of a queue. */
export interface QueueProps {
  readonly name: string;
  /** Name of the queue of messages that could not be processed. */
  readonly deadLetterName: string;
  /** Times that a message is received before it is moved there. */
  readonly maxReceives: number;
  readonly retentionDays: number;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
}

const secondsPerDay = 86_400;

/**
 * Retention of messages that could not be processed. It counts from when they were first sent.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
 */
const maxRetentionDays = 14;

/** Adds a queue, encrypted and reachable by TLS only, and one for messages that could not be processed. */
export function addQueue(scope: Construct, props: QueueProps): void {
  const { name, deadLetterName, maxReceives, retentionDays, deletionProtection } = props;
  const common = {
    kmsMasterKeyId: dataKeyArn,
    lifecycle: { preventDestroy: deletionProtection },
  };
  const deadLetters = new SqsQueue(scope, 'dead-letters', {
    name: deadLetterName,
    ...common,
    messageRetentionSeconds: maxRetentionDays * secondsPerDay,
  });
  const queue = new SqsQueue(scope, 'queue', {
    name,
    ...common,
    messageRetentionSeconds: retentionDays * secondsPerDay,
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: maxReceives }),
  });
  for (const [id, { url, arn }] of Object.entries({ queue, 'dead-letters': deadLetters }))
    new SqsQueuePolicy(scope, `${id}-policy`, {
      queueUrl: url,
      policy: renderPolicy([
        {
          Sid: 'OnlyTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    });
}
