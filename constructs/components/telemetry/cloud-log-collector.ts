import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { NetworkRules } from '../../../src/kinds/network-rules';
import type { ChartRelease } from '../../../src/kinds/release';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { charts, collectorImages } from './charts';
import { renderPorts, renderProgram } from './collector-values';
import {
  cloudLogIdentitySecret,
  selectCloudLogExports,
  tryGetCloudLogs,
  type CloudLogs,
  type CloudLogSignal,
} from './cloud-logs';
import {
  collectorMetricsPort,
  collectorUser,
  renderCollectorConfiguration,
  type CollectorConfiguration,
  type Pipeline,
} from './collector-configuration';
import { cloudLogCollectorName, cloudLogCollectorPodLabels, telemetryNamespace } from './collectors';
import type { ExportOptions, Exports } from './export-options';
import { exporterId, listExportPorts, renderExportCredentials, renderExporter } from './exporters';
import { recordAttribute, renderClusterAttribute, syslogFields } from './record-attributes';

/** Options of the collector: those of openTelemetry() that it depends on. */
export interface CloudLogCollectorOptions {
  readonly name: string;
  readonly exports: Exports;
  readonly queueGiB: number;
  readonly storageClass?: string | undefined;
  readonly memory: string;
  readonly memoryLimit: string;
  readonly cloudLogValues?: Readonly<Record<string, unknown>> | undefined;
}

/** Folder with the queues of the destinations, on the volume. */
const queueFolder = '/var/lib/telemetry';

/** Extension that keeps the queues. */
const queueStorage = 'file_storage/queue';

const bytesPerGiB = 2 ** 30;

/** Part of the volume that queues use: the database keeps the space of sent records until others take it. */
const usablePart = 0.6;

/**
 * Returns the release of the collector that reads the logs of the cluster's cloud from a queue and sends them to their
 * destinations. A record is on its volume before it is removed from the queue, and is sent until the destination takes it:
 * none is lost, and some may be sent twice. There is one pod, since a volume belongs to one. Undefined where no export has logs
 * of the cloud.
 */
export function tryCreateCloudLogRelease(
  options: CloudLogCollectorOptions,
  cluster: ClusterInfo,
): ChartRelease | undefined {
  const logs = tryGetCloudLogs(cluster);
  const exports = selectCloudLogExports(options.exports, cluster);
  if (logs === undefined || Object.keys(exports).length === 0) return undefined;
  return {
    name: cloudLogCollectorName(options),
    namespace: telemetryNamespace,
    podSecurity: 'restricted',
    chart: charts.openTelemetryCollector,
    images: [collectorImages.contrib],
    isolatePods: true,
    networkRules: { 'cloud-logs': renderNetworkRules(options, exports, logs) },
    values: mergeHelmValues(renderValues(options, exports, logs, cluster), options.cloudLogValues),
  };
}

function renderNetworkRules(owner: CloudLogCollectorOptions, exports: Exports, { egress }: CloudLogs): NetworkRules {
  return {
    podLabels: cloudLogCollectorPodLabels(owner),
    ingress: [{ peer: { capability: 'metrics' }, ports: [collectorMetricsPort] }],
    egress: [
      { peer: 'outside-cluster', ports: [...new Set(listExportPorts(exports))].sort((a, b) => a - b) },
      ...egress,
    ],
  };
}

function renderValues(options: CloudLogCollectorOptions, exports: Exports, logs: CloudLogs, cluster: ClusterInfo) {
  const { memory, memoryLimit, queueGiB, storageClass } = options;
  const credentials = renderExportCredentials(exports);
  return {
    fullnameOverride: cloudLogCollectorName(options),
    mode: 'statefulset',
    ...renderProgram(cluster, 'contrib'),
    alternateConfig: renderCloudLogConfiguration(options, logs, cluster),
    ports: renderPorts({ acceptsOtlp: false }),
    replicaCount: 1,
    statefulset: {
      volumeClaimTemplates: [
        {
          metadata: { name: 'queue' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
            resources: { requests: { storage: `${queueGiB}Gi` } },
          },
        },
      ],
    },
    extraEnvs: [
      ...credentials.env,
      ...(logs.usesAzureIdentity
        ? [{ name: 'AZURE_CLIENT_ID', valueFrom: { secretKeyRef: cloudLogIdentitySecret } }]
        : []),
    ],
    ...(Object.keys(logs.podLabels).length === 0 ? {} : { podLabels: logs.podLabels }),
    extraVolumes: credentials.volumes,
    extraVolumeMounts: [{ name: 'queue', mountPath: queueFolder }, ...credentials.volumeMounts],
    serviceAccount: { name: cloudLogCollectorName(options), automountServiceAccountToken: false },
    podSecurityContext: { ...nonRootPodSecurityContext(collectorUser), fsGroup: collectorUser },
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '100m', memoryRequest: memory, memoryLimit }),
    podMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
  };
}

/** Returns the configuration of the collector. */
export function renderCloudLogConfiguration(
  { exports, queueGiB }: Pick<CloudLogCollectorOptions, 'exports' | 'queueGiB'>,
  { receivers, extensions, processors, signals }: CloudLogs,
  cluster: ClusterInfo,
): CollectorConfiguration {
  const targets = Object.entries(selectCloudLogExports(exports, cluster));
  const queueSize = Math.floor((queueGiB * bytesPerGiB * usablePart) / targets.length);
  const usesSyslog = targets.some(([, { protocol }]) => protocol === 'syslog');
  return renderCollectorConfiguration(
    {
      extensions: { [queueStorage]: { directory: queueFolder, fsync: true }, ...extensions },
      receivers,
      processors: {
        ...processors,
        'resource/cluster': renderClusterAttribute(cluster),
        ...Object.fromEntries(targets.map(([name, target]) => [`filter/${name}`, renderFilter(target, signals)])),
        ...(usesSyslog ? { 'transform/syslog': syslogFields } : {}),
      },
      exporters: Object.fromEntries(
        targets.map(([name, target]) => [
          exporterId(name, target),
          { ...renderExporter(name, target), ...renderQueue(queueSize) },
        ]),
      ),
      pipelines: Object.fromEntries(
        targets.map(([name, target]): [string, Pipeline] => [
          `logs/${name}`,
          {
            receivers: Object.keys(receivers),
            processors: [
              ...Object.keys(processors),
              `filter/${name}`,
              'resource/cluster',
              ...(target.protocol === 'syslog' ? ['transform/syslog'] : []),
            ],
            exporters: [exporterId(name, target)],
          },
        ]),
      ),
      hasDurableQueues: true,
    },
    cluster,
  );
}

/** Returns the processor that drops records which a destination is not for. */
function renderFilter({ signals }: ExportOptions, available: readonly CloudLogSignal[]) {
  const isOther = available
    .filter((signal) => signals.includes(signal))
    .map((signal) => `resource.attributes["${recordAttribute}"] != "${signal}"`)
    .join(' and ');
  return { error_mode: 'ignore', logs: { log_record: [isOther === '' ? 'true' : isOther] } };
}

/**
 * Returns the queue of a destination on the volume. Where it is full, the collector reads no more of the cloud's queue.
 * @param queueSize largest size in bytes
 * @see https://github.com/open-telemetry/opentelemetry-collector/tree/main/exporter/exporterhelper
 */
function renderQueue(queueSize: number) {
  return {
    sending_queue: {
      storage: queueStorage,
      sizer: 'bytes',
      queue_size: queueSize,
      block_on_overflow: true,
      // Below the 4 MiB that gRPC servers accept.
      batch: { flush_timeout: '1s', min_size: 256 * 1024, max_size: 2 * 1024 * 1024 },
    },
    // Without an end.
    retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
  };
}
