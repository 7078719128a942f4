import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import ipaddr from 'ipaddr.js';
import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from 'kubernetes-types/networking/v1';
import type { ApplicationPlan, Callee, JobPlan, Caller, Transport } from '../../src/kinds/cluster-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { linkLocalRanges } from '../kubernetes/network-policies';
import { addObject } from '../kubernetes/object';
import { providerPeer, apiServerEgressRules, dnsEgressRule } from '../tenants/isolation';
import { workloadMetadata, podSelectorLabels } from './metadata';
import { resolveMetricsPort } from './metrics';

/** Draws who may come in to an application or job, and where it may go. Everything else is refused. */
export function addWorkloadNetworkPolicies(
  scope: Construct,
  plan: ApplicationPlan | JobPlan,
  cluster: ClusterInfo,
): void {
  addObject<NetworkPolicy>(scope, 'Access', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: workloadMetadata(plan),
    spec: {
      podSelector: { matchLabels: podSelectorLabels(plan) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: 'calledBy' in plan ? renderIngressRules(plan, cluster) : [],
      egress: [
        ...renderEgressRules(plan, cluster),
        ...('scale' in plan && plan.options.leaderElection ? apiServerEgressRules(cluster) : []),
      ],
    },
  });
  addFqdnPolicy(scope, plan);
}

function renderIngressRules(
  { options, calledBy, routes, transport }: ApplicationPlan,
  cluster: ClusterInfo,
): NetworkPolicyIngressRule[] {
  const from = [...calledBy.map(workloadPeer), ...(routes.length > 0 ? [providerPeer('ingress', cluster)] : [])];
  const metricsPort = 'metrics' in cluster.capabilities ? resolveMetricsPort(options) : undefined;
  return [
    ...(from.length > 0 ? [{ from, ports: [networkPolicyPort(options.port, transport)] }] : []),
    ...(metricsPort === undefined
      ? []
      : [{ from: [providerPeer('metrics', cluster)], ports: [networkPolicyPort(metricsPort)] }]),
  ];
}

function renderEgressRules(
  { calls, egressTargets }: ApplicationPlan | JobPlan,
  cluster: ClusterInfo,
): NetworkPolicyEgressRule[] {
  return [
    dnsEgressRule,
    ...calls.map((callee: Callee) => ({
      to: [workloadPeer(callee)],
      ports: [networkPolicyPort(callee.port, callee.transport)],
    })),
    ...egressTargets.flatMap((call): NetworkPolicyEgressRule[] => {
      if ('cidr' in call)
        return [
          {
            to: [{ ipBlock: externalIpBlock(call.cidr, cluster) }],
            ports: call.ports.map((port) => networkPolicyPort(port)),
          },
        ];
      if ('host' in call) return [];
      return [
        {
          to: [providerPeer(call.capability, cluster)],
          ...(call.ports ? { ports: call.ports.map((port) => networkPolicyPort(port)) } : {}),
        },
      ];
    }),
  ];
}

/**
 * Names of hosts outside, which a NetworkPolicy does not know. The plan lets them through on Cilium only.
 * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
 */
function addFqdnPolicy(scope: Construct, plan: ApplicationPlan | JobPlan): void {
  const hosts = plan.egressTargets.flatMap((call) => ('host' in call ? [call] : []));
  if (hosts.length === 0) return;
  const dns = { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' };
  new ApiObject(scope, 'Hosts', {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: workloadMetadata(plan),
    spec: {
      endpointSelector: { matchLabels: podSelectorLabels(plan) },
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

function workloadPeer({ namespace, application }: Caller): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: podSelectorLabels({ name: application }) },
  };
}

/**
 * The outside never means the cluster's own pods and services, which are called by name, nor where clouds give
 * credentials to their machines, unless a range means just that.
 */
function externalIpBlock(cidr: string, { podCidr, serviceCidr }: ClusterInfo): { cidr: string; except?: string[] } {
  const except = [podCidr, serviceCidr, ...linkLocalRanges(cidr)].filter((own) => containsCidr(cidr, own));
  return { cidr, ...(except.length > 0 ? { except } : {}) };
}

function containsCidr(outer: string, inner: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(inner);
  const [network, length] = ipaddr.parseCIDR(outer);
  return address.kind() === network.kind() && bits > length && address.match(network, length);
}

function networkPolicyPort(port: number, protocol: Transport = 'TCP'): { protocol: Transport; port: number } {
  return { protocol, port };
}
