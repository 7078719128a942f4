import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { dnsLabel, helmValues, quantity } from '../../../src/schema/field-types';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { alloyReleases } from './alloy';
import { containerLogs } from './exclusive-resources';
import { collectorNamespace, warnIfLogsNotCollected } from './log-collection';
import { metricsPanel } from '../../monitoring/dashboard';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'loki';
const podLabels = { 'app.kubernetes.io/name': 'loki' };

const bucket = z.strictObject({
  name: z.string().min(1).describe('bucket'),
  endpoint: z
    .string()
    .regex(/^[^/]+$/, 'not a host: write it without https:// and path; `insecure` stands for http://')
    .describe('host of the S3 service, such as s3.eu-central-1.amazonaws.com'),
  region: z.string().optional().describe('@default none'),
  secret: dnsLabel.describe('Secret in namespace loki with keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'),
  insecure: z.boolean().default(false).describe('speak HTTP instead of HTTPS'),
  pathStyle: z.boolean().default(false).describe('bucket in the path instead of in the host name'),
});

const schema = z.strictObject({
  retentionDays: z.int().min(1).default(30).describe('how long logs are kept'),
  storageGiB: z
    .number()
    .min(0)
    .default(50)
    .describe('volume of Loki, with an S3 bucket only for what is not there yet; 0 keeps it in the pod, lost with it'),
  storageClass: z.string().optional().describe("class of the volume; @default the cluster's"),
  s3: bucket.optional().describe('bucket that logs are kept in; @default the volume'),
  memory: quantity.default('512Mi').describe('memory request of Loki'),
  memoryLimit: quantity.default('2Gi').describe('memory at which Loki is stopped'),
  collector: z.boolean().default(true).describe('collect what containers print with Alloy on every node'),
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
    summary: 'Loki does not answer: logs are neither kept nor found.',
    runbook:
      'kubectl -n loki get pods,pvc; a full volume shows as an error in the log of the pod: enlarge it or shorten retentionDays.',
  },
  {
    name: 'LokiRefusesLines',
    expr: 'sum by (tenant, reason) (rate(loki_discarded_samples_total[10m])) > 0',
    forMinutes: 30,
    severity: 'warning',
    summary: 'Loki refuses lines of {{ $labels.tenant }}: {{ $labels.reason }}.',
    runbook:
      'rate_limited: the tenant prints too much; tell its owners, or raise loki.limits_config by values. line_too_long and timestamps are the application to be mended.',
  },
];

/**
 * Logs of all containers, kept apart by tenant: Loki in one process, and Alloy on every node to bring them. Each line
 * belongs to the tenant that its namespace is labelled with, or to `platform`; who asks says for whom, and only Grafana
 * may ask.
 * @see https://grafana.com/docs/loki/latest/operations/multi-tenancy/
 * @example
 * const releases = loki.releases({ retentionDays: 14 }, clusterInfo());
 */
export const loki = componentKind({
  kind: 'loki',
  summary: 'Logs of all containers by Loki, brought by Alloy.',
  schema,
  requires: ({ storageGiB }) => (storageGiB > 0 ? ['storage'] : []),
  validate: (_, cluster) => warnIfLogsNotCollected(cluster),
  provides: ({ name, collector }) => ({
    logs: { api: 'loki', url: `http://${name}.${namespace}.svc:3100`, namespace, podLabels },
    ...(collector ? { 'log-collection': { namespace: collectorNamespace } } : {}),
  }),
  exclusiveResources: ({ collector }): Readonly<Record<string, string>> => (collector ? containerLogs : {}),
  releases: (options, cluster) => [
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
          // Its sidecar for rules is off, and storage outside is HTTPS or a bucket of the cluster.
          egress: options.s3 === undefined ? [] : [{ peer: 'world' }, { peer: 'pods' }],
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
            metricsPanel('Lines refused', 'short', {
              '{{tenant}} {{reason}}': 'sum by (tenant, reason) (rate(loki_discarded_samples_total[5m]))',
            }),
            metricsPanel('Time to answer a query (99 of 100)', 's', {
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

function renderValues(options: Options, cluster: ClusterInfo) {
  const off = { enabled: false };
  const none = { replicas: 0 };
  return {
    fullnameOverride: options.name,
    global: {
      clusterDomain: cluster.clusterDomain,
      ...(cluster.registryMirror === undefined ? {} : { imageRegistry: cluster.registryMirror }),
    },
    deploymentMode: 'Monolithic',
    loki: renderConfiguration(options),
    singleBinary: {
      replicas: 1,
      resources: containerResources('100m', options.memory, options.memoryLimit),
      // Rules for logs are not offered, so that it needs no right to read ConfigMaps.
      sidecar: false,
      persistence: {
        enabled: options.storageGiB > 0,
        // Taking the release away, or moving it to another carrier, must not take the logs away.
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
        ...(options.storageGiB > 0 ? { size: `${options.storageGiB}Gi` } : {}),
        ...(options.storageClass === undefined ? {} : { storageClass: options.storageClass }),
      },
      ...(options.s3 === undefined ? {} : { extraEnvFrom: [{ secretRef: { name: options.s3.secret } }] }),
    },
    // It looks for itself by that name before it is Ready, and tries for a minute otherwise.
    memberlist: { service: { publishNotReadyAddresses: true } },
    sidecar: { rules: off },
    read: none,
    write: none,
    backend: none,
    // The caches alone would ask for 10 GB of memory.
    chunksCache: off,
    resultsCache: off,
    gateway: off,
    lokiCanary: off,
    test: off,
    monitoring: { serviceMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined } },
  };
}

/** What Loki itself reads. */
function renderConfiguration({ retentionDays, s3 }: Options) {
  const store = s3 === undefined ? 'filesystem' : 's3';
  return {
    auth_enabled: true,
    commonConfig: { replication_factor: 1 },
    schemaConfig: {
      configs: [
        {
          from: '2024-04-01',
          store: 'tsdb',
          object_store: store,
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
      // The default lets whoever may ask have lines deleted, in any name.
      deletion_mode: 'disabled',
    },
    compactor: { retention_enabled: true, delete_request_store: store },
    analytics: { reporting_enabled: false },
  };
}
