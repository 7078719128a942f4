import { z } from 'zod';
import { tryGetEndpoint } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { cidr, helmValues, list } from '../../../src/schema/field-types';
import { charts } from './charts';
import { ingressClass } from '../../kubernetes/ingress';
import { prefixLength } from '../../../src/schema/address-range';
import { warning } from '../../../src/schema/problem';
import {
  loadBalancerFields,
  renderIpFamilyPolicy,
  renderServiceAnnotations,
  validateLoadBalancer,
} from './load-balancer';
import { provideIngress } from './ingress-provider';
import { ingressMonitoring } from './ingress-monitoring';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const podLabels = { 'app.kubernetes.io/name': 'traefik' };

/**
 * Traefik: ingress controller of the IngressClass `default`. Its Middlewares and IngressRoutes are available too.
 * @see https://doc.traefik.io/traefik/providers/kubernetes-ingress/
 * @example
 * traefik({ replicas: 3, address: '10.0.9.10', trustedProxies: ['10.0.0.0/24'] })
 */
export const traefik = componentKind({
  kind: 'traefik',
  summary: 'Ingress controller, by Traefik.',
  schema: z.strictObject({
    replicas: z.int().min(1).default(2).describe('number of pods'),
    ...loadBalancerFields,
    accessLog: z.boolean().default(false).describe('log every request'),
    trustedProxies: list(cidr)
      .default([])
      .describe('address ranges (CIDR) of proxies in front of Traefik whose X-Forwarded headers are trusted'),
    values: helmValues.optional(),
  }),
  requires: ({ serviceType }) => (serviceType === 'LoadBalancer' ? ['load-balancer'] : []),
  validate: (options, cluster) => [
    ...validateLoadBalancer(options, cluster),
    ...options.trustedProxies.flatMap((range, index) =>
      prefixLength(range) === 0
        ? [
            warning(
              ['trustedProxies', index],
              range,
              'trusts the X-Forwarded headers of every client, which can write any address and host into them',
              'write the ranges of your proxies',
            ),
          ]
        : [],
    ),
  ],
  provides: ({ name }) => ({ ingress: provideIngress({ api: 'traefik', namespace: name, podLabels }) }),
  releases: ({ name, replicas, accessLog, trustedProxies, values, ...loadBalancer }, cluster) => {
    const { serviceType, address } = loadBalancer;
    const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    const redirectToHttps = tryGetEndpoint(cluster, 'certificates') !== undefined;
    const forwardedHeaders = { trustedIPs: trustedProxies };
    return [
      { name: `${name}-crds`, namespace: name, podSecurity: 'restricted', crdChart: charts.traefik, crds: true },
      {
        name,
        namespace: name,
        podSecurity: 'restricted',
        chart: charts.traefik,
        values: mergeHelmValues(
          {
            image:
              cluster.registryMirror === undefined ? {} : { registry: cluster.registryMirror, repository: 'traefik' },
            deployment: { replicas },
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            ingressClass: { enabled: true, isDefaultClass: true, name: ingressClass },
            // As the Ingress API requires: without it, path `/api` matches `/apiary` too.
            providers: { kubernetesIngress: { ingressClass, strictPrefixMatching: true } },
            global: { checkNewVersion: false, sendAnonymousUsage: false },
            ports: {
              web: {
                forwardedHeaders,
                http: {
                  redirections: {
                    entryPoint: redirectToHttps ? { to: 'websecure', scheme: 'https', permanent: true } : {},
                  },
                },
              },
              websecure: { forwardedHeaders, http: { tls: { enabled: true } } },
            },
            service: {
              ...renderServiceAnnotations(loadBalancer, cluster),
              spec: {
                type: serviceType,
                // Load balancers of clouds find the nodes that have pods, and the pods see the addresses of clients.
                ...(cluster.cloud && serviceType === 'LoadBalancer' ? { externalTrafficPolicy: 'Local' } : {}),
                ...(address === undefined ? {} : { loadBalancerIP: address }),
                ...renderIpFamilyPolicy({ serviceType, address }, cluster),
              },
            },
            accessLog: { enabled: accessLog, format: 'json' },
            log: { format: 'json' },
            metrics: {
              prometheus: {
                addRoutersLabels: true,
                // The chart would look up the ServiceMonitor CRD in the cluster, which is not available when it is
                // rendered.
                disableAPICheck: true,
                service: { enabled: hasMetrics },
                serviceMonitor: { enabled: hasMetrics },
              },
            },
            resources: containerResources({ cpuRequest: '100m', memoryRequest: '128Mi', memoryLimit: '256Mi' }),
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: 'kubernetes.io/hostname',
                whenUnsatisfiable: 'ScheduleAnyway',
                labelSelector: { matchLabels: podLabels },
              },
            ],
          },
          values,
        ),
        networkRules: {
          all: {
            podLabels,
            ingress: [
              { peer: 'outside-cluster', ports: [8000, 8443] },
              { peer: { capability: 'metrics' }, ports: [9100] },
            ],
            egress: [{ peer: 'api-server' }, { peer: 'pods' }],
          },
        },
      },
      ...monitoringReleases({ name, namespace: name, ...monitoringFor(name) }, cluster),
    ];
  },
});

function monitoringFor(namespace: string) {
  return ingressMonitoring({
    controllerName: 'Traefik',
    namespace,
    requestCounter: 'traefik_service_requests_total',
    failureMatcher: 'code=~"5.."',
    // Prometheus renames the metric's label `service`, because scraped targets already have that label.
    backendLabels: ['exported_service'],
    durationHistogram: 'traefik_service_request_duration_seconds',
    durationUnit: 's',
    connectionQueries: { '{{entrypoint}}': 'sum by (entrypoint) (traefik_open_connections)' },
  });
}
