import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { tenantLabel } from '../../../src/kinds/labels';
import { dnsLabel, helmValues, int32, list, quantity } from '../../../src/schema/field-types';
import { error, warning } from '../../../src/schema/problem';
import { charts } from './charts';
import { listMetricsStoreSecrets } from './influxdb-secrets';
import { provideAlerts } from './tenant-alerts';
import { alertReceiver, addAlertmanagerConfig } from './alertmanager-config';
import { kubeStateMetricsElasticValues } from '../logging/elastic-health';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'monitoring';
const podLabels = { 'app.kubernetes.io/name': 'prometheus' };
const alertmanagerPodLabels = { 'app.kubernetes.io/name': 'alertmanager' };

const nonTenantNamespaces = { matchExpressions: [{ key: tenantLabel, operator: 'DoesNotExist' }] };

const remoteWrite = z.strictObject({
  url: z
    .url()
    .meta({ examples: ['https://metrics.acme.example/api/v1/write'] })
    .describe('URL of a Prometheus remote write endpoint'),
  secret: dnsLabel
    .optional()
    .describe('Secret in namespace monitoring with the keys `username` and `password`; @default no authentication'),
});

/** The defaults have room for the metrics of 100,000 Kubernetes objects. PodMonitors of tenants have lower limits. */
const scrapeLimits = z.strictObject({
  samples: int32.min(0).default(1_500_000).describe('samples'),
  bodyMiB: int32.min(0).default(512).describe('size of the response in MiB'),
  labels: int32.min(0).default(64).describe('labels of a sample'),
  labelNameLength: int32.min(0).default(256).describe('bytes of the name of a label'),
  labelValueLength: int32.min(0).default(4096).describe('bytes of the value of a label'),
});

const schema = z.strictObject({
  retentionDays: z.int().min(1).default(15).describe('retention of metrics in days'),
  storageGiB: z
    .number()
    .min(0)
    .default(50)
    .describe('size of the volume of Prometheus in GiB; 0 stores metrics and silences in the pods, without a volume'),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volumes; @default the default StorageClass of the cluster'),
  replicas: z
    .int()
    .min(1)
    .max(2)
    .default(1)
    .describe('pods of each of Prometheus and Alertmanager; 2 tolerate the loss of a node'),
  memory: quantity.default('2Gi').describe('memory request of Prometheus'),
  memoryLimit: quantity.default('4Gi').describe('memory limit of Prometheus'),
  scrapeSeconds: z.int().min(5).default(30).describe('scrape interval in seconds'),
  remoteWrite: list(remoteWrite)
    .default([])
    .describe('remote write endpoints in addition to the provider of capability `remote-write`, such as InfluxDB'),
  receiver: alertReceiver
    .optional()
    .describe(
      'receiver of the alerts of the platform: type, and the key of a Secret in namespace monitoring that holds its URL (webhook, slack) or routing key (pagerduty); @default alerts are visible in Alertmanager, but not sent',
    ),
  controlPlaneMetrics: z
    .boolean()
    .default(false)
    .describe(
      'scrape etcd, kube-scheduler, kube-controller-manager and kube-proxy, which serve metrics on localhost only unless `controlPlaneMetrics` of a cluster of kind `on-prem` is set',
    ),
  scrapeLimits: scrapeLimits
    .prefault({})
    .describe(
      'limits of one scrape of any target, also of the platform; Prometheus discards a scrape that exceeds one; 0 is no limit',
    ),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/**
 * Prometheus, Alertmanager and the Prometheus Operator: metrics and alerts of the platform and of all tenants.
 * PodMonitors and PrometheusRules of every namespace are selected, and each is restricted to its own namespace: the
 * label `namespace` of metrics and alerts is enforced, and rules and alert routes of a tenant match no other namespace.
 * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 * @example
 * const releases = prometheus.releases({ retentionDays: 15 }, clusterInfo());
 */
export const prometheus = componentKind({
  kind: 'prometheus',
  summary: 'Metrics and alerts, by Prometheus, Alertmanager and the Prometheus Operator.',
  schema,
  secrets: listPrometheusSecrets,
  validate: (options) => [
    ...(options.name.length > 26
      ? [error(['name'], options.name, 'is longer than its chart supports', 'write at most 26 characters')]
      : []),
    ...Object.entries(options.scrapeLimits).flatMap(([limit, amount]) =>
      amount === 0
        ? [
            warning(
              ['scrapeLimits', limit],
              amount,
              'removes a limit, so that one target can fill the memory of Prometheus',
              'remove it for the default, or write a number above what your targets have',
            ),
          ]
        : [],
    ),
  ],
  requires: ({ storageGiB }) => (storageGiB > 0 ? ['storage'] : []),
  provides: ({ name }) => ({
    metrics: {
      endpoint: {
        api: 'prometheus',
        url: `http://${name}-prometheus.${namespace}.svc:9090`,
        namespace,
        podLabels,
      },
    },
    alerts: provideAlerts({
      api: 'alertmanager',
      url: `http://${name}-alertmanager.${namespace}.svc:9093`,
      namespace,
      podLabels: alertmanagerPodLabels,
    }),
  }),
  releases: (options, cluster) => [
    {
      name: `${options.name}-crds`,
      namespace,
      podSecurity: 'restricted',
      crds: true,
      chart: charts.prometheusOperatorCrds,
      values: { crds: { annotations: { 'helm.sh/resource-policy': 'keep' } } },
    },
    {
      name: options.name,
      namespace,
      podSecurity: 'restricted',
      chart: charts.kubePrometheusStack,
      // Alertmanager sends requests to URLs that tenants configure, so it must not reach the other pods here.
      isolatePods: true,
      networkRules: {
        // Prometheus scrapes pods and nodes; the NetworkPolicies of the targets must allow it too.
        scrapes: { podLabels, egress: [{ peer: 'pods' }, { peer: 'nodes' }] },
        queries: {
          podLabels,
          ingress: [
            { peer: { capability: 'dashboards' }, ports: [9090] },
            { peer: { capability: 'tenant-dashboards' }, ports: [9090] },
            { peer: { capability: 'telemetry-export' }, ports: [9090] },
          ],
        },
        // Metrics: 8080 of operator, config reloaders and kube-state-metrics, 9090 of Prometheus, 9093 of Alertmanager.
        // Alertmanager receives alerts on 9093 too.
        scraped: { ingress: [{ peer: { namespace, podLabels }, ports: [8080, 9090, 9093] }] },
        notifies: {
          podLabels: alertmanagerPodLabels,
          ingress: [
            { peer: { capability: 'dashboards' }, ports: [9093] },
            { peer: { namespace, podLabels: alertmanagerPodLabels }, ports: [9094, { port: 9094, protocol: 'UDP' }] },
          ],
          // Alertmanager must not reach tenants. Their own policies would admit it: they allow ingress from every pod of
          // this namespace, for the scrapes of Prometheus.
          egress: [{ peer: 'components' }, { peer: 'outside-cluster', ports: [80, 443] }],
        },
        'api-server': { egress: [{ peer: 'api-server' }] },
      },
      values: mergeHelmValues(renderValues(options, cluster), options.values),
    },
    {
      name: `${options.name}-routes`,
      namespace,
      podSecurity: 'restricted',
      objects: {
        'routes.yaml': (scope) => {
          addAlertmanagerConfig(scope, { name: `${options.name}-routes`, namespace }, options.receiver);
        },
      },
    },
  ],
});

function renderValues(options: Options, cluster: ClusterInfo) {
  const { name, controlPlaneMetrics } = options;
  const dashboards = tryGetEndpoint(cluster, 'dashboards');
  return {
    fullnameOverride: name,
    ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
    // A separate release installs the CRDs, because Helm does not upgrade those in `crds/` of a chart.
    crds: { enabled: false },
    // node-exporter and Grafana are separate components.
    ...renderNodeExporterValues(tryGetEndpoint(cluster, 'node-metrics')?.api === 'prometheus'),
    grafana: {
      enabled: false,
      forceDeployDashboards: dashboards?.namespace !== undefined,
      ...(dashboards?.namespace === undefined ? {} : { namespaceOverride: dashboards.namespace }),
      sidecar: { dashboards: { annotations: { grafana_folder: 'Kubernetes' } } },
    },
    // The admission webhook would need a certificate that a Helm hook job creates. Without the webhook, the operator
    // ignores invalid objects.
    prometheusOperator: {
      admissionWebhooks: { enabled: false },
      tls: { enabled: false },
      // Kubelets are discovered by EndpointSlices, as Endpoints are deprecated.
      kubeletEndpointsEnabled: false,
      kubeletEndpointSliceEnabled: true,
      resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '384Mi' }),
      prometheusConfigReloader: {
        resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '64Mi' }),
      },
    },
    'kube-state-metrics': {
      fullnameOverride: `${name}-kube-state-metrics`,
      resources: containerResources({ cpuRequest: '20m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
      // The health of the objects that the Elastic operator manages, as metrics.
      ...(tryGetEndpoint(cluster, 'logs')?.api === 'elasticsearch' ? kubeStateMetricsElasticValues : {}),
    },
    ...renderDnsValues(cluster),
    ...(cluster.hasVerifiedKubelets ? { kubelet: { serviceMonitor: { insecureSkipVerify: false } } } : {}),
    kubeEtcd: { enabled: controlPlaneMetrics },
    kubeScheduler: { enabled: controlPlaneMetrics },
    kubeControllerManager: { enabled: controlPlaneMetrics },
    kubeProxy: { enabled: controlPlaneMetrics },
    prometheus: { prometheusSpec: renderPrometheusSpec(options, cluster) },
    alertmanager: renderAlertmanagerValues(options),
  };
}

/**
 * Renders which DNS server is scraped: CoreDNS, or kube-dns, which GKE runs and which has other ports of metrics. The component
 * `coreDns()` has its own PodMonitor.
 */
function renderDnsValues({ capabilities, infrastructureCapabilities = [], cloud }: ClusterInfo) {
  const isScraped = !('dns' in capabilities) || infrastructureCapabilities.includes('dns');
  const isKubeDns = cloud?.provider === 'google';
  return { coreDns: { enabled: isScraped && !isKubeDns }, ...(isKubeDns ? { kubeDns: { enabled: isScraped } } : {}) };
}

/** Renders the values of the node dashboards and rules, which need the metrics of node-exporter. */
function renderNodeExporterValues(hasNodeExporter: boolean) {
  const disabled = { enabled: false };
  return {
    nodeExporter: {
      enabled: false,
      forceDeployDashboards: hasNodeExporter,
      operatingSystems: { aix: disabled, darwin: disabled },
    },
    defaultRules: {
      rules: {
        kubePrometheusNodeRecording: hasNodeExporter,
        network: hasNodeExporter,
        nodeExporterAlerting: hasNodeExporter,
        nodeExporterRecording: hasNodeExporter,
      },
    },
  };
}

function renderPrometheusSpec(options: Options, cluster: ClusterInfo) {
  const { replicas, retentionDays, scrapeSeconds, memory, memoryLimit } = options;
  return {
    replicas,
    retention: `${retentionDays}d`,
    // The default, HTTP, enables /-/reload and /-/quit for every client that may send queries.
    reloadStrategy: 'ProcessSignal',
    scrapeInterval: `${scrapeSeconds}s`,
    externalLabels: { cluster: cluster.cluster, environment: cluster.environment },
    // The default, Endpoints, is deprecated since Kubernetes 1.33 and limited to 1000 addresses.
    serviceDiscoveryRole: 'EndpointSlice',
    // Otherwise the operator selects only the objects of this Helm release.
    ruleSelectorNilUsesHelmValues: false,
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    // Overwrites the label `namespace` of metrics and rules, except in this namespace, whose rules are about all
    // namespaces.
    enforcedNamespaceLabel: 'namespace',
    excludedFromEnforcement: ['servicemonitors', 'podmonitors', 'prometheusrules'].map((resource) => ({
      group: 'monitoring.coreos.com',
      resource,
      namespace,
    })),
    // Not from tenants: these objects can read files of the Prometheus pod or scrape any address. Tenants have
    // PodMonitors.
    probeNamespaceSelector: nonTenantNamespaces,
    serviceMonitorNamespaceSelector: nonTenantNamespaces,
    scrapeConfigNamespaceSelector: nonTenantNamespaces,
    ...renderScrapeLimits(options.scrapeLimits),
    remoteWrite: [
      ...renderMetricsStoreRemoteWrite(cluster),
      ...options.remoteWrite.map(({ url, secret }) => ({ url, ...renderBasicAuth(secret) })),
    ],
    resources: containerResources({ cpuRequest: '200m', memoryRequest: memory, memoryLimit }),
    ...renderVolumeClaimTemplate('storageSpec', options, options.storageGiB),
  };
}

/** @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.CommonPrometheusFields */
function renderScrapeLimits(limits: Options['scrapeLimits']) {
  return {
    enforcedSampleLimit: limits.samples,
    enforcedBodySizeLimit: limits.bodyMiB === 0 ? '0' : `${limits.bodyMiB}MiB`,
    enforcedLabelLimit: limits.labels,
    enforcedLabelNameLengthLimit: limits.labelNameLength,
    enforcedLabelValueLengthLimit: limits.labelValueLength,
  };
}

function renderAlertmanagerValues(options: Options) {
  return {
    alertmanagerSpec: {
      replicas: options.replicas,
      // The routes are in the AlertmanagerConfig `<name>-routes`; otherwise the chart creates a Secret with its own.
      useExistingSecret: true,
      alertmanagerConfiguration: { name: `${options.name}-routes` },
      // An AlertmanagerConfig matches the alerts of its own namespace only, except `<name>-routes`.
      alertmanagerConfigMatcherStrategy: { type: 'OnNamespace' },
      resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
      ...renderVolumeClaimTemplate('storage', options, Math.min(1, options.storageGiB)),
    },
  };
}

/**
 * Renders the remote write to the provider of capability `remote-write`, if there is one. InfluxDB 1 requires basic
 * authentication: influxDb() provides `remote-write` too, and its credentials are in the Secret `metrics-store`.
 */
function renderMetricsStoreRemoteWrite(cluster: ClusterInfo) {
  const store = tryGetEndpoint(cluster, 'remote-write');
  if (store?.url === undefined) return [];
  return [{ url: store.url, ...(store.api === 'influxdb' ? renderBasicAuth('metrics-store') : {}) }];
}

function renderBasicAuth(secret: string | undefined) {
  if (secret === undefined) return {};
  return {
    basicAuth: { username: { name: secret, key: 'username' }, password: { name: secret, key: 'password' } },
  };
}

function renderVolumeClaimTemplate(key: string, { storageClass }: Options, sizeGiB: number) {
  if (sizeGiB === 0) return {};
  const spec = {
    accessModes: ['ReadWriteOnce'],
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    resources: { requests: { storage: `${sizeGiB}Gi` } },
  };
  return { [key]: { volumeClaimTemplate: { spec } } };
}

/** Lists the Secrets with the receiver of alerts and with the credentials of remote write. */
function listPrometheusSecrets({ receiver, remoteWrite }: Options, cluster: ClusterInfo): readonly ComponentSecret[] {
  const rotation = { reloads: 'the operator reads it again' };
  return [
    ...(receiver === undefined
      ? []
      : [
          {
            namespace,
            name: receiver.secret,
            requiredFor: 'prometheus({ receiver })',
            values: { [receiver.key]: { from: 'provided', description: 'URL or key of the receiver' } as const },
            rotation,
          },
        ]),
    ...remoteWrite.flatMap(({ secret }) =>
      secret === undefined
        ? []
        : [
            {
              namespace,
              name: secret,
              requiredFor: 'prometheus({ remoteWrite }) with secret',
              values: {
                username: { from: 'provided', description: 'user of the endpoint' } as const,
                password: { from: 'provided', description: 'password of the endpoint' } as const,
              },
              rotation,
            },
          ],
    ),
    ...(tryGetEndpoint(cluster, 'remote-write')?.api === 'influxdb'
      ? listMetricsStoreSecrets(namespace, 'prometheus()', cluster)
      : []),
  ];
}
