import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { helmValues, quantity } from '../../../src/schema/field-types';
import {
  bucketReleases,
  bucketSchema,
  checkBucket,
  listBucketSecrets,
  tryResolveBucket,
  type Bucket,
} from '../storage/object-store';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { alloyReleases } from './alloy';
import { collectorNamespace, containerLogsResource, warnIfLogsNotCollected } from './log-collection';
import { metricsPanel } from '../../monitoring/dashboard';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'loki';
const podLabels = { 'app.kubernetes.io/name': 'loki' };

const schema = z.strictObject({
  retentionDays: z.int().min(1).default(30).describe('number of days before logs are deleted'),
  storageGiB: z
    .number()
    .min(0)
    .default(50)
    .describe(
      'size of the volume of Loki, in GiB; with `s3` it only holds data that is not uploaded yet; with 0 there is no volume, and its data is lost with the pod',
    ),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volume; @default the default StorageClass'),
  s3: bucketSchema(namespace)
    .optional()
    .meta({ examples: [{ name: 'acme-logs', endpoint: 's3.eu-north-1.amazonaws.com', secret: 'loki-bucket' }] })
    .describe('S3 bucket that stores the logs; @default the volume stores them'),
  bucket: z
    .boolean()
    .default(false)
    .describe('store the logs in a bucket that the cluster provides (capability `bucket`), instead of `s3`'),
  memory: quantity.default('512Mi').describe('memory request of Loki'),
  memoryLimit: quantity.default('2Gi').describe('memory limit of Loki'),
  collector: z.boolean().default(true).describe('run Alloy on every node to collect container logs'),
  values: helmValues.optional(),
  collectorValues: helmValues.optional().describe('Helm values of Alloy, merged last'),
});

type Options = OptionsOf<typeof schema>;

const alerts: readonly AlertRule[] = [
  {
    name: 'LokiDown',
    expr: `absent(up{namespace="${namespace}", container="loki"} == 1)`,
    forMinutes: 10,
    severity: 'critical',
    summary: 'Loki is down: logs are neither stored nor searchable.',
    runbook:
      'kubectl -n loki get pods,pvc. If the log of the pod reports a full volume, enlarge it or reduce retentionDays.',
  },
  {
    name: 'LokiRefusesLines',
    expr: 'sum by (tenant, reason) (rate(loki_discarded_samples_total[10m])) > 0',
    forMinutes: 30,
    severity: 'warning',
    summary: 'Loki rejects log lines of {{ $labels.tenant }}: {{ $labels.reason }}.',
    runbook:
      "rate_limited: the tenant logs too much; contact its owners, or raise loki.limits_config with the option `values`. line_too_long and invalid timestamps: the application's logging must be fixed.",
  },
];

/**
 * Loki as log store, in one process, with Alloy on every node as collector. Logs are separated by tenant: each line
 * belongs to the tenant in the label of its namespace, or to `platform`. A query names the tenant in the header
 * `X-Scope-OrgID`, and network policies admit queries from Grafana only.
 * @see https://grafana.com/docs/loki/latest/operations/multi-tenancy/
 * @example
 * const releases = loki.releases({ retentionDays: 14 }, clusterInfo());
 */
export const loki = componentKind({
  kind: 'loki',
  summary: 'Log storage and search with Loki, collected by Alloy.',
  schema,
  requires: ({ storageGiB, bucket }) => [...(storageGiB > 0 ? ['storage'] : []), ...(bucket ? ['bucket'] : [])],
  validate: (options, cluster) => [...warnIfLogsNotCollected(cluster), ...checkBucket(storeOptions(options), cluster)],
  secrets: (options, cluster) => listBucketSecrets(storeOptions(options), cluster),
  provides: ({ name, collector }) => ({
    logs: { endpoint: { api: 'loki', url: `http://${name}.${namespace}.svc:3100`, namespace, podLabels } },
    ...(collector ? { 'log-collection': { endpoint: { namespace: collectorNamespace } } } : {}),
  }),
  exclusiveResources: ({ collector }): Readonly<Record<string, string>> => (collector ? containerLogsResource : {}),
  releases: (options, cluster) => [
    ...bucketReleases(storeOptions(options), cluster),
    {
      name: options.name,
      namespace,
      podSecurity: 'restricted',
      chart: charts.loki,
      networkRules: {
        logs: {
          ingress: [
            { peer: { capability: 'dashboards' }, ports: [3100] },
            { peer: { capability: 'tenant-dashboards' }, ports: [3100] },
            { peer: { capability: 'metrics' }, ports: [3100] },
            { peer: { capability: 'log-collection' }, ports: [3100] },
          ],
          // The only egress is to the bucket, which is outside or inside the cluster.
          egress: options.s3 === undefined && !options.bucket ? [] : [{ peer: 'outside-cluster' }, { peer: 'pods' }],
        },
      },
      values: mergeHelmValues(renderValues(options, cluster), options.values),
    },
    ...(options.collector ? alloyReleases(options, `http://${options.name}.${namespace}.svc:3100`, cluster) : []),
    ...monitoringReleases(
      {
        name: options.name,
        namespace,
        alerts,
        dashboard: {
          uid: 'platform-loki',
          title: 'Loki',
          tags: ['platform', 'logs'],
          panels: [
            metricsPanel('Lines received, by tenant', 'short', {
              '{{tenant}}': 'sum by (tenant) (rate(loki_distributor_lines_received_total[5m]))',
            }),
            metricsPanel('Bytes received, by tenant', 'Bps', {
              '{{tenant}}': 'sum by (tenant) (rate(loki_distributor_bytes_received_total[5m]))',
            }),
            metricsPanel('Lines rejected', 'short', {
              '{{tenant}} {{reason}}': 'sum by (tenant, reason) (rate(loki_discarded_samples_total[5m]))',
            }),
            metricsPanel('Query duration (99th percentile)', 's', {
              '{{route}}':
                'histogram_quantile(0.99, sum by (le, route) (rate(loki_request_duration_seconds_bucket{route=~"loki_api_v1_query.*"}[5m])))',
            }),
          ],
        },
      },
      cluster,
    ),
  ],
});

function storeOptions({ name, s3, bucket }: Options) {
  return { name, namespace, s3, bucket, requiredFor: 'loki({ s3 })' };
}

function renderBucketEnv(bucket: Bucket | undefined) {
  return bucket === undefined ? {} : { extraEnvFrom: [{ secretRef: { name: bucket.secret } }] };
}

function renderValues(options: Options, cluster: ClusterInfo) {
  const disabled = { enabled: false };
  const noReplicas = { replicas: 0 };
  return {
    fullnameOverride: options.name,
    global: {
      clusterDomain: cluster.clusterDomain,
      ...(cluster.registryMirror === undefined ? {} : { imageRegistry: cluster.registryMirror }),
    },
    deploymentMode: 'Monolithic',
    loki: renderConfiguration(options, tryResolveBucket(storeOptions(options), cluster)),
    singleBinary: {
      replicas: 1,
      resources: containerResources({
        cpuRequest: '100m',
        memoryRequest: options.memory,
        memoryLimit: options.memoryLimit,
      }),
      // Loki's alerting rules are not supported, so the sidecar that reads them from ConfigMaps is not needed.
      sidecar: false,
      persistence: {
        enabled: options.storageGiB > 0,
        // The logs must survive when the release is removed, or moved between Terraform and Argo CD.
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
        ...(options.storageGiB > 0 ? { size: `${options.storageGiB}Gi` } : {}),
        ...(options.storageClass === undefined ? {} : { storageClass: options.storageClass }),
      },
      ...renderBucketEnv(tryResolveBucket(storeOptions(options), cluster)),
    },
    // Loki resolves this Service to find itself before it is Ready; without its own address it retries for a minute.
    memberlist: { service: { publishNotReadyAddresses: true } },
    sidecar: { rules: disabled },
    read: noReplicas,
    write: noReplicas,
    backend: noReplicas,
    // The caches would request about 10 GB of memory.
    chunksCache: disabled,
    resultsCache: disabled,
    gateway: disabled,
    lokiCanary: disabled,
    test: disabled,
    monitoring: { serviceMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined } },
  };
}

/** Returns the chart value `loki`, from which the chart renders Loki's configuration file. */
function renderConfiguration({ retentionDays }: Options, s3: Bucket | undefined) {
  const objectStore = s3 === undefined ? 'filesystem' : 's3';
  return {
    auth_enabled: true,
    commonConfig: { replication_factor: 1 },
    schemaConfig: {
      configs: [
        {
          from: '2024-04-01',
          store: 'tsdb',
          object_store: objectStore,
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    storage:
      s3 === undefined
        ? { type: 'filesystem' }
        : {
            type: 's3',
            bucketNames: { chunks: s3.name, ruler: s3.name, admin: s3.name },
            s3: {
              endpoint: s3.endpoint,
              ...(s3.region === undefined ? {} : { region: s3.region }),
              accessKeyId: '${AWS_ACCESS_KEY_ID}',
              secretAccessKey: '${AWS_SECRET_ACCESS_KEY}',
              s3ForcePathStyle: s3.pathStyle,
              insecure: s3.insecure,
            },
          },
    limits_config: {
      retention_period: `${retentionDays * 24}h`,
      allow_structured_metadata: true,
      // By default, every client that can query Loki can also delete lines of any tenant.
      deletion_mode: 'disabled',
    },
    compactor: { retention_enabled: true, delete_request_store: objectStore },
    analytics: { reporting_enabled: false },
  };
}
