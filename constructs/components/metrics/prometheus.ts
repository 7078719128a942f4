import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { tenantLabel } from '../../../src/kinds/labels';
import { dnsLabel, helmValues, list, quantity } from '../../../src/schema/field-types';
import { error } from '../../../src/schema/problem';
import { charts } from './charts';
import { alertReceiver, addAlertmanagerConfig } from './alertmanager-config';
import { elasticHealthValues } from '../logging/elastic-health';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'monitoring';
const podLabels = { 'app.kubernetes.io/name': 'prometheus' };
const alertmanagerPodLabels = { 'app.kubernetes.io/name': 'alertmanager' };

const ownPods = (of: Readonly<Record<string, string>>) => ({ namespace, podLabels: of });

const nonTenantNamespaces = { matchExpressions: [{ key: tenantLabel, operator: 'DoesNotExist' }] };

const remoteWrite = z.strictObject({
  url: z.url().describe('address that takes Prometheus remote write'),
  secret: dnsLabel
    .optional()
    .describe('Secret in namespace monitoring with keys username and password; @default no authentication'),
});

const schema = z.strictObject({
  retentionDays: z.int().min(1).default(15).describe('how long metrics are kept'),
  storageGiB: z
    .number()
    .min(0)
    .default(50)
    .describe('volume of Prometheus; 0 keeps metrics and silences in the pods, lost with them'),
  storageClass: z.string().optional().describe("class of the volumes; @default the cluster's"),
  replicas: z.int().min(1).max(2).default(1).describe('of Prometheus and Alertmanager: 2 outlive a node'),
  memory: quantity.default('2Gi').describe('memory request of Prometheus'),
  memoryLimit: quantity.default('4Gi').describe('memory at which Prometheus is stopped'),
  scrapeSeconds: z.int().min(5).default(30).describe('time between two scrapes'),
  remoteWrite: list(remoteWrite)
    .default([])
    .describe("where metrics go as well, beside the cluster's own store where it has one"),
  receiver: alertReceiver
    .optional()
    .describe(
      'key of a Secret in namespace monitoring with the URL (webhook, slack) or routing key (pagerduty) that alerts of the platform go to; @default shown, but sent nowhere',
    ),
  controlPlaneMetrics: z
    .boolean()
    .default(false)
    .describe('scrape etcd, scheduler, controller manager and kube-proxy: kubeadm lets them listen on localhost only'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/**
 * Metrics and alerts of the platform and of all tenants: Prometheus, Alertmanager and their operator. Monitors and
 * rules of every namespace are honoured, and each is held to its own namespace: whatever a tenant's pod says of itself,
 * its metrics carry its namespace, and its rules and alert routes see no other.
 * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 * @example
 * const releases = prometheus.releases({ retentionDays: 15 }, clusterInfo());
 */
export const prometheus = componentKind({
  kind: 'prometheus',
  summary: 'Metrics and alerts by Prometheus, Alertmanager and their operator.',
  schema,
  validate: ({ name }) =>
    name.length > 26 ? [error(['name'], name, 'longer than its chart can use', 'write at most 26 characters')] : [],
  requires: ({ storageGiB }) => (storageGiB > 0 ? ['storage'] : []),
  provides: ({ name }) => ({
    metrics: {
      api: 'prometheus',
      url: `http://${name}-prometheus.${namespace}.svc:9090`,
      namespace,
      podLabels,
    },
    alerts: {
      api: 'alertmanager',
      url: `http://${name}-alertmanager.${namespace}.svc:9093`,
      namespace,
      podLabels: alertmanagerPodLabels,
    },
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
      // Alertmanager calls whatever address a tenant writes down.
      isolatePods: true,
      networkRules: {
        // Prometheus goes to whatever is to be watched; each still decides whom it lets in.
        scrapes: { podLabels, egress: [{ peer: 'pods' }, { peer: 'nodes' }] },
        queries: {
          podLabels,
          ingress: [
            { peer: { capability: 'dashboards' }, ports: [9090] },
            { peer: { capability: 'tenant-dashboards' }, ports: [9090] },
          ],
        },
        // On 8080 the operator, the reloaders and kube-state-metrics; on the others both answer, and Alertmanager is told.
        watched: { ingress: [{ peer: ownPods(podLabels), ports: [8080, 9090, 9093] }] },
        notifies: {
          podLabels: alertmanagerPodLabels,
          ingress: [
            { peer: { capability: 'dashboards' }, ports: [9093] },
            { peer: ownPods(alertmanagerPodLabels), ports: [9094, { port: 9094, protocol: 'UDP' }] },
          ],
          // Pods of tenants let in whatever reads metrics, by its namespace, and would not know it from this.
          egress: [{ peer: 'components' }, { peer: 'world', ports: [80, 443] }],
        },
        watches: { egress: [{ peer: 'api-server' }] },
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
  const shown = tryGetEndpoint(cluster, 'dashboards');
  return {
    fullnameOverride: name,
    ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
    // They are a release of their own, so that they are upgraded too.
    crds: { enabled: false },
    // Both are components of their own here.
    ...renderNodeExporterValues(tryGetEndpoint(cluster, 'node-metrics')?.api === 'prometheus'),
    grafana: {
      enabled: false,
      forceDeployDashboards: shown?.namespace !== undefined,
      ...(shown?.namespace === undefined ? {} : { namespaceOverride: shown.namespace }),
      sidecar: { dashboards: { annotations: { grafana_folder: 'Kubernetes' } } },
    },
    // The chart would make a certificate in a job; the operator refuses wrong objects by itself, later.
    prometheusOperator: {
      admissionWebhooks: { enabled: false },
      tls: { enabled: false },
      // Those of kubelets, too, are found by EndpointSlices.
      kubeletEndpointsEnabled: false,
      kubeletEndpointSliceEnabled: true,
      resources: containerResources('50m', '128Mi', '384Mi'),
      prometheusConfigReloader: { resources: containerResources('10m', '32Mi', '64Mi') },
    },
    'kube-state-metrics': {
      fullnameOverride: `${name}-kube-state-metrics`,
      resources: containerResources('20m', '128Mi', '512Mi'),
      ...(tryGetEndpoint(cluster, 'logs')?.api === 'elasticsearch' ? elasticHealthValues : {}),
    },
    // Our own CoreDNS brings its monitor.
    coreDns: {
      enabled: !('dns' in cluster.capabilities) || (cluster.infrastructureCapabilities ?? []).includes('dns'),
    },
    kubeEtcd: { enabled: controlPlaneMetrics },
    kubeScheduler: { enabled: controlPlaneMetrics },
    kubeControllerManager: { enabled: controlPlaneMetrics },
    kubeProxy: { enabled: controlPlaneMetrics },
    prometheus: { prometheusSpec: renderPrometheusSpec(options, cluster) },
    alertmanager: renderAlertmanagerValues(options),
  };
}

/** Dashboards and rules for the machines, where a node-exporter tells of them. */
function renderNodeExporterValues(told: boolean) {
  const off = { enabled: false };
  return {
    nodeExporter: {
      enabled: false,
      forceDeployDashboards: told,
      operatingSystems: { aix: off, darwin: off },
    },
    defaultRules: {
      rules: {
        kubePrometheusNodeRecording: told,
        network: told,
        nodeExporterAlerting: told,
        nodeExporterRecording: told,
      },
    },
  };
}

function renderPrometheusSpec(options: Options, cluster: ClusterInfo) {
  const { replicas, retentionDays, scrapeSeconds, memory, memoryLimit } = options;
  return {
    replicas,
    retention: `${retentionDays}d`,
    // The default opens /-/quit to whoever may ask a question.
    reloadStrategy: 'ProcessSignal',
    scrapeInterval: `${scrapeSeconds}s`,
    externalLabels: { cluster: cluster.cluster, environment: cluster.environment },
    // Endpoints, the default, are deprecated since Kubernetes 1.33, and hold a thousand addresses at most.
    serviceDiscoveryRole: 'EndpointSlice',
    // Without these the operator takes only what was made by this very Helm release.
    ruleSelectorNilUsesHelmValues: false,
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    // What a pod or rule says of its namespace is not believed, save of those that speak of all namespaces.
    enforcedNamespaceLabel: 'namespace',
    excludedFromEnforcement: ['servicemonitors', 'podmonitors', 'prometheusrules'].map((resource) => ({
      group: 'monitoring.coreos.com',
      resource,
      namespace,
    })),
    // They could read files of Prometheus, or scrape in its name wherever it may; tenants have PodMonitors.
    probeNamespaceSelector: nonTenantNamespaces,
    serviceMonitorNamespaceSelector: nonTenantNamespaces,
    scrapeConfigNamespaceSelector: nonTenantNamespaces,
    remoteWrite: [
      ...renderStoreRemoteWrite(cluster),
      ...options.remoteWrite.map(({ url, secret }) => ({ url, ...renderBasicAuth(secret) })),
    ],
    resources: containerResources('200m', memory, memoryLimit),
    ...renderVolumeClaimTemplate('storageSpec', options, options.storageGiB),
  };
}

function renderAlertmanagerValues(options: Options) {
  return {
    alertmanagerSpec: {
      replicas: options.replicas,
      // The chart would write its routes into a Secret.
      useExistingSecret: true,
      alertmanagerConfiguration: { name: `${options.name}-routes` },
      // An AlertmanagerConfig sees the alerts of its own namespace and no others, save the one above.
      alertmanagerConfigMatcherStrategy: { type: 'OnNamespace' },
      resources: containerResources('10m', '64Mi', '256Mi'),
      ...renderVolumeClaimTemplate('storage', options, Math.min(1, options.storageGiB)),
    },
  };
}

/** The cluster's own store of metrics, where it has one: InfluxDB 1 wants a name and a password. */
function renderStoreRemoteWrite(cluster: ClusterInfo) {
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
