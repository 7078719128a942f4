import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { warning } from '../../../src/schema/problem';
import type { Release } from '../../../src/kinds/release';
import { helmValues } from '../../../src/schema/field-types';
import type { NetworkRules } from '../../../src/kinds/network-rules';
import { charts } from './charts';
import { ingressClass } from '../../kubernetes/ingress';
import {
  loadBalancerFields,
  renderIpFamilyPolicy,
  renderServiceAnnotations,
  validateLoadBalancer,
  type LoadBalancerOptions,
} from './load-balancer';
import { provideIngress } from './ingress-provider';
import { ingressMonitoring } from './ingress-monitoring';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

interface ControllerOptions extends LoadBalancerOptions {
  readonly name: string;
  readonly replicas: number;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * NGINX: ingress controller of the IngressClass `default`. Either F5's NGINX Ingress Controller or the community's
 * ingress-nginx, which is retired.
 * @see https://docs.nginx.com/nginx-ingress-controller/
 * @example
 * nginx({ replicas: 3 })
 */
export const nginx = componentKind({
  kind: 'nginx',
  summary: 'Ingress controller, by NGINX.',
  schema: z.strictObject({
    controller: z
      .enum(['f5', 'ingress-nginx'])
      .default('f5')
      .describe("F5's NGINX Ingress Controller, or ingress-nginx, which was retired in March 2026"),
    replicas: z.int().min(1).default(2).describe('number of pods'),
    ...loadBalancerFields,
    values: helmValues.optional(),
  }),
  requires: ({ serviceType }) => (serviceType === 'LoadBalancer' ? ['load-balancer'] : []),
  provides: ({ name, controller }) => ({
    ingress: provideIngress({
      api: controller === 'f5' ? 'nginx' : controller,
      namespace: name,
      podLabels: podLabels(controller),
    }),
  }),
  validate: ({ controller, ...options }, cluster) => {
    const addressProblems = validateLoadBalancer(options, cluster);
    if (controller === 'ingress-nginx')
      return [
        ...addressProblems,
        warning(
          ['controller'],
          controller,
          'was retired in March 2026 and receives no security fixes',
          "remove `controller` to use F5's, or use traefik()",
        ),
      ];
    return [
      ...addressProblems,
      ...(tryGetEndpoint(cluster, 'certificates')?.api === 'acme-http01'
        ? [
            warning(
              [],
              undefined,
              "F5's controller serves one Ingress per host, so ACME HTTP-01 challenges of a host that already has an Ingress fail",
              'set `dns01` of certManager, or use traefik()',
            ),
          ]
        : []),
      ...(cluster.registryMirror === undefined
        ? []
        : [
            warning(
              ['controller'],
              controller,
              "the values schema of F5's chart references raw.githubusercontent.com, so Helm or Argo CD must reach that host to render it, even with a registry mirror",
              'allow access to that host, or use traefik()',
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

function f5Releases(options: ControllerOptions, cluster: ClusterInfo): readonly Release[] {
  const { name, replicas, serviceType, address, values } = options;
  const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
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
              ...renderServiceAnnotations(options, cluster),
              type: serviceType,
              externalTrafficPolicy: serviceType === 'ClusterIP' ? '' : 'Local',
              loadBalancerIP: address ?? '',
              ...renderIpFamilyPolicy({ serviceType, address }, cluster),
            },
            telemetryReporting: { enable: false },
            // The only metrics of requests by Ingress and status.
            enableLatencyMetrics: hasMetrics,
            resources: containerResources({ cpuRequest: '100m', memoryRequest: '128Mi', memoryLimit: '384Mi' }),
            initContainerResources: containerResources({
              cpuRequest: '50m',
              memoryRequest: '32Mi',
              memoryLimit: '128Mi',
            }),
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
          },
          prometheus: { create: true, service: { create: hasMetrics }, serviceMonitor: { create: hasMetrics } },
        },
        values,
      ),
      networkRules: { all: controllerNetworkRules('f5', 9113) },
    },
    ...monitoringReleases({ name, namespace: name, ...f5Monitoring(name) }, cluster),
  ];
}

/**
 * Returns alerts and dashboard of F5's controller.
 * @see https://docs.nginx.com/nginx-ingress-controller/logging-and-monitoring/prometheus/
 */
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

function communityReleases(options: ControllerOptions, cluster: ClusterInfo): readonly Release[] {
  const { name, replicas, serviceType, address, values } = options;
  const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
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
            service: {
              ...renderServiceAnnotations(options, cluster),
              type: serviceType,
              ...(cluster.cloud && serviceType === 'LoadBalancer' ? { externalTrafficPolicy: 'Local' } : {}),
              loadBalancerIP: address ?? '',
              ...renderIpFamilyPolicy({ serviceType, address }, cluster),
            },
            resources: containerResources({ cpuRequest: '100m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
            admissionWebhooks: {
              createSecretJob: {
                resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '64Mi' }),
              },
              patchWebhookJob: {
                resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '64Mi' }),
              },
            },
            metrics: { enabled: hasMetrics, serviceMonitor: { enabled: hasMetrics } },
          },
        },
        values,
      ),
      networkRules: {
        all: controllerNetworkRules('ingress-nginx', 10254),
        webhook: { podLabels: podLabels('ingress-nginx'), ingress: [{ peer: 'api-server', ports: [8443] }] },
      },
    },
    ...monitoringReleases({ name, namespace: name, ...communityMonitoring(name) }, cluster),
  ];
}

/**
 * Returns alerts and dashboard of ingress-nginx.
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/#exposed-metrics
 */
function communityMonitoring(namespace: string) {
  return ingressMonitoring({
    controllerName: 'NGINX',
    namespace,
    requestCounter: 'nginx_ingress_controller_requests',
    failureMatcher: 'status=~"5.."',
    // Prometheus renames the metric's label `namespace`, because scraped targets already have that label.
    backendLabels: ['exported_namespace', 'ingress'],
    durationHistogram: 'nginx_ingress_controller_request_duration_seconds',
    durationUnit: 's',
    connectionQueries: {
      '{{pod}}': 'sum by (pod) (nginx_ingress_controller_nginx_process_connections{state="active"})',
    },
    reloadStatus: 'nginx_ingress_controller_config_last_reload_successful',
  });
}

function controllerNetworkRules(controller: 'f5' | 'ingress-nginx', metricsPort: number): NetworkRules {
  return {
    podLabels: podLabels(controller),
    ingress: [
      { peer: 'outside-cluster', ports: [80, 443] },
      { peer: { capability: 'metrics' }, ports: [metricsPort] },
    ],
    egress: [{ peer: 'api-server' }, { peer: 'pods' }],
  };
}
