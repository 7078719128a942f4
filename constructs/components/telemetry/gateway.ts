import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import type { NetworkRules } from '../../../src/kinds/network-rules';
import type { ChartRelease } from '../../../src/kinds/release';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { charts, collectorImages } from './charts';
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
import { resolveExportAddress, selectExports, type ExportOptions, type Exports } from './export-options';
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
  const exportPorts = Object.values(options.exports).map((target) => resolveExportAddress(target).port);
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
  const { exports, memory, memoryLimit } = options;
  const cloud = tryGetCloudExport(cluster);
  const image = resolveImage(cluster, collectorImages.contrib);
  const separator = image.lastIndexOf(':');
  const disabled = { enabled: false };
  const authorities = Object.entries(exports).flatMap(([name, { ca }]) => (ca === undefined ? [] : [{ name, ...ca }]));
  return {
    fullnameOverride: gatewayName(options),
    mode: 'deployment',
    image: { repository: image.slice(0, separator), tag: image.slice(separator + 1) },
    command: { name: 'otelcol-contrib' },
    // Replaces the default configuration of the chart, which listens for all protocols and drops what it receives.
    alternateConfig: renderGatewayConfiguration(options, cluster),
    ports: {
      'otlp-http': disabled,
      'jaeger-compact': disabled,
      'jaeger-thrift': disabled,
      'jaeger-grpc': disabled,
      zipkin: disabled,
      metrics: { enabled: true },
    },
    // Two pods would read and export all metrics twice.
    replicaCount: 1,
    extraEnvs: [
      ...Object.entries(exports).flatMap(([name, { headers }]) =>
        Object.entries(headers).map(([header, { secret, key }]) => ({
          name: headerVariable(name, header),
          valueFrom: { secretKeyRef: { name: secret, key } },
        })),
      ),
      ...(cloud?.usesAzureIdentity === true
        ? [{ name: 'AZURE_CLIENT_ID', valueFrom: { secretKeyRef: azureIdentitySecret } }]
        : []),
    ],
    ...(Object.keys(cloud?.podLabels ?? {}).length === 0 ? {} : { podLabels: cloud?.podLabels }),
    extraVolumes: authorities.map(({ name, secret, key }) => ({
      name: `ca-${name}`,
      secret: { secretName: secret, items: [{ key, path: 'ca.crt' }] },
    })),
    extraVolumeMounts: authorities.map(({ name }) => ({
      name: `ca-${name}`,
      mountPath: caFolder(name),
      readOnly: true,
    })),
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

/** Returns the configuration of the gateway. */
export function renderGatewayConfiguration(options: GatewayOptions, cluster: ClusterInfo) {
  const { exports } = options;
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
  for (const signal of ['logs', 'audit'] as const) {
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

/** Resource attribute of log records: `container`, or `audit`. */
export const recordAttribute = 'plinth.record';

/** Returns the processor that sets the name of the cluster. */
export function renderClusterAttribute({ cluster, environment }: ClusterInfo) {
  return {
    attributes: [
      { key: 'k8s.cluster.name', value: cluster, action: 'upsert' },
      { key: 'deployment.environment.name', value: environment, action: 'upsert' },
    ],
  };
}

/**
 * Fields of a syslog message: the syslog exporter reads them from attributes of the log record.
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/syslogexporter
 */
const syslogFields = {
  error_mode: 'ignore',
  log_statements: [
    {
      context: 'log',
      statements: [
        'set(attributes["message"], body) where IsString(body)',
        'set(attributes["hostname"], resource.attributes["k8s.node.name"])',
        'set(attributes["appname"], resource.attributes["k8s.container.name"])',
        `set(attributes["appname"], "kube-apiserver") where resource.attributes["${recordAttribute}"] == "audit"`,
        'set(attributes["proc_id"], resource.attributes["k8s.pod.name"])',
      ],
    },
  ],
};

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

function exporterId(name: string, { protocol }: ExportOptions): string {
  return `${{ otlp: 'otlp', 'otlp-http': 'otlphttp', syslog: 'syslog' }[protocol]}/${name}`;
}

function renderExporter(name: string, target: ExportOptions) {
  const { scheme, host, port, path } = resolveExportAddress(target);
  const isEncrypted = scheme === 'https' || scheme === 'tls';
  const tls = {
    ...(isEncrypted ? {} : { insecure: true }),
    ...(target.ca === undefined ? {} : { ca_file: `${caFolder(name)}/ca.crt` }),
  };
  const common = Object.keys(tls).length === 0 ? {} : { tls };
  if (target.protocol === 'syslog') return { endpoint: host, port, network: 'tcp', protocol: 'rfc5424', ...common };
  const headers = Object.fromEntries(
    Object.keys(target.headers).map((header) => [header, `\${env:${headerVariable(name, header)}}`]),
  );
  return {
    endpoint: target.protocol === 'otlp' ? `${host}:${port}` : `${scheme}://${host}:${port}${path}`,
    ...common,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

function caFolder(name: string): string {
  return `/etc/telemetry/${name}`;
}

/** Returns the environment variable with the value of a header. Names of exports and headers contain no underscore. */
function headerVariable(name: string, header: string): string {
  return `EXPORT_${name}__${header}`.toUpperCase().replaceAll('-', '_');
}

/** Lists the Secrets with the headers and CA certificates of exports. */
export function listExportSecrets(options: GatewayOptions): readonly ComponentSecret[] {
  const keysBySecret = new Map<string, Record<string, string>>();
  const addKey = (secret: string, key: string, description: string) => {
    keysBySecret.set(secret, { ...keysBySecret.get(secret), [key]: description });
  };
  for (const [name, { headers, ca }] of Object.entries(options.exports)) {
    for (const [header, { secret, key }] of Object.entries(headers))
      addKey(secret, key, `value of the header ${header} of the export ${name}`);
    if (ca) addKey(ca.secret, ca.key, `certificate of the CA of the export ${name}, in PEM`);
  }
  return [...keysBySecret].map(([name, keys]) => ({
    namespace: telemetryNamespace,
    name,
    requiredFor: 'openTelemetry({ exports })',
    values: Object.fromEntries(
      Object.entries(keys).map(([key, description]) => [key, { from: 'provided', description }]),
    ),
    rotation: { restarts: [{ kind: 'Deployment', name: gatewayName(options) }] },
  }));
}

/** Lists the Secret with the client ID of the gateway's identity, where the cloud needs one. */
export function listCloudSecrets(options: GatewayOptions, cluster: ClusterInfo): readonly ComponentSecret[] {
  if (tryGetCloudExport(cluster)?.usesAzureIdentity !== true) return [];
  const { name, key } = azureIdentitySecret;
  return [
    {
      namespace: telemetryNamespace,
      name,
      requiredFor: 'azureMonitor()',
      values: {
        [key]: { from: 'provided', writer: 'terraform', description: 'client ID of the identity of the gateway' },
      },
      rotation: { restarts: [{ kind: 'Deployment', name: gatewayName(options) }] },
    },
  ];
}
