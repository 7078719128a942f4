import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { warning } from '../../../src/schema/problem';
import type { Release } from '../../../src/kinds/release';
import { helmValues, ipAddress } from '../../../src/schema/field-types';
import type { NetworkRules } from '../../../src/kinds/network-rules';
import { charts } from './charts';
import { validateLoadBalancerAddress, ingressClass } from './ingress';
import { ingressMonitoring } from './ingress-monitoring';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

interface Options {
  readonly name: string;
  readonly replicas: number;
  readonly serviceType: 'LoadBalancer' | 'NodePort' | 'ClusterIP';
  readonly address?: string | undefined;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Serves the Ingresses of the cluster by NGINX: F5's controller, or the community's, which has ended.
 * @see https://docs.nginx.com/nginx-ingress-controller/
 * @example
 * nginx({ replicas: 3 })
 */
export const nginx = componentKind({
  kind: 'nginx',
  summary: 'Serves the Ingresses of the cluster, by NGINX.',
  schema: z.strictObject({
    controller: z
      .enum(['f5', 'ingress-nginx'])
      .default('f5')
      .describe("F5's nginx-ingress, or ingress-nginx, which is retired since March 2026"),
    replicas: z.int().min(1).default(2).describe('pods that serve'),
    serviceType: z
      .enum(['LoadBalancer', 'NodePort', 'ClusterIP'])
      .default('LoadBalancer')
      .describe('how requests come into the cluster'),
    address: ipAddress.optional().describe('address to ask the load balancer for; @default any'),
    values: helmValues.optional(),
  }),
  requires: ({ serviceType }) => (serviceType === 'LoadBalancer' ? ['load-balancer'] : []),
  provides: ({ name, controller }) => ({
    ingress: { api: controller === 'f5' ? 'nginx' : controller, namespace: name, podLabels: podLabels(controller) },
  }),
  validate: ({ controller, ...asked }, cluster) => {
    const address = validateLoadBalancerAddress(asked, cluster);
    if (controller === 'ingress-nginx')
      return [
        ...address,
        warning(
          ['controller'],
          controller,
          'is retired since March 2026 and gets no security fixes any more',
          "leave `controller` out for F5's, or use traefik()",
        ),
      ];
    return [
      ...address,
      ...(tryGetEndpoint(cluster, 'certificates')?.api === 'acme-http01'
        ? [
            warning(
              [],
              undefined,
              "F5's controller lets one Ingress have a host, so that answers to ACME's HTTP-01 challenges cannot be served beside it",
              'let certManager prove hosts by `dns01`, or use traefik()',
            ),
          ]
        : []),
      ...(cluster.registryMirror === undefined
        ? []
        : [
            warning(
              ['controller'],
              controller,
              "the schema in F5's chart refers to raw.githubusercontent.com, which whatever renders it must reach, mirror or not",
              'let it reach that host, or use traefik()',
            ),
          ]),
    ];
  },
  releases: ({ controller, ...options }, cluster) =>
    controller === 'f5' ? f5Releases(options, cluster) : communityReleases(options, cluster),
});

function podLabels(controller: 'f5' | 'ingress-nginx'): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': controller === 'f5' ? 'nginx-ingress' : 'ingress-nginx' };
}

function f5Releases(
  { name, replicas, serviceType, address, values }: Options,
  cluster: ClusterInfo,
): readonly Release[] {
  const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
  return [
    { name: `${name}-crds`, namespace: name, podSecurity: 'restricted', crdChart: charts.nginxIngress, crds: true },
    {
      name,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.nginxIngress,
      values: mergeHelmValues(
        {
          controller: {
            image: { repository: resolveImage(cluster, 'docker.io/nginx/nginx-ingress') },
            replicaCount: replicas,
            ingressClass: { name: ingressClass, create: true, setAsDefaultIngress: true },
            config: { entries: { 'ssl-redirect': 'true', 'server-tokens': 'false' } },
            service: {
              type: serviceType,
              externalTrafficPolicy: serviceType === 'ClusterIP' ? '' : 'Local',
              loadBalancerIP: address ?? '',
            },
            telemetryReporting: { enable: false },
            // Without it nothing tells of requests by Ingress and status.
            enableLatencyMetrics: metrics,
            resources: containerResources('100m', '128Mi', '384Mi'),
            initContainerResources: containerResources('50m', '32Mi', '128Mi'),
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
          },
          prometheus: { create: true, service: { create: metrics }, serviceMonitor: { create: metrics } },
        },
        values,
      ),
      networkRules: { all: controllerNetworkRules('f5', [80, 443], 9113) },
    },
    ...monitoringReleases({ name, namespace: name, ...f5Monitoring(name) }, cluster),
  ];
}

/** @see https://docs.nginx.com/nginx-ingress-controller/logging-and-monitoring/prometheus/ */
function f5Monitoring(namespace: string) {
  const latency = 'nginx_ingress_controller_upstream_server_response_latency_ms';
  return ingressMonitoring({
    controllerName: 'NGINX',
    namespace,
    requestCounter: `${latency}_count`,
    failureMatcher: 'code=~"5.."',
    backendLabels: ['resource_namespace', 'resource_name'],
    durationHistogram: latency,
    durationUnit: 'ms',
    connectionQueries: { '{{pod}}': 'sum by (pod) (nginx_ingress_nginx_connections_active)' },
    reloadStatus: 'nginx_ingress_controller_nginx_last_reload_status',
  });
}

function communityReleases(
  { name, replicas, serviceType, address, values }: Options,
  cluster: ClusterInfo,
): readonly Release[] {
  const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
  return [
    {
      name,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.ingressNginx,
      values: mergeHelmValues(
        {
          global: cluster.registryMirror === undefined ? {} : { image: { registry: cluster.registryMirror } },
          controller: {
            replicaCount: replicas,
            ingressClassResource: { name: ingressClass, default: true },
            ingressClass,
            service: { type: serviceType, loadBalancerIP: address ?? '' },
            resources: containerResources('100m', '128Mi', '512Mi'),
            admissionWebhooks: {
              createSecretJob: { resources: containerResources('10m', '32Mi', '64Mi') },
              patchWebhookJob: { resources: containerResources('10m', '32Mi', '64Mi') },
            },
            metrics: { enabled: metrics, serviceMonitor: { enabled: metrics } },
          },
        },
        values,
      ),
      networkRules: {
        all: { ...controllerNetworkRules('ingress-nginx', [80, 443], 10254) },
        webhook: { podLabels: podLabels('ingress-nginx'), ingress: [{ peer: 'api-server', ports: [8443] }] },
      },
    },
    ...monitoringReleases({ name, namespace: name, ...communityMonitoring(name) }, cluster),
  ];
}

/** @see https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/#exposed-metrics */
function communityMonitoring(namespace: string) {
  return ingressMonitoring({
    controllerName: 'NGINX',
    namespace,
    requestCounter: 'nginx_ingress_controller_requests',
    failureMatcher: 'status=~"5.."',
    // Prometheus calls the namespace that it scrapes `namespace`.
    backendLabels: ['exported_namespace', 'ingress'],
    durationHistogram: 'nginx_ingress_controller_request_duration_seconds',
    durationUnit: 's',
    connectionQueries: {
      '{{pod}}': 'sum by (pod) (nginx_ingress_controller_nginx_process_connections{state="active"})',
    },
    reloadStatus: 'nginx_ingress_controller_config_last_reload_successful',
  });
}

function controllerNetworkRules(
  controller: 'f5' | 'ingress-nginx',
  served: readonly number[],
  metrics: number,
): NetworkRules {
  return {
    podLabels: podLabels(controller),
    ingress: [
      { peer: 'world', ports: served },
      { peer: { capability: 'metrics' }, ports: [metrics] },
    ],
    egress: [{ peer: 'api-server' }, { peer: 'pods' }],
  };
}
