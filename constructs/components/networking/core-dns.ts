import type { Construct } from 'constructs';
import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import type { ObjectRelease } from '../../../src/kinds/release';
import { helmValues, hostname, ipAddress, nonEmptyList } from '../../../src/schema/field-types';
import { charts } from './charts';
import { metricsPanel } from '../../monitoring/dashboard';
import { monitoringReleases, type ComponentMonitoring } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { createNetworkPolicy } from '../../kubernetes/network-policies';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'kube-system';
const podLabels = { 'k8s-app': 'kube-dns' };

/**
 * The DNS of the cluster, at the address that kubelets hand to pods. kubeadm's own must be left out
 * (`--skip-phases=addon/coredns`).
 * @see https://coredns.io/manual/toc/
 * @example
 * coreDns({ forward: ['10.0.0.53'], zones: { 'corp.acme.example': ['10.0.0.54'] } })
 */
export const coreDns = componentKind({
  kind: 'core-dns',
  summary: 'DNS of the cluster.',
  schema: z.strictObject({
    replicas: z.int().min(1).default(2).describe('pods that answer'),
    forward: nonEmptyList(z.union([ipAddress, z.string().startsWith('/')]))
      .default(['/etc/resolv.conf'])
      .describe('name servers for names outside of the cluster: addresses, or a file of the node that lists them'),
    zones: z
      .record(hostname, nonEmptyList(ipAddress))
      .default({})
      .describe('zones that name servers of their own answer'),
    cacheSeconds: z.int().min(0).default(30).describe('how long an answer may be given again'),
    values: helmValues.optional(),
  }),
  requires: () => ['network'],
  validate: ({ zones }, { clusterDomain }) =>
    Object.keys(zones)
      .filter((zone) => `.${clusterDomain}`.endsWith(`.${zone}`) || zone.endsWith(`.${clusterDomain}`))
      .map((zone) =>
        error(
          ['zones', zone],
          zone,
          `would answer for the cluster's own names, ${clusterDomain}`,
          'write another zone or `clusterDomain`',
        ),
      ),
  provides: () => ({ dns: { namespace, podLabels } }),
  releases: ({ name, replicas, forward, zones, cacheSeconds, values }, cluster) => [
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
          resources: containerResources('100m', '70Mi', '170Mi'),
          // Nodes become Ready through the network, which comes first, and only the control plane may be there yet.
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
    ...networkPolicyRelease(name, cluster),
    ...monitoringReleases(
      { name, namespace, pods: { labels: podLabels, port: 'tcp-9153' }, ...monitoringFor(name) },
      cluster,
    ),
  ],
});

interface CoreDnsPlugin {
  readonly name: string;
  readonly parameters?: string | number;
  readonly configBlock?: string;
}

function renderServer(zone: string, plugins: readonly CoreDnsPlugin[]) {
  return { zones: [{ zone, use_tcp: true }], port: 53, plugins };
}

/** kube-system is not ours to close, so the policy is about these pods alone. */
function networkPolicyRelease(name: string, cluster: ClusterInfo): readonly ObjectRelease[] {
  if (!tryGetEndpoint(cluster, 'network-policy')) return [];
  const question = [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ] as const;
  const draw = (scope: Construct) => {
    createNetworkPolicy(
      scope,
      { name, namespace },
      {
        podLabels: podLabels,
        ingress: [
          { peer: 'pods', ports: question },
          { peer: 'nodes', ports: question },
          { peer: { capability: 'metrics' }, ports: [9153] },
        ],
        // Machines of clouds ask a DNS on their own link.
        egress: [{ peer: 'api-server' }, { peer: 'world', ports: question }, { peer: 'link-local', ports: question }],
      },
      cluster,
    );
  };
  return [{ name: `${name}-policy`, namespace, podSecurity: 'restricted', objects: { 'objects.yaml': draw } }];
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
        summary: 'No pod of the cluster DNS answers.',
        runbook: `Look at the pods labelled k8s-app=kube-dns in ${namespace}; while they are gone, no name resolves.`,
      },
      {
        name: 'ClusterDnsErrors',
        expr: `sum(rate(coredns_dns_responses_total{${job},rcode="SERVFAIL"}[5m])) / sum(rate(coredns_dns_responses_total{${job}}[5m])) > 0.03`,
        forMinutes: 10,
        severity: 'warning',
        summary: 'The cluster DNS fails {{ $value | humanizePercentage }} of all questions.',
        runbook: 'Most often the servers that it forwards to do not answer: look at its log, and ask them from a node.',
      },
    ],
    dashboard: {
      uid: 'platform-dns',
      title: 'Cluster DNS',
      tags: ['platform', 'network'],
      panels: [
        metricsPanel('Answers', 'reqps', {
          '{{rcode}}': `sum by (rcode) (rate(coredns_dns_responses_total{${job}}[5m]))`,
        }),
        metricsPanel('Time to answer (99 of 100)', 's', {
          '{{zone}}': `histogram_quantile(0.99, sum by (le, zone) (rate(coredns_dns_request_duration_seconds_bucket{${job}}[5m])))`,
        }),
      ],
    },
  };
}
