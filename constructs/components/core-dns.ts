import type { Construct } from 'constructs';
import { z } from 'zod';
import { mirrored, tryGetEndpoint, type ClusterFacts } from '../../src/model/facts';
import { componentKind } from '../../src/model/kind';
import type { ObjectRelease } from '../../src/model/release';
import { helmValues, hostname, ipAddress, list } from '../../src/model/schema';
import { charts } from '../../src/model/versions';
import { monitorRelease } from './monitor';
import { sized } from './resources';
import { trafficPolicy } from './traffic';
import { merged } from './values';

const namespace = 'kube-system';
const pods = { 'k8s-app': 'kube-dns' };

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
    forward: list(z.union([ipAddress, z.string().startsWith('/')]))
      .default(['/etc/resolv.conf'])
      .describe('name servers for names outside of the cluster: addresses, or a file of the node that lists them'),
    zones: z.record(hostname, list(ipAddress)).default({}).describe('zones that name servers of their own answer'),
    cacheSeconds: z.int().min(0).default(30).describe('how long an answer may be given again'),
    values: helmValues.optional(),
  }),
  requires: () => ['network'],
  provides: () => ({ dns: { namespace, podLabels: pods } }),
  releases: ({ name, replicas, forward, zones, cacheSeconds, values }, facts) => [
    {
      name,
      namespace,
      podSecurity: 'restricted',
      chart: charts.coreDns,
      values: merged(
        {
          image: { repository: mirrored(facts, 'coredns/coredns') },
          replicaCount: replicas,
          service: { name: 'kube-dns', clusterIP: facts.dnsAddress },
          k8sAppLabelOverride: pods['k8s-app'],
          serviceAccount: { create: true },
          priorityClassName: 'system-cluster-critical',
          podSecurityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          resources: sized('100m', '70Mi', '170Mi'),
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
                  podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: pods } },
                },
              ],
            },
          },
          podDisruptionBudget: { maxUnavailable: 1 },
          servers: [
            server('.', [
              { name: 'errors' },
              { name: 'health', configBlock: 'lameduck 5s' },
              { name: 'ready' },
              {
                name: 'kubernetes',
                parameters: `${facts.clusterDomain} in-addr.arpa ip6.arpa`,
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
              server(zone, [
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
    ...policyRelease(name, facts),
    ...monitorRelease(facts, { name, namespace }, [{ name, labels: pods, port: 'tcp-9153' }]),
  ],
});

interface Plugin {
  readonly name: string;
  readonly parameters?: string | number;
  readonly configBlock?: string;
}

function server(zone: string, plugins: readonly Plugin[]) {
  return { zones: [{ zone, use_tcp: true }], port: 53, plugins };
}

/** kube-system is not ours to close, so the policy is about these pods alone. */
function policyRelease(name: string, facts: ClusterFacts): readonly ObjectRelease[] {
  if (!tryGetEndpoint(facts, 'network-policy')) return [];
  const question = [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ] as const;
  const draw = (scope: Construct) => {
    trafficPolicy(
      scope,
      { name, namespace },
      {
        pods,
        from: [
          { peer: 'pods', ports: question },
          { peer: 'nodes', ports: question },
          { peer: { capability: 'metrics' }, ports: [9153] },
        ],
        to: [{ peer: 'api-server' }, { peer: 'world', ports: question }],
      },
      facts,
    );
  };
  return [{ name: `${name}-policy`, namespace, podSecurity: 'restricted', objects: { 'objects.yaml': draw } }];
}
