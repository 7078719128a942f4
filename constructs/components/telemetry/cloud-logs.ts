import { cloudLogSignals } from '../../../src/definition/capability';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { NetworkRule } from '../../../src/kinds/network-rules';
import { digest } from '../../digest';
import {
  metadataServer,
  podIdentityAgent,
  workloadIdentityLabel,
  type CredentialServer,
} from '../../kubernetes/pod-credentials';
import { workloadIdentity } from './cloud-export';
import type { Components } from './collector-configuration';
import { selectExports, type Exports } from './export-options';
import { recordAttribute } from './record-attributes';

/** Capability of components that let a collector read the logs which the cluster's cloud itself stores. */
export const cloudLogs = 'cloud-logs';

/** Logs that a cloud itself stores. */
export type CloudLogSignal = (typeof cloudLogSignals)[number];

/** Secret with the client ID of the collector's identity in Azure, in the namespace of the collector. */
export const cloudLogIdentitySecret = { name: 'cloud-logs', key: 'client-id' } as const;

/** Beginning of the keys of objects with logs in the bucket of a queue in AWS. */
export const cloudLogPrefix = 'logs/';

/** Suffix of these keys: concatenated JSON, compressed with gzip. */
export const cloudLogSuffix = '.json';

/** Port of the Kafka protocol of Azure Event Hubs. */
const kafkaPort = 9093;

/** What a collector needs to read the logs of a cloud from a queue, with the identity of its pod. */
export interface CloudLogs {
  readonly signals: readonly CloudLogSignal[];
  readonly receivers: Components;
  readonly extensions: Components;
  /** Processors in their order, after which a record has its text as body and the attribute `plinth.record`. */
  readonly processors: Components;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Connections to the queue. */
  readonly egress: readonly NetworkRule[];
  /** Whether the pod reads its client ID from `cloudLogIdentitySecret`. */
  readonly usesAzureIdentity: boolean;
}

/** Longest name without the digest at its end. */
const maxNameLength = 41;

/**
 * Returns the name of the queue with the logs of a cluster, and of all that belongs to it: unique in all accounts of a cloud,
 * and valid for Amazon S3 and SQS, Azure Event Hubs and Google Pub/Sub.
 */
export function cloudLogQueueName({ platform, cluster, cloud }: ClusterInfo): string {
  const suffix = digest([platform, cluster, cloud?.account ?? '', cloud?.region ?? '']).slice(0, 8);
  const name = `logs-${platform}-${cluster}`.replace(/-+/g, '-').slice(0, maxNameLength).replace(/-$/, '');
  return `${name}-${suffix}`;
}

/** Name of the event hub in the namespace that Plinth creates. */
export const eventHubName = 'logs';

/** Event hub with the logs of a cluster. */
export interface EventHub {
  readonly namespace: string;
  readonly name: string;
}

/** Returns the event hub with the logs of a cluster, from its resource ID where it exists without Plinth. */
export function resolveEventHub(cluster: ClusterInfo, id: string | undefined): EventHub {
  const [, namespace, name] = /\/namespaces\/([^/]+)\/eventhubs\/([^/]+)$/.exec(id ?? '') ?? [];
  return { namespace: namespace ?? cloudLogQueueName(cluster), name: name ?? eventHubName };
}

/** Returns the name of the log group to which EKS writes the logs of a control plane. */
export function controlPlaneLogGroup(clusterName: string): string {
  return `/aws/eks/${clusterName}/cluster`;
}

/** Cloud of a cluster as far as the queues of its logs depend on it. */
interface CloudPlace {
  readonly region: string;
  readonly account?: string | undefined;
  readonly clusterName?: string;
  readonly network?: { readonly dataCidr?: string | undefined };
}

interface QueueEndpoint {
  readonly id?: string | undefined;
  readonly bucket?: string | undefined;
}

type CloudSource = Omit<CloudLogs, 'signals'>;

const sources: Readonly<
  Record<string, (cluster: ClusterInfo, cloud: CloudPlace, queue: QueueEndpoint) => CloudSource>
> = { aws: renderAwsSource, azure: renderAzureSource, google: renderGoogleSource };

/** Returns how a collector reads the logs of the cluster's cloud; undefined where no component provides them. */
export function tryGetCloudLogs(cluster: ClusterInfo): CloudLogs | undefined {
  const queue = tryGetEndpoint(cluster, cloudLogs)?.logQueue;
  const renderSource = sources[cluster.cloud?.provider ?? ''];
  if (queue === undefined || cluster.cloud === undefined || renderSource === undefined) return undefined;
  return { signals: queue.signals, ...renderSource(cluster, cluster.cloud, queue) };
}

/** Returns the destinations of the logs of the cluster's cloud. */
export function selectCloudLogExports(exports: Exports, cluster: ClusterInfo): Exports {
  if (cluster.cloud === undefined) return {};
  return Object.assign({}, ...cloudLogSignals.map((signal) => selectExports(exports, signal))) as Exports;
}

/**
 * Objects of a bucket, of which a queue has the names: CloudWatch Logs itself cannot be read without loss, since events reach it
 * later than their time.
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/awss3receiver
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
function renderAwsSource(
  cluster: ClusterInfo,
  { region, account = '', clusterName = cluster.cluster }: CloudPlace,
  { id, bucket }: QueueEndpoint,
): CloudSource {
  const name = cloudLogQueueName(cluster);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const encoding = 'awslogs_encoding/cloud';
  const group = 'resource.attributes["aws.log.group.names"][0]';
  const isControlPlane = `${group} == "${controlPlaneLogGroup(clusterName)}"`;
  return {
    receivers: {
      'awss3/cloud': {
        s3downloader: {
          region,
          s3_bucket: bucket ?? name,
          ...(bucket === undefined ? { s3_prefix: cloudLogPrefix } : {}),
        },
        sqs: { region, queue_url: id ?? `https://sqs.${region}.${domain}/${account}/${name}` },
        encodings: [{ extension: encoding, suffix: bucket === undefined ? cloudLogSuffix : '' }],
      },
    },
    extensions: { [encoding]: { format: 'cloudwatch' } },
    processors: {
      'transform/record': renderStatements([
        setRecord('flow-logs'),
        setRecord('control-plane', isControlPlane),
        setRecord(
          'audit',
          `${isControlPlane} and IsMatch(resource.attributes["aws.log.stream.names"][0], "^kube-apiserver-audit-")`,
        ),
      ]),
      ...moveRecordToResource,
    },
    podLabels: {},
    egress: [{ peer: 'outside-cluster', ports: [443] }, renderCredentialRule(podIdentityAgent)],
    usesAzureIdentity: false,
  };
}

/**
 * Messages of an event hub by its Kafka protocol, which keeps the position of the reader. A message has several records.
 * @see https://learn.microsoft.com/azure/event-hubs/apache-kafka-configurations
 * @see https://learn.microsoft.com/azure/azure-monitor/platform/stream-monitoring-data-event-hubs
 */
function renderAzureSource(cluster: ClusterInfo, { network }: CloudPlace, { id }: QueueEndpoint): CloudSource {
  const { namespace, name } = resolveEventHub(cluster, id);
  const host = `${namespace}.servicebus.windows.net`;
  const identity = 'azureauth/cloud-logs';
  const dataCidr = network?.dataCidr;
  // The created namespace has a private endpoint only; where an existing one is, is not known.
  const isElsewhere = id !== undefined || dataCidr === undefined;
  return {
    receivers: {
      'kafka/cloud': {
        brokers: [`${host}:${kafkaPort}`],
        client_id: cloudLogQueueName(cluster),
        group_id: cloudLogQueueName(cluster),
        initial_offset: 'earliest',
        logs: { topics: [name], encoding: 'json' },
        tls: {},
        auth: { sasl: { mechanism: 'OAUTHBEARER', oauthbearer_token_source: identity } },
        // Event Hubs closes idle connections after four minutes, and knows no epochs.
        conn_idle_timeout: '3m',
        session_timeout: '30s',
        use_leader_epoch: false,
        // The position follows the queue on the volume.
        message_marking: { after: true, on_error: false, on_permanent_error: true },
        error_backoff: { enabled: true, initial_interval: '1s', max_interval: '30s', max_elapsed_time: '0s' },
      },
    },
    extensions: { [identity]: { workload_identity: workloadIdentity, scopes: [`https://${host}/.default`] } },
    processors: {
      'transform/records': renderStatements(['set(body, body["records"]) where IsList(body["records"])']),
      unroll: {},
      'transform/record': renderStatements([
        setRecord('control-plane'),
        setRecord('audit', 'IsMatch(body["category"], "^kube-audit")'),
        // In an existing event hub: records of Traffic Analytics, and of flow logs of virtual networks.
        setRecord('flow-logs', 'body["Type"] == "NTANetAnalytics" or body["category"] == "FlowLogFlowEvent"'),
        'set(attributes["azure.category"], body["category"]) where body["category"] != nil',
        ...setTime('body["time"]'),
        'set(body, body["properties"]["log"]) where IsString(body["properties"]["log"])',
        'set(body, String(body)) where not IsString(body)',
        'replace_pattern(body, "[\\r\\n]+$", "")',
      ]),
      ...moveRecordToResource,
    },
    podLabels: { [workloadIdentityLabel]: 'true' },
    egress: [
      // Tokens of Microsoft Entra.
      { peer: 'outside-cluster', ports: [443, ...(isElsewhere ? [kafkaPort] : [])] },
      ...(dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [kafkaPort] }]),
    ],
    usesAzureIdentity: true,
  };
}

/**
 * Messages of a subscription, each an entry of Cloud Logging in JSON.
 * @see https://cloud.google.com/logging/docs/export/pubsub
 */
function renderGoogleSource(cluster: ClusterInfo, { account = '' }: CloudPlace, { id }: QueueEndpoint): CloudSource {
  const encoding = 'text_encoding/cloud';
  return {
    receivers: {
      'googlecloudpubsub/cloud': {
        project: account,
        subscription: id ?? `projects/${account}/subscriptions/${cloudLogQueueName(cluster)}`,
        encoding,
      },
    },
    extensions: { [encoding]: { encoding: 'utf8' } },
    processors: {
      'transform/record': renderStatements([
        'set(cache, ParseJSON(body))',
        setRecord('control-plane'),
        setRecord('audit', 'IsMatch(cache["logName"], "/logs/cloudaudit[.]googleapis[.]com%2F")'),
        setRecord('flow-logs', 'IsMatch(cache["logName"], "/logs/[a-z]+[.]googleapis[.]com%2Fvpc_flows$")'),
        ...setTime('cache["timestamp"]'),
      ]),
      ...moveRecordToResource,
    },
    podLabels: {},
    egress: [{ peer: 'outside-cluster', ports: [443] }, renderCredentialRule(metadataServer)],
    usesAzureIdentity: false,
  };
}

function setRecord(signal: CloudLogSignal, condition?: string): string {
  const statement = `set(attributes["${recordAttribute}"], "${signal}")`;
  return condition === undefined ? statement : `${statement} where ${condition}`;
}

/** Returns the statements that set the time of a record from an RFC 3339 text in UTC, whose seconds may have a fraction. */
function setTime(path: string): readonly string[] {
  return [
    `set(time, Time(${path}, "%Y-%m-%dT%H:%M:%S.%fZ")) where IsMatch(${path}, "[.][0-9]+Z$")`,
    `set(time, Time(${path}, "%Y-%m-%dT%H:%M:%SZ")) where IsMatch(${path}, ":[0-9]+Z$")`,
  ];
}

function renderStatements(statements: readonly string[]) {
  return { error_mode: 'ignore', log_statements: [{ context: 'log', statements }] };
}

/** Makes the attribute `plinth.record` one of the resource, as agents do. */
const moveRecordToResource = { 'groupbyattrs/record': { keys: [recordAttribute] } };

function renderCredentialRule({ cidr, port }: CredentialServer): NetworkRule {
  return { peer: { cidr }, ports: [port] };
}
