import type { ServiceAccount } from 'kubernetes-types/core/v1';
import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { listUses } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Release } from '../../../src/kinds/release';
import { dnsLabel, helmValues, list, quantity } from '../../../src/schema/field-types';
import { error } from '../../../src/schema/problem';
import { addObject } from '../../kubernetes/object';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { metricsPanel } from '../../monitoring/dashboard';
import { tryCreateAgentRelease } from './agent';
import { collectorImages } from './charts';
import { collectorMetricsPort, otlpPorts } from './collector-configuration';
import { cloudLogCollectorName, gatewayPodLabels, receiverPodLabels, telemetryNamespace } from './collectors';
import { exportsSignal } from './cloud-export';
import { tryCreateCloudLogRelease } from './cloud-log-collector';
import { checkCloudLogsUsed, checkExports, exportSchema } from './export-options';
import { gatewayRelease, hasPipelines } from './gateway';
import { listCloudSecrets, listExportSecrets } from './telemetry-secrets';
import { addReceiver, connectWorkload, receiverServiceAccount, storesTraces, tracesKeys } from './trace-receiver';

const schema = z.strictObject({
  exports: z
    .record(dnsLabel, exportSchema)
    .default({})
    .meta({ examples: [{ analytics: { url: 'https://otlp.acme.example', signals: ['traces', 'metrics'] } }] })
    .describe('destinations outside the cluster by name, each with the telemetry that it receives; @default none'),
  metricSelectors: list(z.string().min(1))
    .default(['{__name__=~".+"}'])
    .describe('PromQL selectors of the series that are exported; @default all series'),
  auditLogPath: z
    .string()
    .regex(/^(\/[A-Za-z0-9._-]+){2,}$/, 'must be the path of a file: write one such as /var/log/kubernetes/audit.log')
    .default('/var/log/kubernetes/audit.log')
    .describe('path of the audit log on control plane nodes; @default that of clusters of kind on-prem'),
  memory: quantity
    .default('128Mi')
    .describe(
      'memory request of the gateway, which sends to the destinations, and of the collector of the logs of a cloud',
    ),
  memoryLimit: quantity.default('512Mi').describe('memory limit of these'),
  queueGiB: z
    .int()
    .min(1)
    .default(10)
    .describe(
      'size of the volume with the audit, control plane and flow logs of a cloud that the destinations have not yet received',
    ),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of this volume; @default that of the cluster'),
  values: helmValues.optional().describe('Helm values of the gateway, merged last'),
  agentValues: helmValues.optional().describe('Helm values of the agents, which read logs on the nodes, merged last'),
  cloudLogValues: helmValues.optional().describe('Helm values of the collector of the logs of a cloud, merged last'),
});

type Options = OptionsOf<typeof schema>;

/**
 * OpenTelemetry Collectors. Applications that use `traces` send them to the receiver of their tenant, which sets the tenant
 * of each trace, for Tempo (tempo()) and for exports. A gateway exports telemetry to other collectors and to the services
 * of a cloud (cloudWatch(), azureMonitor() or cloudObservability()): traces, the metrics of Prometheus, and logs, which agents
 * read on all nodes. Another collector sends the audit and flow logs that a cloud stores itself (cloudWatchLogs(),
 * eventHubs() or cloudLogging()).
 * @see https://opentelemetry.io/docs/collector/
 * @example
 * openTelemetry({ exports: { company: { url: 'https://otel.acme.example:4317', signals: ['traces', 'logs'] } } })
 */
export const openTelemetry = componentKind({
  kind: 'open-telemetry',
  summary: 'Traces of applications, and export of telemetry, with OpenTelemetry Collectors.',
  schema,
  validate: ({ exports }, cluster) => [...checkExports(exports, cluster), ...checkCloudLogsUsed(exports, cluster)],
  secrets: (options, cluster) => [...listExportSecrets(options, cluster), ...listCloudSecrets(options, cluster)],
  provides: (options) => ({
    traces: {
      endpoint: {
        ...{ api: 'otlp', namespace: telemetryNamespace, podLabels: receiverPodLabels },
        bindingKeys: tracesKeys,
      },
      useSchema: z.strictObject({}),
      validateWorkload: (workload, cluster) =>
        storesTraces(options, cluster)
          ? []
          : listUses(workload)
              .filter(({ capability }) => capability === 'traces')
              .map(({ path }) =>
                error(
                  ['uses', ...path],
                  undefined,
                  'cannot be served: the cluster neither stores nor exports traces',
                  "add tempo(), or an export of openTelemetry() with signals: ['traces']",
                ),
              ),
      forWorkload: (workload, { uses }) => connectWorkload(workload, uses),
      forTenant: (tenant, { cluster }) => addReceiver(tenant, options, cluster),
    },
    ...(Object.keys(options.exports).length === 0
      ? {}
      : {
          'telemetry-export': {
            endpoint: { namespace: telemetryNamespace, podLabels: gatewayPodLabels(options) },
          },
        }),
  }),
  releases: (options, cluster) => {
    const agent = tryCreateAgentRelease(options, cluster);
    const cloudLogs = tryCreateCloudLogRelease(options, cluster);
    return [
      receiversRelease(options, cluster),
      ...(hasPipelines(options, cluster) ? [gatewayRelease(options, cluster)] : []),
      ...(agent ? [agent] : []),
      ...(cloudLogs ? [cloudLogs] : []),
      ...monitoring(options, cluster),
    ];
  },
});

/** Returns the release with what the receivers of all tenants share. The objects of a tenant are its receiver. */
function receiversRelease(options: Options, cluster: ClusterInfo): Release {
  const exportsTraces = exportsSignal(options.exports, 'traces', cluster);
  return {
    name: options.name,
    namespace: telemetryNamespace,
    podSecurity: 'restricted',
    // A receiver must not reach that of another tenant.
    isolatePods: true,
    images: [collectorImages.kubernetes],
    networkRules: {
      receivers: {
        podLabels: receiverPodLabels,
        ingress: [{ peer: { capability: 'metrics' }, ports: [collectorMetricsPort] }],
        egress: [
          { peer: { capability: 'traces-store' }, ports: [otlpPorts.grpc] },
          ...(exportsTraces
            ? [
                {
                  peer: { namespace: telemetryNamespace, podLabels: gatewayPodLabels(options) },
                  ports: [otlpPorts.grpc],
                },
              ]
            : []),
        ],
      },
    },
    objects: {
      'objects.yaml': (scope) => {
        addObject<ServiceAccount>(scope, 'ReceiverAccount', {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: receiverServiceAccount, namespace: telemetryNamespace },
          automountServiceAccountToken: false,
        });
      },
    },
  };
}

/** @see https://opentelemetry.io/docs/collector/internal-telemetry/ */
const alerts: readonly AlertRule[] = [
  {
    name: 'TelemetryExportFails',
    expr: 'sum by (pod, exporter) (rate({__name__=~"otelcol_exporter_send_failed_(spans|metric_points|log_records)(_total)?"}[10m])) > 0',
    forMinutes: 15,
    severity: 'warning',
    summary: '{{ $labels.pod }} cannot send telemetry with the exporter {{ $labels.exporter }}: it is lost.',
    runbook:
      'The log of the pod names the reason. otlp/store: check that Tempo is up, and its alerts. Others: the destination refuses the connection, the certificate or the credentials.',
  },
  {
    name: 'TelemetryRefused',
    expr: 'sum by (pod, receiver) (rate({__name__=~"otelcol_receiver_refused_(spans|metric_points|log_records)(_total)?"}[10m])) > 0',
    forMinutes: 15,
    severity: 'warning',
    summary:
      '{{ $labels.pod }} refuses telemetry of the receiver {{ $labels.receiver }}: its memory or its queue is full.',
    runbook:
      'Receivers of tenants: let the applications sample (OTEL_TRACES_SAMPLER). The gateway: raise memoryLimit of openTelemetry(), or export less.',
  },
];

/** Alerts of the collector of the logs of a cloud, which tries to send without an end and counts no failures. */
function renderCloudLogAlerts(options: Options): readonly AlertRule[] {
  const pods = `pod=~"${cloudLogCollectorName(options)}-.+"`;
  return [
    {
      name: 'CloudLogsNotSent',
      expr: `max by (pod, exporter) (otelcol_exporter_queue_size{${pods}} / otelcol_exporter_queue_capacity{${pods}}) > 0.5`,
      forMinutes: 15,
      severity: 'warning',
      summary:
        'The queue of {{ $labels.exporter }} with audit, control plane or flow logs is more than half full: the destination takes them too slowly, or not at all.',
      runbook:
        'The log of the pod names the reason. Where the queue is full, logs remain in the queue of the cloud for its retentionDays: then they are lost. queueGiB of openTelemetry() enlarges the volume.',
    },
    {
      name: 'CloudLogsNotRead',
      expr: `sum by (pod) (increase({__name__=~"otelcol_receiver_accepted_log_records(_total)?", ${pods}}[1h])) == 0`,
      forMinutes: 30,
      severity: 'warning',
      summary: '{{ $labels.pod }} has read no audit, control plane or flow logs of the cloud for an hour.',
      runbook:
        'The log of the pod names the reason: its identity may not read the queue, or the network policy or the private endpoint does not let it connect. Otherwise the cloud sends nothing to the queue: look at its metrics there.',
    },
  ];
}

function monitoring(options: Options, cluster: ClusterInfo): readonly Release[] {
  const { name } = options;
  const hasCloudLogs = tryCreateCloudLogRelease(options, cluster) !== undefined;
  return monitoringReleases(
    {
      name,
      namespace: telemetryNamespace,
      pods: { labels: receiverPodLabels, port: 'metrics' },
      alerts: hasCloudLogs ? [...alerts, ...renderCloudLogAlerts(options)] : alerts,
      dashboard: {
        uid: 'platform-telemetry',
        title: 'Telemetry',
        tags: ['platform', 'telemetry'],
        panels: [
          metricsPanel('Spans received', 'short', {
            '{{pod}}': 'sum by (pod) (rate({__name__=~"otelcol_receiver_accepted_spans(_total)?"}[5m]))',
          }),
          metricsPanel('Sent, by exporter', 'short', {
            '{{exporter}}':
              'sum by (exporter) (rate({__name__=~"otelcol_exporter_sent_(spans|metric_points|log_records)(_total)?"}[5m]))',
          }),
          metricsPanel('Failed, by exporter', 'short', {
            '{{exporter}}':
              'sum by (exporter) (rate({__name__=~"otelcol_exporter_send_failed_(spans|metric_points|log_records)(_total)?"}[5m]))',
          }),
          metricsPanel('Queue in use', 'percentunit', {
            '{{pod}} {{exporter}}': 'otelcol_exporter_queue_size / otelcol_exporter_queue_capacity',
          }),
        ],
      },
    },
    cluster,
  );
}
