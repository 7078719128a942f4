import { z } from 'zod';
import { tryGetEndpoint } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { cidr, helmValues, ipAddress, list } from '../../../src/schema/field-types';
import { charts } from './charts';
import { validateLoadBalancerAddress, ingressClass } from './ingress';
import { ingressMonitoring } from './ingress-monitoring';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const podLabels = { 'app.kubernetes.io/name': 'traefik' };

/**
 * Serves the Ingresses of the cluster, with its own Middlewares and IngressRoutes for those who want more.
 * @see https://doc.traefik.io/traefik/providers/kubernetes-ingress/
 * @example
 * traefik({ replicas: 3, address: '10.0.9.10', trustedProxies: ['10.0.0.0/24'] })
 */
export const traefik = componentKind({
  kind: 'traefik',
  summary: 'Serves the Ingresses of the cluster, by Traefik.',
  schema: z.strictObject({
    replicas: z.int().min(1).default(2).describe('pods that serve'),
    serviceType: z
      .enum(['LoadBalancer', 'NodePort', 'ClusterIP'])
      .default('LoadBalancer')
      .describe('how requests come into the cluster'),
    address: ipAddress.optional().describe('address to ask the load balancer for; @default any'),
    accessLog: z.boolean().default(false).describe('print every request'),
    trustedProxies: list(cidr).default([]).describe('proxies before it whose X-Forwarded headers are believed'),
    values: helmValues.optional(),
  }),
  requires: ({ serviceType }) => (serviceType === 'LoadBalancer' ? ['load-balancer'] : []),
  validate: validateLoadBalancerAddress,
  provides: ({ name }) => ({ ingress: { api: 'traefik', namespace: name, podLabels } }),
  releases: ({ name, replicas, serviceType, address, accessLog, trustedProxies, values }, cluster) => {
    const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    const redirect = tryGetEndpoint(cluster, 'certificates') !== undefined;
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
            // As Ingresses mean it: by default `/api` would take `/apiary` as well.
            providers: { kubernetesIngress: { ingressClass, strictPrefixMatching: true } },
            global: { checkNewVersion: false, sendAnonymousUsage: false },
            ports: {
              web: {
                forwardedHeaders,
                http: {
                  redirections: {
                    entryPoint: redirect ? { to: 'websecure', scheme: 'https', permanent: true } : {},
                  },
                },
              },
              websecure: { forwardedHeaders, http: { tls: { enabled: true } } },
            },
            service: { spec: { type: serviceType, ...(address === undefined ? {} : { loadBalancerIP: address }) } },
            accessLog: { enabled: accessLog, format: 'json' },
            log: { format: 'json' },
            metrics: {
              prometheus: {
                addRoutersLabels: true,
                // The CRDs of monitors are there before: it need not ask the cluster while it is rendered.
                disableAPICheck: true,
                service: { enabled: metrics },
                serviceMonitor: { enabled: metrics },
              },
            },
            resources: containerResources('100m', '128Mi', '256Mi'),
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
            podLabels: podLabels,
            ingress: [
              { peer: 'world', ports: [8000, 8443] },
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
    // Prometheus calls the Service that it scrapes `service`.
    backendLabels: ['exported_service'],
    durationHistogram: 'traefik_service_request_duration_seconds',
    durationUnit: 's',
    connectionQueries: { '{{entrypoint}}': 'sum by (entrypoint) (traefik_open_connections)' },
  });
}
