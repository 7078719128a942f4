import type { Construct } from 'constructs';
import { z } from 'zod';
import {
  mayEnforceNetworkPolicies,
  resolveImage,
  tryGetEndpoint,
  type ClusterInfo,
} from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error, valueAtPath, warning, type Problem } from '../../../src/schema/problem';
import type { ObjectRelease } from '../../../src/kinds/release';
import { helmValues, hostname, ipAddress, nonEmptyList } from '../../../src/schema/field-types';
import { charts } from './charts';
import { nodeDnsAddress, nodeDnsCacheRelease } from './node-dns-cache';
import { metricsPanel } from '../../monitoring/dashboard';
import { monitoringReleases, type ComponentMonitoring } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { createNetworkPolicy } from '../../kubernetes/network-policies';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'kube-system';
const podLabels = { 'k8s-app': 'kube-dns' };

/** @see https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const azureResolver = '168.63.129.16/32';

/**
 * CoreDNS: the cluster DNS, at the Service address that kubelets write into the pods' resolv.conf. kubeadm must not
 * install its own (`--skip-phases=addon/coredns`).
 * @see https://coredns.io/manual/toc/
 * @example
 * coreDns({ forward: ['10.0.0.53'], zones: { 'corp.acme.example': ['10.0.0.54'] } })
 */
export const coreDns = componentKind({
  kind: 'core-dns',
  summary: 'Cluster DNS, by CoreDNS.',
  schema: z.strictObject({
    replicas: z.int().min(1).default(2).describe('number of pods'),
    forward: nonEmptyList(z.union([ipAddress, z.string().startsWith('/')]))
      .default(['/etc/resolv.conf'])
      .describe('upstream name servers for names outside of the cluster: addresses, or a resolv.conf file'),
    zones: z
      .record(hostname, nonEmptyList(ipAddress))
      .default({})
      .describe('name servers of individual zones, by zone'),
    cacheSeconds: z.int().min(0).default(30).describe('maximum time that a response is cached, in seconds'),
    nodeCache: z
      .boolean()
      .default(false)
      .describe(
        'cache on every node, which pods ask instead of the Service: fewer queries, and none is lost by connection tracking; on on-premises clusters, kubelets are configured for it',
      ),
    values: helmValues.optional(),
  }),
  requires: () => ['network'],
  validate: ({ zones, nodeCache, values = {} }, cluster) => [
    ...(nodeCache ? validateNodeCache(cluster) : []),
    ...Object.keys(zones)
      .filter((zone) => `.${cluster.clusterDomain}`.endsWith(`.${zone}`) || zone.endsWith(`.${cluster.clusterDomain}`))
      .map((zone) =>
        error(
          ['zones', zone],
          zone,
          `overlaps with the domain of the cluster, ${cluster.clusterDomain}`,
          'write another zone or another `clusterDomain`',
        ),
      ),
    ...warnIfAddressDiffers(valueAtPath(values, ['service', 'clusterIP']), cluster.dnsAddress),
  ],
  provides: ({ nodeCache }) => ({
    dns: { endpoint: { namespace, podLabels, ...(nodeCache ? { nodeAddress: nodeDnsAddress } : {}) } },
  }),
  releases: ({ name, replicas, forward, zones, cacheSeconds, nodeCache, values }, cluster) => [
    {
      name,
      namespace,
      podSecurity: 'restricted',
      chart: charts.coreDns,
      values: mergeHelmValues(
        {
          image: { repository: resolveImage(cluster, 'coredns/coredns') },
          replicaCount: replicas,
          service: { name: 'kube-dns', clusterIP: cluster.dnsAddress },
          k8sAppLabelOverride: podLabels['k8s-app'],
          serviceAccount: { create: true },
          priorityClassName: 'system-cluster-critical',
          podSecurityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          resources: containerResources({ cpuRequest: '100m', memoryRequest: '70Mi', memoryLimit: '170Mi' }),
          // When CoreDNS is installed, the cluster may still consist of control plane nodes only.
          tolerations: [
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
          ],
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                {
                  weight: 100,
                  podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: podLabels } },
                },
              ],
            },
          },
          podDisruptionBudget: { maxUnavailable: 1 },
          servers: [
            renderServer('.', [
              { name: 'errors' },
              { name: 'health', configBlock: 'lameduck 5s' },
              { name: 'ready' },
              {
                name: 'kubernetes',
                parameters: `${cluster.clusterDomain} in-addr.arpa ip6.arpa`,
                configBlock: 'pods insecure\nfallthrough in-addr.arpa ip6.arpa\nttl 30',
              },
              { name: 'prometheus', parameters: ':9153' },
              { name: 'forward', parameters: `. ${forward.join(' ')}` },
              { name: 'cache', parameters: cacheSeconds },
              { name: 'loop' },
              { name: 'reload' },
              { name: 'loadbalance' },
            ]),
            ...Object.entries(zones).map(([zone, servers]) =>
              renderServer(zone, [
                { name: 'errors' },
                { name: 'forward', parameters: `. ${servers.join(' ')}` },
                { name: 'cache', parameters: cacheSeconds },
              ]),
            ),
          ],
        },
        values,
      ),
    },
    ...(nodeCache ? [nodeDnsCacheRelease({ name, cacheSeconds }, cluster)] : []),
    ...networkPolicyReleases(name, cluster),
    ...monitoringReleases(
      { name, namespace, pods: { labels: podLabels, port: 'tcp-9153' }, ...monitoringFor(name) },
      cluster,
    ),
  ],
});

/** Checks that pods reach the cache: network policies of Cilium do not apply to an address of the node. */
function validateNodeCache(cluster: ClusterInfo): readonly Problem[] {
  const path = ['nodeCache'];
  if (tryGetEndpoint(cluster, 'network-policy-hosts')?.api === 'cilium') {
    const message = 'is not supported with Cilium, whose network policies do not apply to addresses of the node';
    return [error(path, true, message, "remove it, and use Cilium's Local Redirect Policy")];
  }
  if (cluster.machines.length > 0) return [];
  const message = `requires kubelets with the option --cluster-dns=${nodeDnsAddress}, which Plinth does not configure on this cluster`;
  return [warning(path, true, message, 'configure them, or remove it')];
}

interface CoreDnsPlugin {
  readonly name: string;
  readonly parameters?: string | number;
  readonly configBlock?: string;
}

function renderServer(zone: string, plugins: readonly CoreDnsPlugin[]) {
  return { zones: [{ zone, use_tcp: true }], port: 53, plugins };
}

/**
 * Returns the release with the NetworkPolicy of the CoreDNS pods: kube-system is not managed by Plinth and has no
 * default deny.
 */
function networkPolicyReleases(name: string, cluster: ClusterInfo): readonly ObjectRelease[] {
  if (!mayEnforceNetworkPolicies(cluster)) return [];
  const dnsPorts = [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ] as const;
  const addPolicy = (scope: Construct) => {
    createNetworkPolicy(
      scope,
      { name, namespace },
      {
        podLabels,
        ingress: [
          { peer: 'pods', ports: dnsPorts },
          { peer: 'nodes', ports: dnsPorts },
          { peer: { capability: 'metrics' }, ports: [9153] },
        ],
        // The resolver of a cloud has a link-local address, and that of Azure one which no other pod may reach.
        egress: [
          { peer: 'api-server' },
          { peer: 'outside-cluster', ports: dnsPorts },
          { peer: 'link-local', ports: dnsPorts },
          { peer: { cidr: azureResolver }, ports: dnsPorts },
        ],
      },
      cluster,
    );
  };
  return [{ name: `${name}-policy`, namespace, podSecurity: 'restricted', objects: { 'objects.yaml': addPolicy } }];
}

function monitoringFor(name: string): Pick<ComponentMonitoring, 'alerts' | 'dashboard'> {
  const job = `job="${namespace}/${name}"`;
  return {
    alerts: [
      {
        name: 'ClusterDnsDown',
        expr: `absent(up{${job}} == 1)`,
        forMinutes: 5,
        severity: 'critical',
        summary: 'No pod of the cluster DNS is up.',
        runbook: `Check the pods with label k8s-app=kube-dns in namespace ${namespace}; until one is ready, no name resolves.`,
      },
      {
        name: 'ClusterDnsErrors',
        expr: `sum(rate(coredns_dns_responses_total{${job},rcode="SERVFAIL"}[5m])) / sum(rate(coredns_dns_responses_total{${job}}[5m])) > 0.03`,
        forMinutes: 10,
        severity: 'warning',
        summary: 'The cluster DNS fails to answer {{ $value | humanizePercentage }} of all queries.',
        runbook:
          'Usually the upstream name servers do not respond: check the log of CoreDNS, and query them from a node.',
      },
    ],
    dashboard: {
      uid: 'platform-dns',
      title: 'Cluster DNS',
      tags: ['platform', 'network'],
      panels: [
        metricsPanel('Responses', 'reqps', {
          '{{rcode}}': `sum by (rcode) (rate(coredns_dns_responses_total{${job}}[5m]))`,
        }),
        metricsPanel('Response time (99th percentile)', 's', {
          '{{zone}}': `histogram_quantile(0.99, sum by (le, zone) (rate(coredns_dns_request_duration_seconds_bucket{${job}}[5m])))`,
        }),
      ],
    },
  };
}

/** Warns where the Service has another address than the one that kubelets write into pods. */
function warnIfAddressDiffers(clusterIp: unknown, dnsAddress: string): readonly Problem[] {
  if (clusterIp === undefined || clusterIp === dnsAddress) return [];
  return [
    warning(
      ['values', 'service', 'clusterIP'],
      clusterIp,
      `is not ${dnsAddress}, the address of the DNS in pods, which is the tenth one of serviceCidr`,
      'remove it, or write another `serviceCidr`',
    ),
  ];
}
