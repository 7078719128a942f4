import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { logsLabel, tenantLabel } from '../../../src/kinds/labels';
import type { ChartRelease } from '../../../src/kinds/release';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { collectorNamespace, hostLogReaderSecurityContext } from '../logging/log-collection';
import { charts, collectorImages } from './charts';
import { renderPorts, renderProgram } from './collector-values';
import {
  collectorMetricsPort,
  otlpPorts,
  renderClusterExporter,
  renderCollectorConfiguration,
} from './collector-configuration';
import { agentName, agentPodLabels, gatewayEndpoint, gatewayPodLabels, telemetryNamespace } from './collectors';
import { exportsSignal } from './cloud-export';
import { selectExports, type Exports } from './export-options';
import { recordAttribute, renderClusterAttribute } from './record-attributes';

/** Options of the agents: those of openTelemetry() that they depend on. */
export interface AgentOptions {
  readonly name: string;
  readonly exports: Exports;
  readonly auditLogPath: string;
  readonly agentValues?: Readonly<Record<string, unknown>> | undefined;
}

/** Folder of nodes with the positions up to which log files were read. */
const positionsFolder = '/var/lib/plinth-telemetry';

const podLogsFolder = '/var/log/pods';

/**
 * Returns the release of the agents: collectors on all nodes that read the logs of containers, and the audit log on control
 * plane nodes, and send them to the gateway. Undefined where no export needs them.
 */
export function tryCreateAgentRelease(options: AgentOptions, cluster: ClusterInfo): ChartRelease | undefined {
  if (!exportsSignal(options.exports, 'logs', cluster) && !readsAuditLog(options, cluster)) return undefined;
  return {
    name: agentName(options),
    namespace: collectorNamespace,
    podSecurity: 'privileged',
    chart: charts.openTelemetryCollector,
    images: [collectorImages.kubernetes],
    networkRules: {
      telemetry: {
        podLabels: agentPodLabels(options),
        ingress: [{ peer: { capability: 'metrics' }, ports: [collectorMetricsPort] }],
        egress: [
          { peer: { namespace: telemetryNamespace, podLabels: gatewayPodLabels(options) }, ports: [otlpPorts.grpc] },
          { peer: 'api-server' },
        ],
      },
    },
    values: mergeHelmValues(renderValues(options, cluster), options.agentValues),
  };
}

function renderValues(options: AgentOptions, cluster: ClusterInfo) {
  const hostVolumes = {
    pods: { path: podLogsFolder, readOnly: true },
    positions: { path: positionsFolder, readOnly: false },
    ...(readsAuditLog(options, cluster) ? { audit: { path: auditFolder(options), readOnly: true } } : {}),
  };
  return {
    fullnameOverride: options.name,
    mode: 'daemonset',
    ...renderProgram(cluster, 'kubernetes'),
    alternateConfig: renderAgentConfiguration(options, cluster),
    ports: renderPorts({ acceptsOtlp: false }),
    clusterRole: {
      create: true,
      rules: [{ apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['get', 'list', 'watch'] }],
    },
    serviceAccount: { name: agentName(options) },
    securityContext: { ...hostLogReaderSecurityContext, readOnlyRootFilesystem: true },
    extraVolumes: Object.entries(hostVolumes).map(([name, { path }]) => ({
      name,
      hostPath: { path, type: 'DirectoryOrCreate' },
    })),
    extraVolumeMounts: Object.entries(hostVolumes).map(([name, { path, readOnly }]) => ({
      name,
      mountPath: path,
      ...(readOnly ? { readOnly } : {}),
    })),
    tolerations: [{ operator: 'Exists' }],
    resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '384Mi' }),
    podMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
  };
}

/** Returns the configuration of the agents. */
export function renderAgentConfiguration(options: AgentOptions, cluster: ClusterInfo) {
  const { auditLogPath } = options;
  const hasLogs = exportsSignal(options.exports, 'logs', cluster);
  const hasAudit = readsAuditLog(options, cluster);
  // The position in each file survives the pod, so that no line is lost or sent again.
  const fileOptions = { storage: 'file_storage', retry_on_failure: { enabled: true } };
  const record = (value: string) => ({ [recordAttribute]: value, 'k8s.node.name': '${env:OTEL_K8S_NODE_NAME}' });
  const { attributes } = renderClusterAttribute(cluster);
  return renderCollectorConfiguration(
    {
      extensions: { file_storage: { directory: positionsFolder } },
      receivers: {
        ...(hasLogs
          ? {
              'filelog/pods': {
                include: [`${podLogsFolder}/*/*/*.log`],
                // Its own log would grow with each line that it cannot send.
                exclude: [`${podLogsFolder}/${collectorNamespace}_${options.name}-agent-*/*/*.log`],
                include_file_path: true,
                include_file_name: false,
                operators: [{ type: 'container' }],
                resource: record('container'),
                ...fileOptions,
              },
            }
          : {}),
        ...(hasAudit
          ? {
              'filelog/audit': {
                include: [auditLogPath],
                include_file_name: false,
                resource: record('audit'),
                ...fileOptions,
              },
            }
          : {}),
      },
      processors: {
        ...(hasLogs
          ? {
              k8sattributes: {
                auth_type: 'serviceAccount',
                filter: { node_from_env_var: 'OTEL_K8S_NODE_NAME' },
                extract: {
                  metadata: ['k8s.namespace.name', 'k8s.pod.name'],
                  labels: [
                    { tag_name: 'plinth.tenant', key: tenantLabel, from: 'namespace' },
                    { tag_name: 'plinth.logs', key: logsLabel, from: 'pod' },
                  ],
                },
                pod_association: [{ sources: [{ from: 'resource_attribute', name: 'k8s.pod.uid' }] }],
              },
              'filter/none': {
                error_mode: 'ignore',
                logs: { log_record: ['resource.attributes["plinth.logs"] == "none"'] },
              },
            }
          : {}),
        'resource/cluster': { attributes },
      },
      exporters: { 'otlp/gateway': renderClusterExporter(gatewayEndpoint(options)) },
      pipelines: {
        ...(hasLogs
          ? {
              'logs/pods': {
                receivers: ['filelog/pods'],
                processors: ['k8sattributes', 'filter/none', 'resource/cluster'],
                exporters: ['otlp/gateway'],
              },
            }
          : {}),
        ...(hasAudit
          ? {
              'logs/audit': {
                receivers: ['filelog/audit'],
                processors: ['resource/cluster'],
                exporters: ['otlp/gateway'],
              },
            }
          : {}),
      },
    },
    cluster,
  );
}

/** Returns whether the agents read the audit log: that of a managed control plane is not on a node. */
function readsAuditLog({ exports }: AgentOptions, { cloud }: ClusterInfo): boolean {
  return cloud === undefined && Object.keys(selectExports(exports, 'audit')).length > 0;
}

function auditFolder({ auditLogPath }: AgentOptions): string {
  return auditLogPath.slice(0, auditLogPath.lastIndexOf('/'));
}
