import ipaddr from 'ipaddr.js';
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from 'kubernetes-types/networking/v1';
import { selects, type Labels } from './label-selector';

/** Source or destination of a connection: a pod, or an address outside of the cluster. */
export interface End {
  readonly ip: string;
  readonly pod?: { readonly namespace: string; readonly namespaceLabels: Labels; readonly labels: Labels };
}

/** Destination port of a connection. */
export interface Port {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

/**
 * Returns whether NetworkPolicies allow a connection, as the Kubernetes documentation specifies it; for tests only.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
export function reaches(policies: readonly NetworkPolicy[], from: End, to: End, port: Port): boolean {
  return allows(policies, 'Egress', from, to, port) && allows(policies, 'Ingress', to, from, port);
}

/** Returns whether the policies of the selected end allow its ingress from, or its egress to, the other end. */
function allows(
  policies: readonly NetworkPolicy[],
  type: 'Ingress' | 'Egress',
  { pod }: End,
  otherEnd: End,
  port: Port,
): boolean {
  if (!pod) return true;
  const selectingPolicies = policies.filter(
    ({ metadata, spec }) =>
      metadata?.namespace === pod.namespace &&
      spec !== undefined &&
      policyTypes(spec).includes(type) &&
      selects(spec.podSelector, pod.labels),
  );
  if (selectingPolicies.length === 0) return true;
  return selectingPolicies.some(({ metadata, spec }) => {
    const namespace = metadata?.namespace ?? '';
    if (type === 'Ingress')
      return (spec?.ingress ?? []).some((rule) => isPeer(rule.from, otherEnd, namespace) && isPort(rule.ports, port));
    return (spec?.egress ?? []).some((rule) => isPeer(rule.to, otherEnd, namespace) && isPort(rule.ports, port));
  });
}

function policyTypes(spec: NetworkPolicySpec): readonly string[] {
  return spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function isPeer(peers: readonly NetworkPolicyPeer[] | undefined, end: End, namespace: string): boolean {
  if (!peers || peers.length === 0) return true;
  return peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
    if (ipBlock) {
      const { cidr, except = [] } = ipBlock;
      return isInCidr(end.ip, cidr) && !except.some((excluded) => isInCidr(end.ip, excluded));
    }
    if (!end.pod) return false;
    const isInNamespace = namespaceSelector
      ? selects(namespaceSelector, end.pod.namespaceLabels)
      : end.pod.namespace === namespace;
    return isInNamespace && (!podSelector || selects(podSelector, end.pod.labels));
  });
}

function isPort(ports: readonly NetworkPolicyPort[] | undefined, { port, protocol }: Port): boolean {
  if (!ports || ports.length === 0) return true;
  return ports.some((rule) => (rule.protocol ?? 'TCP') === protocol && (rule.port === undefined || rule.port === port));
}

/** Results of `isInCidr`, which parses the same few addresses many thousand times. */
const cidrMatches = new Map<string, boolean>();

function isInCidr(ip: string, cidr: string): boolean {
  const key = `${ip} ${cidr}`;
  const cachedMatch = cidrMatches.get(key);
  if (cachedMatch !== undefined) return cachedMatch;
  const address = ipaddr.parse(ip);
  const [network, bits] = ipaddr.parseCIDR(cidr);
  const isMatch = address.kind() === network.kind() && address.match(network, bits);
  cidrMatches.set(key, isMatch);
  return isMatch;
}
