import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { helmValues, quantity } from '../../../src/schema/field-types';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { metricsPanel } from '../../monitoring/dashboard';
import {
  bucketReleases,
  bucketSchema,
  checkBucket,
  listBucketSecrets,
  tryResolveBucket,
  type Bucket,
} from '../storage/object-store';
import { charts } from './charts';
import { otlpPorts, renderOtlpReceiver } from './collector-configuration';

const namespace = 'tempo';
const podLabels = { 'app.kubernetes.io/name': 'tempo' };

/** Port of Tempo's HTTP API and metrics. */
const httpPort = 3200;

/** User and group of the image. */
const tempoUser = 10001;

/** Folder with the traces, and with the write-ahead log before they are uploaded. */
const dataFolder = '/var/tempo';

const schema = z.strictObject({
  retentionDays: z.int().min(1).default(14).describe('number of days before traces are deleted'),
  storageGiB: z
    .number()
    .min(0)
    .default(20)
    .describe(
      'size of the volume of Tempo, in GiB; with `s3` or `bucket` it only holds data that is not uploaded yet; with 0 there is no volume, and its data is lost with the pod',
    ),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volume; @default the default StorageClass'),
  s3: bucketSchema(namespace)
    .optional()
    .meta({ examples: [{ name: 'acme-traces', endpoint: 's3.eu-north-1.amazonaws.com', secret: 'tempo-bucket' }] })
    .describe('S3 bucket that stores the traces; @default the volume stores them'),
  bucket: z
    .boolean()
    .default(false)
    .describe('store the traces in a bucket that the cluster provides (capability `bucket`), instead of `s3`'),
  memory: quantity.default('512Mi').describe('memory request of Tempo'),
  memoryLimit: quantity.default('2Gi').describe('memory limit of Tempo'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

const alerts: readonly AlertRule[] = [
  {
    name: 'TempoDown',
    expr: `absent(up{namespace="${namespace}", container="tempo"} == 1)`,
    forMinutes: 10,
    severity: 'critical',
    summary: 'Tempo is down: traces are neither stored nor searchable.',
    runbook:
      'kubectl -n tempo get pods,pvc. If the log of the pod reports a full volume, enlarge it or reduce retentionDays.',
  },
  {
    name: 'TempoRefusesSpans',
    expr: 'sum by (tenant, reason) (rate(tempo_discarded_spans_total[10m])) > 0',
    forMinutes: 30,
    severity: 'warning',
    summary: 'Tempo rejects spans of {{ $labels.tenant }}: {{ $labels.reason }}.',
    runbook:
      'rate_limited and live_traces_exceeded: the tenant sends too many traces; let its applications sample (OTEL_TRACES_SAMPLER), or raise the limits with tempo.overrides.defaults of the option `values`. trace_too_large: an application does not end its traces.',
  },
  {
    name: 'TempoCannotFlush',
    expr: 'sum(increase(tempo_ingester_failed_flushes_total[15m])) > 0',
    forMinutes: 15,
    severity: 'warning',
    summary: 'Tempo cannot write traces to its store.',
    runbook: 'kubectl -n tempo logs sts/tempo: the bucket refuses the credentials or is full, or the volume is full.',
  },
];

/**
 * Tempo as trace store, in one process. Traces are separated by tenant: the receiver of a tenant (openTelemetry()) sets the
 * tenant of each trace, and a query names the tenant in the header `X-Scope-OrgID`. Network policies admit queries from
 * Grafana only, and traces from the receivers only.
 * @see https://grafana.com/docs/tempo/latest/operations/manage-advanced-systems/multitenancy/
 * @example
 * const releases = tempo.releases({ retentionDays: 7 }, clusterInfo());
 */
export const tempo = componentKind({
  kind: 'tempo',
  summary: 'Trace storage and search with Tempo.',
  schema,
  requires: ({ storageGiB, bucket }) => [...(storageGiB > 0 ? ['storage'] : []), ...(bucket ? ['bucket'] : [])],
  validate: (options, cluster) => checkBucket(storeOptions(options), cluster),
  secrets: (options, cluster) => listBucketSecrets(storeOptions(options), cluster),
  provides: ({ name }) => ({
    'traces-store': {
      endpoint: { api: 'tempo', url: `http://${name}.${namespace}.svc:${httpPort}`, namespace, podLabels },
    },
  }),
  releases: (options, cluster) => [
    ...bucketReleases(storeOptions(options), cluster),
    {
      name: options.name,
      namespace,
      podSecurity: 'restricted',
      chart: charts.tempo,
      networkRules: {
        traces: {
          ingress: [
            { peer: { capability: 'traces' }, ports: [otlpPorts.grpc] },
            { peer: { capability: 'dashboards' }, ports: [httpPort] },
            { peer: { capability: 'tenant-dashboards' }, ports: [httpPort] },
            { peer: { capability: 'metrics' }, ports: [httpPort] },
          ],
          // The only egress is to the bucket, which is outside or inside the cluster.
          egress: options.s3 === undefined && !options.bucket ? [] : [{ peer: 'outside-cluster' }, { peer: 'pods' }],
        },
      },
      values: mergeHelmValues(renderValues(options, cluster), options.values),
    },
    ...monitoringReleases(
      {
        name: options.name,
        namespace,
        alerts,
        dashboard: {
          uid: 'platform-tempo',
          title: 'Tempo',
          tags: ['platform', 'traces'],
          panels: [
            metricsPanel('Spans received, by tenant', 'short', {
              '{{tenant}}': 'sum by (tenant) (rate(tempo_distributor_spans_received_total[5m]))',
            }),
            metricsPanel('Bytes received, by tenant', 'Bps', {
              '{{tenant}}': 'sum by (tenant) (rate(tempo_distributor_bytes_received_total[5m]))',
            }),
            metricsPanel('Spans rejected', 'short', {
              '{{tenant}} {{reason}}': 'sum by (tenant, reason) (rate(tempo_discarded_spans_total[5m]))',
            }),
            metricsPanel('Query duration (99th percentile)', 's', {
              '{{route}}':
                'histogram_quantile(0.99, sum by (le, route) (rate(tempo_request_duration_seconds_bucket{route=~"api_.*"}[5m])))',
            }),
          ],
        },
      },
      cluster,
    ),
  ],
});

function storeOptions({ name, s3, bucket }: Options) {
  return { name, namespace, s3, bucket, requiredFor: 'tempo({ s3 })' };
}

function renderValues(options: Options, cluster: ClusterInfo) {
  const { name, retentionDays, storageGiB, storageClass, memory, memoryLimit } = options;
  const bucket = tryResolveBucket(storeOptions(options), cluster);
  const temporaryVolumes = storageGiB > 0 ? { tmp: '/tmp' } : { tmp: '/tmp', data: dataFolder };
  return {
    fullnameOverride: name,
    ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
    tempo: {
      multitenancyEnabled: true,
      reportingEnabled: false,
      // The ballast would count against the memory limit; the Go runtime needs none since Go 1.19.
      memBallastSizeMbs: 0,
      retention: `${retentionDays * 24}h`,
      // The receivers of Jaeger remain, since the Service of the chart needs their ports; network policies admit none.
      receivers: { otlp: renderOtlpReceiver(cluster) },
      storage: { trace: bucket === undefined ? { backend: 'local' } : { backend: 's3', s3: renderBucket(bucket) } },
      resources: containerResources({ cpuRequest: '100m', memoryRequest: memory, memoryLimit }),
      securityContext: restrictedSecurityContext(),
      extraVolumeMounts: Object.entries(temporaryVolumes).map(([volume, mountPath]) => ({ name: volume, mountPath })),
      ...(bucket === undefined ? {} : { extraEnvFrom: [{ secretRef: { name: bucket.secret } }] }),
    },
    extraVolumes: Object.keys(temporaryVolumes).map((volume) => ({ name: volume, emptyDir: {} })),
    securityContext: { ...nonRootPodSecurityContext(tempoUser), fsGroup: tempoUser },
    serviceAccount: { automountServiceAccountToken: false },
    serviceMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
    persistence: {
      // Without `enableStatefulSetAutoDeletePVC`, the traces survive when the release is removed.
      enabled: storageGiB > 0,
      ...(storageGiB > 0 ? { size: `${storageGiB}Gi` } : {}),
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
  };
}

/** @see https://grafana.com/docs/tempo/latest/configuration/hosted-storage/s3/ */
function renderBucket({ name, endpoint, region, insecure, pathStyle }: Bucket) {
  return {
    bucket: name,
    endpoint,
    ...(region === undefined ? {} : { region }),
    insecure,
    // Tempo reads the access key from the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    forcepathstyle: pathStyle,
  };
}
