import ipaddr from 'ipaddr.js';
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from 'kubernetes-types/networking/v1';
import { selects, type Labels } from './label-selector';

/** One end of a connection: a pod, or an address outside of the cluster. */
export interface End {
  readonly ip: string;
  readonly pod?: { readonly namespace: string; readonly namespaceLabels: Labels; readonly labels: Labels };
}

/** A port where a connection ends. */
export interface Port {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

/**
 * Whether NetworkPolicies let a connection through: the words of the Kubernetes documentation as code, for tests only.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
export function reaches(policies: readonly NetworkPolicy[], from: End, to: End, port: Port): boolean {
  return lets(policies, 'Egress', from, to, port) && lets(policies, 'Ingress', to, from, port);
}

function lets(
  policies: readonly NetworkPolicy[],
  type: 'Ingress' | 'Egress',
  self: End,
  other: End,
  port: Port,
): boolean {
  const { pod } = self;
  if (!pod) return true;
  const selecting = policies.filter(
    ({ metadata, spec }) =>
      metadata?.namespace === pod.namespace &&
      spec !== undefined &&
      typesOf(spec).includes(type) &&
      selects(spec.podSelector, pod.labels),
  );
  if (selecting.length === 0) return true;
  return selecting.some(({ metadata, spec }) => {
    const namespace = metadata?.namespace ?? '';
    if (type === 'Ingress')
      return (spec?.ingress ?? []).some((rule) => isPeer(rule.from, other, namespace) && isPort(rule.ports, port));
    return (spec?.egress ?? []).some((rule) => isPeer(rule.to, other, namespace) && isPort(rule.ports, port));
  });
}

function typesOf(spec: NetworkPolicySpec): readonly string[] {
  return spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function isPeer(peers: readonly NetworkPolicyPeer[] | undefined, end: End, namespace: string): boolean {
  if (!peers || peers.length === 0) return true;
  return peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
    if (ipBlock) {
      const { cidr, except = [] } = ipBlock;
      return within(end.ip, cidr) && !except.some((hole) => within(end.ip, hole));
    }
    if (!end.pod) return false;
    const there = namespaceSelector
      ? selects(namespaceSelector, end.pod.namespaceLabels)
      : end.pod.namespace === namespace;
    return there && (!podSelector || selects(podSelector, end.pod.labels));
  });
}

function isPort(ports: readonly NetworkPolicyPort[] | undefined, { port, protocol }: Port): boolean {
  if (!ports || ports.length === 0) return true;
  return ports.some((rule) => (rule.protocol ?? 'TCP') === protocol && (rule.port === undefined || rule.port === port));
}

function within(ip: string, cidr: string): boolean {
  const key = `${ip} ${cidr}`;
  const known = memory.get(key);
  if (known !== undefined) return known;
  const address = ipaddr.parse(ip);
  const [network, bits] = ipaddr.parseCIDR(cidr);
  const answer = address.kind() === network.kind() && address.match(network, bits);
  memory.set(key, answer);
  return answer;
}

const memory = new Map<string, boolean>();
