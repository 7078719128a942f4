import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { NetworkRules } from '../../../src/kinds/network-rules';
import type { ChartRelease } from '../../../src/kinds/release';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { charts, collectorImages } from './charts';
import { renderPorts, renderProgram } from './collector-values';
import {
  collectorMetricsPort,
  collectorUser,
  escapeCollectorVariables,
  otlpPorts,
  renderCollectorConfiguration,
  renderOtlpReceiver,
  type Components,
  type Pipeline,
  type PipelineSignal,
} from './collector-configuration';
import { azureIdentitySecret, exportsSignal, tryGetCloudExport, type CloudExport } from './cloud-export';
import { selectExports, type ExportSignal, type Exports } from './export-options';
import { exporterId, listExportPorts, renderExportCredentials, renderExporter } from './exporters';
import { recordAttribute, renderClusterAttribute, syslogFields } from './record-attributes';
import { agentPodLabels, gatewayName, gatewayPodLabels, receiverPodLabels, telemetryNamespace } from './collectors';
import { collectorNamespace } from '../logging/log-collection';

/** Options of the gateway: those of openTelemetry() that it depends on. */
export interface GatewayOptions {
  readonly name: string;
  readonly exports: Exports;
  readonly metricSelectors: readonly string[];
  readonly memory: string;
  readonly memoryLimit: string;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

const scrapeIntervalSeconds = 60;

/**
 * Returns the release of the gateway: the one collector that connects to destinations outside the cluster, and has their
 * credentials. Receivers and agents send to it. It reads metrics from Prometheus.
 */
export function gatewayRelease(options: GatewayOptions, cluster: ClusterInfo): ChartRelease {
  return {
    name: gatewayName(options),
    namespace: telemetryNamespace,
    podSecurity: 'restricted',
    chart: charts.openTelemetryCollector,
    images: [collectorImages.contrib],
    isolatePods: true,
    networkRules: { exports: renderNetworkRules(options, cluster) },
    values: mergeHelmValues(renderValues(options, cluster), options.values),
  };
}

function renderNetworkRules(options: GatewayOptions, cluster: ClusterInfo): NetworkRules {
  const cloud = tryGetCloudExport(cluster);
  const exportPorts = listExportPorts(selectGatewayExports(options.exports, cluster));
  const ports = [...new Set([...exportPorts, ...(cloud ? [443] : [])])].sort((a, b) => a - b);
  const hasMetrics = exportsSignal(options.exports, 'metrics', cluster);
  return {
    podLabels: gatewayPodLabels(options),
    ingress: [
      { peer: { namespace: telemetryNamespace, podLabels: receiverPodLabels }, ports: [otlpPorts.grpc] },
      { peer: { namespace: collectorNamespace, podLabels: agentPodLabels(options) }, ports: [otlpPorts.grpc] },
      { peer: { capability: 'metrics' }, ports: [collectorMetricsPort] },
    ],
    egress: [
      { peer: 'outside-cluster', ports },
      ...(cloud?.credentialServer
        ? [{ peer: { cidr: cloud.credentialServer.cidr }, ports: [cloud.credentialServer.port] }]
        : []),
      ...(hasMetrics ? [{ peer: { capability: 'metrics' }, ports: [9090] }] : []),
    ],
  };
}

function renderValues(options: GatewayOptions, cluster: ClusterInfo) {
  const { memory, memoryLimit } = options;
  const cloud = tryGetCloudExport(cluster);
  const credentials = renderExportCredentials(selectGatewayExports(options.exports, cluster));
  return {
    fullnameOverride: gatewayName(options),
    mode: 'deployment',
    ...renderProgram(cluster, 'contrib'),
    // Replaces the default configuration of the chart, which listens for all protocols and drops what it receives.
    alternateConfig: renderGatewayConfiguration(options, cluster),
    ports: renderPorts({ acceptsOtlp: true }),
    // Two pods would read and export all metrics twice.
    replicaCount: 1,
    extraEnvs: [
      ...credentials.env,
      ...(cloud?.usesAzureIdentity === true
        ? [{ name: 'AZURE_CLIENT_ID', valueFrom: { secretKeyRef: azureIdentitySecret } }]
        : []),
    ],
    ...(Object.keys(cloud?.podLabels ?? {}).length === 0 ? {} : { podLabels: cloud?.podLabels }),
    extraVolumes: credentials.volumes,
    extraVolumeMounts: credentials.volumeMounts,
    serviceAccount: { name: gatewayName(options), automountServiceAccountToken: false },
    podSecurityContext: nonRootPodSecurityContext(collectorUser),
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '100m', memoryRequest: memory, memoryLimit }),
    podMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
  };
}

/** Returns whether the gateway has something to export: a collector without pipelines does not start. */
export function hasPipelines(options: GatewayOptions, cluster: ClusterInfo): boolean {
  const { pipelines } = renderGatewayConfiguration(options, cluster).service as { readonly pipelines: object };
  return Object.keys(pipelines).length > 0;
}

/** Returns the destinations that the gateway sends to: another collector sends the logs of a cloud. */
export function selectGatewayExports(exports: Exports, cluster: ClusterInfo): Exports {
  const signals: readonly ExportSignal[] = ['traces', 'metrics', 'logs', ...(cluster.cloud ? [] : ['audit' as const])];
  return Object.assign({}, ...signals.map((signal) => selectExports(exports, signal))) as Exports;
}

/** Returns the configuration of the gateway. */
export function renderGatewayConfiguration(options: GatewayOptions, cluster: ClusterInfo) {
  const exports = selectGatewayExports(options.exports, cluster);
  const metricsUrl = tryGetEndpoint(cluster, 'metrics')?.url;
  const exporters: Components = Object.fromEntries(
    Object.entries(exports).map(([name, target]) => [exporterId(name, target), renderExporter(name, target)]),
  );
  const pipelines: Record<string, Pipeline> = {};
  const addPipeline = (id: string, names: Exports, pipeline: Omit<Pipeline, 'exporters'>) => {
    const ids = Object.entries(names).map(([name, target]) => exporterId(name, target));
    if (ids.length > 0) pipelines[id] = { ...pipeline, exporters: ids };
  };
  addPipeline('traces', selectExports(exports, 'traces'), { receivers: ['otlp'], processors: [] });
  if (metricsUrl !== undefined)
    addPipeline('metrics', selectExports(exports, 'metrics'), {
      receivers: ['prometheus'],
      processors: ['resource/cluster'],
    });
  // Agents mark the records of the audit log; a destination receives only the records that it is for.
  const records = {
    logs: `resource.attributes["${recordAttribute}"] == "audit"`,
    audit: `resource.attributes["${recordAttribute}"] != "audit"`,
  };
  const filters: Record<string, unknown> = {};
  for (const signal of cluster.cloud ? (['logs'] as const) : (['logs', 'audit'] as const)) {
    const selected = Object.entries(selectExports(exports, signal));
    for (const protocol of ['otlp', 'syslog'] as const) {
      const targets = selected.filter(([, target]) => (target.protocol === 'syslog') === (protocol === 'syslog'));
      if (targets.length === 0) continue;
      filters[`filter/${signal}`] = { error_mode: 'ignore', logs: { log_record: [records[signal]] } };
      if (protocol === 'syslog') filters['transform/syslog'] = syslogFields;
      addPipeline(`logs/${signal}-${protocol}`, Object.fromEntries(targets), {
        receivers: ['otlp'],
        processors: [`filter/${signal}`, ...(protocol === 'syslog' ? ['transform/syslog'] : [])],
      });
    }
  }
  const cloud = tryGetCloudExport(cluster);
  for (const [id, pipeline] of Object.entries(renderCloudPipelines(cloud, metricsUrl !== undefined)))
    pipelines[id] = pipeline;
  if ('logs/cloud' in pipelines)
    filters['filter/logs'] = { error_mode: 'ignore', logs: { log_record: [records.logs] } };
  const readsMetrics = Object.values(pipelines).some(({ receivers }) => receivers.includes('prometheus'));
  const usesOtlp = Object.values(pipelines).some(({ receivers }) => receivers.includes('otlp'));
  return renderCollectorConfiguration(
    {
      receivers: {
        ...(usesOtlp ? { otlp: renderOtlpReceiver(cluster) } : {}),
        ...(readsMetrics && metricsUrl !== undefined
          ? { prometheus: renderFederation(metricsUrl, options.metricSelectors) }
          : {}),
      },
      processors: {
        ...(readsMetrics ? { 'resource/cluster': renderClusterAttribute(cluster) } : {}),
        ...filters,
        ...Object.fromEntries(
          Object.values(cloud?.processors ?? {}).flatMap((processors) => Object.entries(processors)),
        ),
      },
      exporters: { ...exporters, ...Object.fromEntries(Object.values(cloud?.exporters ?? {})) },
      extensions: cloud?.extensions ?? {},
      pipelines,
    },
    cluster,
  );
}

/** Returns the pipelines to the services of the cluster's cloud. */
function renderCloudPipelines(cloud: CloudExport | undefined, hasMetrics: boolean): Readonly<Record<string, Pipeline>> {
  const processorsOf = (signal: PipelineSignal) => Object.keys(cloud?.processors[signal] ?? {});
  const { traces, metrics, logs } = cloud?.exporters ?? {};
  return {
    ...(traces
      ? { 'traces/cloud': { receivers: ['otlp'], processors: processorsOf('traces'), exporters: [traces[0]] } }
      : {}),
    ...(metrics && hasMetrics
      ? {
          'metrics/cloud': {
            receivers: ['prometheus'],
            processors: ['resource/cluster', ...processorsOf('metrics')],
            exporters: [metrics[0]],
          },
        }
      : {}),
    ...(logs
      ? {
          'logs/cloud': {
            receivers: ['otlp'],
            processors: ['filter/logs', ...processorsOf('logs')],
            exporters: [logs[0]],
          },
        }
      : {}),
  };
}

/** @see https://prometheus.io/docs/prometheus/latest/federation/ */
function renderFederation(metricsUrl: string, selectors: readonly string[]) {
  const { host, protocol, pathname } = new URL(metricsUrl);
  return {
    config: {
      scrape_configs: [
        {
          job_name: 'federate',
          honor_labels: true,
          scheme: protocol.replace(':', ''),
          metrics_path: `${pathname.replace(/\/$/, '')}/federate`,
          scrape_interval: `${scrapeIntervalSeconds}s`,
          params: { 'match[]': selectors.map(escapeCollectorVariables) },
          static_configs: [{ targets: [host] }],
        },
      ],
    },
  };
}
