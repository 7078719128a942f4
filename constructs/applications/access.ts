import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import ipaddr from 'ipaddr.js';
import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from 'kubernetes-types/networking/v1';
import type { ApplicationPlan, Callee, JobPlan, Peer, Transport } from '../../src/model/cluster-plan';
import type { ClusterFacts } from '../../src/model/facts';
import { linkLocalRanges } from '../components/traffic';
import { draw } from '../kubernetes-object';
import { providerOf, toApiServer, toDns } from '../tenants/isolation';
import { metadataOf, podsOf } from './metadata';
import { metricsPortOf } from './metrics';

/** Draws who may come in to an application or job, and where it may go. Everything else is refused. */
export function drawAccess(scope: Construct, plan: ApplicationPlan | JobPlan, facts: ClusterFacts): void {
  draw<NetworkPolicy>(scope, 'Access', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(plan),
    spec: {
      podSelector: { matchLabels: podsOf(plan) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: 'calledBy' in plan ? ingressOf(plan, facts) : [],
      egress: [...egressOf(plan, facts), ...('scale' in plan && plan.options.leaderElection ? toApiServer(facts) : [])],
    },
  });
  drawHosts(scope, plan);
}

function ingressOf(
  { options, calledBy, routes, transport }: ApplicationPlan,
  facts: ClusterFacts,
): NetworkPolicyIngressRule[] {
  const from = [...calledBy.map(podsOfPeer), ...(routes.length > 0 ? [providerOf('ingress', facts)] : [])];
  const metricsPort = 'metrics' in facts.offers ? metricsPortOf(options) : undefined;
  return [
    ...(from.length > 0 ? [{ from, ports: [portOf(options.port, transport)] }] : []),
    ...(metricsPort === undefined ? [] : [{ from: [providerOf('metrics', facts)], ports: [portOf(metricsPort)] }]),
  ];
}

function egressOf({ calls, outside }: ApplicationPlan | JobPlan, facts: ClusterFacts): NetworkPolicyEgressRule[] {
  return [
    toDns,
    ...calls.map((callee: Callee) => ({
      to: [podsOfPeer(callee)],
      ports: [portOf(callee.port, callee.transport)],
    })),
    ...outside.flatMap((call): NetworkPolicyEgressRule[] => {
      if ('cidr' in call)
        return [{ to: [{ ipBlock: outsideOf(call.cidr, facts) }], ports: call.ports.map((port) => portOf(port)) }];
      if ('host' in call) return [];
      return [
        {
          to: [providerOf(call.capability, facts)],
          ...(call.ports ? { ports: call.ports.map((port) => portOf(port)) } : {}),
        },
      ];
    }),
  ];
}

/**
 * Names of hosts outside, which a NetworkPolicy does not know. The plan lets them through on Cilium only.
 * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
 */
function drawHosts(scope: Construct, plan: ApplicationPlan | JobPlan): void {
  const hosts = plan.outside.flatMap((call) => ('host' in call ? [call] : []));
  if (hosts.length === 0) return;
  const dns = { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' };
  new ApiObject(scope, 'Hosts', {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: metadataOf(plan),
    spec: {
      endpointSelector: { matchLabels: podsOf(plan) },
      egress: [
        {
          toEndpoints: [{ matchLabels: dns }],
          // It learns the addresses of names from the answers that pass here.
          toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
        },
        ...hosts.map(({ host, ports }) => ({
          toFQDNs: [{ matchName: host }],
          toPorts: [{ ports: ports.map((port) => ({ port: String(port), protocol: 'TCP' })) }],
        })),
      ],
    },
  });
}

function podsOfPeer({ namespace, application }: Peer): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: podsOf({ name: application }) },
  };
}

/**
 * The outside never means the cluster's own pods and services, which are called by name, nor where clouds give
 * credentials to their machines, unless a range means just that.
 */
function outsideOf(cidr: string, { podCidr, serviceCidr }: ClusterFacts): { cidr: string; except?: string[] } {
  const except = [podCidr, serviceCidr, ...linkLocalRanges(cidr)].filter((own) => contains(cidr, own));
  return { cidr, ...(except.length > 0 ? { except } : {}) };
}

function contains(outer: string, inner: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(inner);
  const [network, length] = ipaddr.parseCIDR(outer);
  return address.kind() === network.kind() && bits > length && address.match(network, length);
}

function portOf(port: number, protocol: Transport = 'TCP'): { protocol: Transport; port: number } {
  return { protocol, port };
}
