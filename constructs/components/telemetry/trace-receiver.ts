import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, Secret, Service } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { bindingSecretName, listUses, type Use } from '../../../src/definition/uses';
import type { Additions, WorkloadAdditions } from '../../../src/kinds/additions';
import {
  mayEnforceNetworkPolicies,
  resolveImage,
  tryGetEndpoint,
  type ClusterInfo,
} from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import { tenantLabel, tenantObjectLabels } from '../../../src/kinds/labels';
import { podSelectorLabels } from '../../applications/metadata';
import { digest } from '../../digest';
import { containerResources } from '../../kubernetes/container-resources';
import { labelSelector, renderIngressRules } from '../../kubernetes/network-policies';
import { addObject } from '../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { formatYaml } from '../../kubernetes/yaml';
import { collectorImages } from './charts';
import {
  collectorMetricsPort,
  collectorUser,
  healthPort,
  otlpPorts,
  renderClusterExporter,
  renderCollectorConfiguration,
  renderOtlpReceiver,
  type CollectorConfiguration,
} from './collector-configuration';
import { gatewayEndpoint, receiverName, receiverPodLabels, telemetryNamespace } from './collectors';
import { exportsSignal } from './cloud-export';
import type { Exports } from './export-options';
import { renderClusterAttribute } from './record-attributes';

/** Options of receivers: those of openTelemetry() that they depend on. */
export interface ReceiverOptions {
  readonly name: string;
  readonly exports: Exports;
}

/** Keys of the Secret of a use of `traces`. */
export const tracesKeys: string[] = ['type', 'provider', 'host', 'port', 'uri'];

/** ServiceAccount of all receivers, which have no permissions. */
export const receiverServiceAccount = 'trace-receiver';

/** Returns whether traces are stored on the cluster, or exported. */
export function storesTraces({ exports }: ReceiverOptions, cluster: ClusterInfo): boolean {
  return tryGetStore(cluster) !== undefined || exportsSignal(exports, 'traces', cluster);
}

/**
 * Returns what a workload needs to send traces: the Secret with the URL of its tenant's receiver, the environment variables
 * that OpenTelemetry's SDKs read, and the connection. Metrics and logs are not sent this way: the platform collects them.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function connectWorkload(workload: ApplicationPlan | JobPlan, uses: readonly Use[]): WorkloadAdditions {
  const [firstUse] = uses;
  if (firstUse === undefined) return {};
  const { tenant, name, namespace } = workload;
  const host = `${receiverName(tenant)}.${telemetryNamespace}.svc`;
  return {
    objects: (scope) => {
      for (const use of uses) {
        const secret = bindingSecretName(name, use);
        addObject<Secret>(scope, `Binding-${secret}`, {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: secret, namespace, labels: { 'app.kubernetes.io/part-of': tenant } },
          type: 'servicebinding.io/otlp',
          stringData: {
            type: 'otlp',
            provider: 'open-telemetry',
            host,
            port: String(otlpPorts.http),
            uri: `http://${host}:${otlpPorts.http}`,
          },
        });
      }
    },
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: { secret: bindingSecretName(name, firstUse), key: 'uri' },
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SERVICE_NAME: name,
      OTEL_RESOURCE_ATTRIBUTES: `k8s.namespace.name=${namespace}`,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
    egress: [
      {
        peer: { namespace: telemetryNamespace, podLabels: tenantReceiverLabels(tenant) },
        ports: [otlpPorts.grpc, otlpPorts.http],
      },
    ],
  };
}

/**
 * Returns the receiver of a tenant with workloads that send traces: a collector that sets the tenant of all traces, whatever
 * they contain. A NetworkPolicy admits the pods of these workloads only.
 */
export function addReceiver(tenant: TenantPlan, options: ReceiverOptions, cluster: ClusterInfo): Additions {
  const senders = [...tenant.applications, ...tenant.jobs].filter((workload) =>
    listUses(workload.options).some(({ capability }) => capability === 'traces'),
  );
  if (senders.length === 0) return {};
  return {
    images: [collectorImages.kubernetes],
    objects: (scope) => {
      addReceiverObjects(scope, tenant.name, renderReceiverConfiguration(tenant.name, options, cluster), cluster);
      if (mayEnforceNetworkPolicies(cluster)) addReceiverPolicy(scope, tenant.name, senders, cluster);
    },
  };
}

/** Returns the configuration of the receiver of a tenant. */
export function renderReceiverConfiguration(
  tenant: string,
  options: ReceiverOptions,
  cluster: ClusterInfo,
): CollectorConfiguration {
  const store = tryGetStore(cluster);
  const exporters = {
    ...(store === undefined ? {} : { 'otlp/store': renderClusterExporter(store, { 'X-Scope-OrgID': tenant }) }),
    ...(exportsSignal(options.exports, 'traces', cluster)
      ? { 'otlp/gateway': renderClusterExporter(gatewayEndpoint(options)) }
      : {}),
  };
  const { attributes } = renderClusterAttribute(cluster);
  return renderCollectorConfiguration(
    {
      receivers: { otlp: renderOtlpReceiver(cluster) },
      processors: {
        'resource/tenant': {
          attributes: [{ key: 'plinth.tenant', value: tenant, action: 'upsert' }, ...attributes],
        },
      },
      exporters,
      pipelines: {
        traces: { receivers: ['otlp'], processors: ['resource/tenant'], exporters: Object.keys(exporters) },
      },
    },
    cluster,
  );
}

/** Returns host and port of the gRPC server of the store of traces; undefined where there is none that Plinth knows. */
function tryGetStore(cluster: ClusterInfo): string | undefined {
  const store = tryGetEndpoint(cluster, 'traces-store');
  if (store?.api !== 'tempo' || store.url === undefined) return undefined;
  return `${new URL(store.url).hostname}:${otlpPorts.grpc}`;
}

function tenantReceiverLabels(tenant: string) {
  return { ...receiverPodLabels, 'app.kubernetes.io/instance': tenant };
}

function addReceiverObjects(
  scope: Construct,
  tenant: string,
  configuration: CollectorConfiguration,
  cluster: ClusterInfo,
): void {
  const podLabels = tenantReceiverLabels(tenant);
  const labels = { ...podLabels, ...tenantObjectLabels(tenant) };
  const metadata = { name: receiverName(tenant), namespace: telemetryNamespace, labels };
  addObject<ConfigMap>(scope, 'Trace-receiver-configuration', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { 'collector.yaml': formatYaml(configuration) },
  });
  addObject<Service>(scope, 'Trace-receiver-service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: podLabels,
      ports: [
        { name: 'otlp-grpc', port: otlpPorts.grpc, targetPort: 'otlp-grpc', appProtocol: 'kubernetes.io/h2c' },
        { name: 'otlp-http', port: otlpPorts.http, targetPort: 'otlp-http' },
      ],
    },
  });
  const containerPort = (name: string, port: number) => ({ name, containerPort: port });
  const probe = { httpGet: { path: '/', port: 'health' } };
  addObject<Deployment>(scope, 'Trace-receiver', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: podLabels },
      template: {
        // The collector reads its configuration at start only.
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(configuration) } },
        spec: {
          serviceAccountName: receiverServiceAccount,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: nonRootPodSecurityContext(collectorUser),
          containers: [
            {
              name: 'receiver',
              image: resolveImage(cluster, collectorImages.kubernetes),
              args: ['--config=/etc/collector/collector.yaml'],
              ports: [
                containerPort('otlp-grpc', otlpPorts.grpc),
                containerPort('otlp-http', otlpPorts.http),
                containerPort('metrics', collectorMetricsPort),
                containerPort('health', healthPort),
              ],
              // The runtime frees memory before the limit ends the process.
              env: [{ name: 'GOMEMLIMIT', value: '200MiB' }],
              readinessProbe: probe,
              livenessProbe: { ...probe, initialDelaySeconds: 30, failureThreshold: 6 },
              resources: containerResources({ cpuRequest: '20m', memoryRequest: '96Mi', memoryLimit: '256Mi' }),
              securityContext: restrictedSecurityContext(),
              volumeMounts: [{ name: 'configuration', mountPath: '/etc/collector', readOnly: true }],
            },
          ],
          volumes: [{ name: 'configuration', configMap: { name: metadata.name } }],
        },
      },
    },
  });
}

function addReceiverPolicy(
  scope: Construct,
  tenant: string,
  senders: readonly (ApplicationPlan | JobPlan)[],
  cluster: ClusterInfo,
): void {
  addObject<NetworkPolicy>(scope, 'Trace-receiver-policy', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: receiverName(tenant), namespace: telemetryNamespace, labels: { [tenantLabel]: tenant } },
    spec: {
      podSelector: labelSelector(tenantReceiverLabels(tenant)),
      policyTypes: ['Ingress'],
      ingress: renderIngressRules(
        senders.map((workload) => ({
          peer: { namespace: workload.namespace, podLabels: podSelectorLabels(workload) },
          ports: [otlpPorts.grpc, otlpPorts.http],
        })),
        cluster,
      ),
    },
  });
}
