import { LoggingProjectSink } from '@cdktf/provider-google/lib/logging-project-sink';
import { PubsubSubscription } from '@cdktf/provider-google/lib/pubsub-subscription';
import { PubsubSubscriptionIamMember } from '@cdktf/provider-google/lib/pubsub-subscription-iam-member';
import { PubsubTopic } from '@cdktf/provider-google/lib/pubsub-topic';
import { PubsubTopicIamMember } from '@cdktf/provider-google/lib/pubsub-topic-iam-member';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { CloudLogSignal } from '../../clouds/cloud-logs';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';

/** Properties of a subscription to the logs of a cluster. */
export interface LogSubscriptionProps {
  /** Name of sink, topic and subscription. */
  readonly name: string;
  readonly signals: readonly CloudLogSignal[];
  readonly retentionDays: number;
  readonly cluster: ClusterInfo;
}

const secondsPerDay = 86_400;

/** Time in which the collector stores an entry on its volume. */
const ackDeadlineSeconds = 60;

/**
 * Adds a sink, which sends the logs of a cluster to a topic, and its subscription, which does not expire. They are encrypted, and stored in the region of the cluster only.
 */
export function addLogSubscription(
  scope: Construct,
  { name, signals, retentionDays, cluster }: LogSubscriptionProps,
): void {
  const { project, region, clusterKey, labels } = getGoogleCloud(cluster);
  const topic = new PubsubTopic(scope, 'topic', {
    name,
    ...(clusterKey === undefined ? {} : { kmsKeyName: clusterKey }),
    messageStoragePolicy: { allowedPersistenceRegions: [region] },
    labels: renderLabels(labels),
  });
  new PubsubSubscription(scope, 'subscription', {
    name,
    topic: topic.id,
    messageRetentionDuration: `${retentionDays * secondsPerDay}s`,
    ackDeadlineSeconds,
    expirationPolicy: { ttl: '' },
    labels: renderLabels(labels),
  });
  const sink = new LoggingProjectSink(scope, 'sink', {
    name,
    project,
    destination: `pubsub.googleapis.com/${topic.id}`,
    filter: renderFilter(signals, cluster),
    uniqueWriterIdentity: true,
  });
  new PubsubTopicIamMember(scope, 'write', {
    project,
    topic: topic.name,
    role: 'roles/pubsub.publisher',
    member: sink.writerIdentity,
  });
}

/** Principal that reads a subscription. */
export interface LogReaderProps {
  /** Name of the subscription, with its project. */
  readonly subscription: string;
  /** Member of IAM. */
  readonly member: string;
}

/** Lets a principal read a subscription. */
export function addLogReader(scope: Construct, id: string, { subscription, member }: LogReaderProps): void {
  new PubsubSubscriptionIamMember(scope, id, { subscription, role: 'roles/pubsub.subscriber', member });
}

/**
 * Returns the filter of the sink, in the query language of Cloud Logging.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/view-logs#control-plane-logs
 * @see https://cloud.google.com/vpc/docs/access-flow-logs
 */
function renderFilter(signals: readonly CloudLogSignal[], cluster: ClusterInfo): string {
  const { clusterName, region, network } = getGoogleCloud(cluster);
  // The location of a zonal cluster is its zone.
  const place = `resource.labels.cluster_name="${clusterName}" AND resource.labels.location:"${region}"`;
  const subnet = network.subnet.split('/').at(-1) ?? '';
  const filters: Readonly<Record<CloudLogSignal, string>> = {
    audit: `(log_id("cloudaudit.googleapis.com/activity") OR log_id("cloudaudit.googleapis.com/data_access")) AND resource.type="k8s_cluster" AND ${place}`,
    'control-plane': `resource.type="k8s_control_plane_component" AND ${place}`,
    'flow-logs': `(log_id("compute.googleapis.com/vpc_flows") OR log_id("networkmanagement.googleapis.com/vpc_flows")) AND resource.labels.subnetwork_name="${subnet}"`,
  };
  return signals.map((signal) => `(${filters[signal]})`).join(' OR ');
}
