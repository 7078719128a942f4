import type { Construct } from 'constructs';
import ipaddr from 'ipaddr.js';
import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from 'kubernetes-types/networking/v1';
import type { ApplicationPlan, Peer } from '../../src/model/cluster-plan';
import type { ClusterFacts } from '../../src/model/facts';
import { draw } from '../kubernetes-object';
import { providerOf, toDns } from '../tenants/isolation';
import { metadataOf, podsOf } from './metadata';
import { metricsPortOf } from './metrics';

/** Draws the NetworkPolicy of an application: who may come in, and where it may go. Everything else is refused. */
export function drawAccess(scope: Construct, plan: ApplicationPlan, facts: ClusterFacts): void {
  draw<NetworkPolicy>(scope, 'Access', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(plan),
    spec: {
      podSelector: { matchLabels: podsOf(plan) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: ingressOf(plan, facts),
      egress: egressOf(plan, facts),
    },
  });
}

function ingressOf({ options, calledBy, hosts }: ApplicationPlan, facts: ClusterFacts): NetworkPolicyIngressRule[] {
  const from = [...calledBy.map(podsOfPeer), ...(hosts.length > 0 ? [providerOf('ingress', facts)] : [])];
  const metricsPort = 'metrics' in facts.offers ? metricsPortOf(options) : undefined;
  return [
    ...(from.length > 0 ? [{ from, ports: [tcp(options.port)] }] : []),
    ...(metricsPort === undefined ? [] : [{ from: [providerOf('metrics', facts)], ports: [tcp(metricsPort)] }]),
  ];
}

function egressOf({ calls, outside }: ApplicationPlan, facts: ClusterFacts): NetworkPolicyEgressRule[] {
  return [
    toDns,
    ...calls.map((peer) => ({ to: [podsOfPeer(peer)], ports: [tcp(peer.port)] })),
    ...outside.flatMap((call) =>
      'cidr' in call ? [{ to: [{ ipBlock: outsideOf(call.cidr, facts) }], ports: call.ports.map(tcp) }] : [],
    ),
  ];
}

function podsOfPeer({ namespace, application }: Peer): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: podsOf({ name: application }) },
  };
}

/** The outside never means the cluster's own pods and services: those are called by name. */
function outsideOf(cidr: string, { podCidr, serviceCidr }: ClusterFacts): { cidr: string; except?: string[] } {
  const except = [podCidr, serviceCidr].filter((own) => contains(cidr, own));
  return { cidr, ...(except.length > 0 ? { except } : {}) };
}

function contains(outer: string, inner: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(inner);
  const [network, length] = ipaddr.parseCIDR(outer);
  return address.kind() === network.kind() && bits > length && address.match(network, length);
}

function tcp(port: number): { protocol: 'TCP'; port: number } {
  return { protocol: 'TCP', port };
}
