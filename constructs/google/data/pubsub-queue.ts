import { PubsubSubscription } from '@cdktf/provider-google/lib/pubsub-subscription';
import { PubsubSubscriptionIamMember } from '@cdktf/provider-google/lib/pubsub-subscription-iam-member';
import { PubsubTopic } from '@cdktf/provider-google/lib/pubsub-topic';
import { PubsubTopicIamMember } from '@cdktf/provider-google/lib/pubsub-topic-iam-member';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { serviceAgent } from '../cloud/encryption-key';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';
import { tryGetTenantKey } from './tenant-key';

/** Properties of a queue. */
export interface QueueProps {
  /** Name of the topic, and of its subscription. */
  readonly name: string;
  /** Name of the topic of messages that could not be processed, and of its subscription. */
  readonly deadLetterName: string;
  readonly tenant: string;
  readonly cluster: ClusterInfo;
  /** Times that a message is delivered before it is moved there. */
  readonly maxReceives: number;
  readonly retentionDays: number;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
}

const secondsPerDay = 86_400;

/** Time in which a consumer must acknowledge a message, unless its SDK extends it. */
const ackDeadlineSeconds = 60;

/**
 * Adds a topic with one subscription, so that a message is processed once, and both for messages that could not be processed.
 * They are encrypted, and stored in the region of the cluster only. Subscriptions that nothing reads do not expire.
 * @see https://cloud.google.com/pubsub/docs/handling-failures
 */
export function addQueue(scope: Construct, props: QueueProps): void {
  const { name, deadLetterName, tenant, cluster, maxReceives, retentionDays, deletionProtection } = props;
  const { project, projectNumber, region, labels } = getGoogleCloud(cluster);
  const key = tryGetTenantKey(tenant, cluster);
  const retention = `${retentionDays * secondsPerDay}s`;
  const lifecycle = { preventDestroy: deletionProtection };
  const addTopic = (id: string, topic: string) =>
    new PubsubTopic(scope, id, {
      name: topic,
      ...(key === undefined ? {} : { kmsKeyName: key }),
      messageStoragePolicy: { allowedPersistenceRegions: [region] },
      labels: renderLabels(labels),
      lifecycle,
    });
  const common = {
    messageRetentionDuration: retention,
    ackDeadlineSeconds,
    expirationPolicy: { ttl: '' },
    labels: renderLabels(labels),
    lifecycle,
  };
  const deadLetters = addTopic('dead-letters', deadLetterName);
  new PubsubSubscription(scope, 'dead-letter-subscription', {
    name: deadLetterName,
    topic: deadLetters.id,
    ...common,
  });
  const subscription = new PubsubSubscription(scope, 'subscription', {
    name,
    topic: addTopic('topic', name).id,
    ...common,
    retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
    deadLetterPolicy: { deadLetterTopic: deadLetters.id, maxDeliveryAttempts: maxReceives },
  });
  // Pub/Sub itself moves messages to the other topic.
  const member = serviceAgent('pubsub', projectNumber);
  new PubsubTopicIamMember(scope, 'move-dead-letters', {
    project,
    topic: deadLetters.name,
    role: 'roles/pubsub.publisher',
    member,
  });
  new PubsubSubscriptionIamMember(scope, 'take-dead-letters', {
    project,
    subscription: subscription.name,
    role: 'roles/pubsub.subscriber',
    member,
  });
}
