import type { Construct } from 'constructs';
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from 'kubernetes-types/networking/v1';
import type { EgressConnection, EgressTarget } from '../../src/definition/calls';
import { groupBy } from '../../src/checks/duplicates';
import { isWithinRange, listCidrs, listExclusions } from '../../src/schema/address-range';
import { unreachableRanges } from '../../src/schema/reserved-ranges';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { applicationLabels } from '../../src/kinds/labels';
import type { ApplicationPlan, Caller, ConnectionPort, JobPlan } from '../../src/kinds/workload-plan';
import {
  apiServerEgressRules,
  clusterDns,
  dnsEgressRule,
  egressRule,
  externalIpBlock,
  ingressRule,
  labelSelector,
  listExcludedRanges,
  namespacePeer,
  providerPeers,
  renderEgressRules,
  renderIngressRules,
} from '../kubernetes/network-policies';
import { addObject } from '../kubernetes/object';
import { podSelectorLabels, workloadMetadata } from './metadata';
import { resolveMetricsPort } from './metrics';

/**
 * Adds the NetworkPolicy of an application or job: its callers, its callees, what providers of capabilities add, and the
 * DNS; all else is denied.
 */
export function addWorkloadNetworkPolicies(
  scope: Construct,
  plan: ApplicationPlan | JobPlan,
  cluster: ClusterInfo,
): void {
  const egress = [
    dnsEgressRule(cluster),
    ...plan.calls.map((callee) => egressRule([workloadPeer(callee)], callee.ports.map(networkPort))),
    ...plan.egressTargets.flatMap((target) => renderTargetRules(target, cluster)),
    ...('scale' in plan && plan.options.leaderElection ? apiServerEgressRules(cluster) : []),
    ...plan.additions.flatMap(({ egress: rules = [] }) =>
      renderEgressRules(rules, cluster, listExcludedRanges(cluster)),
    ),
  ];
  addObject<NetworkPolicy>(scope, 'Access', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: workloadMetadata(plan),
    spec: {
      podSelector: { matchLabels: podSelectorLabels(plan) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        ...('calledBy' in plan ? renderWorkloadIngress(plan, cluster) : []),
        ...plan.additions.flatMap(({ ingress = [] }) => renderIngressRules(ingress, cluster)),
      ],
      egress,
    },
  });
  addFqdnPolicy(scope, workloadEgressPods(plan), egress, cluster);
}

/** Pods of a tenant that call targets outside of the tenants. */
export interface EgressPods {
  /** Name of their policies. */
  readonly name: string;
  readonly tenant: string;
  readonly namespace: string;
  /** Labels of the pods; all pods of the namespace without. */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Labels of their policies. */
  readonly labels: Readonly<Record<string, string>>;
  readonly egressTargets: readonly EgressTarget[];
}

/** Returns the pods of a workload. */
export function workloadEgressPods(plan: ApplicationPlan | JobPlan): EgressPods {
  const { name, tenant, namespace, egressTargets } = plan;
  const podLabels = podSelectorLabels(plan);
  return { name, tenant, namespace, podLabels, labels: applicationLabels(tenant, name), egressTargets };
}

function renderWorkloadIngress(
  { options, calledBy, routes, ports, additions }: ApplicationPlan,
  cluster: ClusterInfo,
): NetworkPolicyIngressRule[] {
  const hasIngress = routes.length > 0 && !additions.some(({ replacesIngress }) => replacesIngress);
  const metricsPort = 'metrics' in cluster.capabilities ? resolveMetricsPort(options)?.port : undefined;
  return [
    ...renderCallerRules(calledBy, hasIngress ? providerPeers('ingress', cluster) : [], ports),
    ...(metricsPort === undefined ? [] : [ingressRule(providerPeers('metrics', cluster), [metricsPort])]),
  ];
}

/** Returns one rule for all peers with the same ports. The ingress controller connects to the main port only. */
function renderCallerRules(
  calledBy: readonly Caller[],
  ingressPeers: readonly NetworkPolicyPeer[],
  ports: readonly ConnectionPort[],
): NetworkPolicyIngressRule[] {
  const connections = [
    ...calledBy.map((caller) => ({ peer: workloadPeer(caller), ports: caller.ports ?? ports })),
    ...ingressPeers.map((peer) => ({ peer, ports: ports.slice(0, 1) })),
  ].map(({ peer, ports: connectionPorts }) => ({ peer, ports: connectionPorts.map(networkPort) }));
  // A rule without ports would allow all ports.
  const groups = groupBy(
    connections.filter((connection) => connection.ports.length > 0),
    (connection) => JSON.stringify(connection.ports),
  );
  return [...groups.values()].map((group) =>
    ingressRule(
      group.map(({ peer }) => peer),
      group[0]?.ports,
    ),
  );
}

function networkPort({ port, transport }: ConnectionPort) {
  return { port, protocol: transport };
}

/** Returns the rules of one target outside of the tenants; none for a host, which only `addFqdnPolicy` can allow. */
export function renderTargetRules(target: EgressTarget, cluster: ClusterInfo): readonly NetworkPolicyEgressRule[] {
  if ('host' in target) return [];
  if ('cidr' in target)
    return [
      egressRule(
        [{ ipBlock: externalIpBlock(target.cidr, cluster, listExcludedRanges(cluster, target.includesHosts)) }],
        target.ports,
      ),
    ];
  if ('connection' in target) return renderConnectionRules(target, cluster);
  return [egressRule(providerPeers(target.capability, cluster), target.ports)];
}

/** Returns the rule of a connection with another network. */
function renderConnectionRules(
  { connection, ports }: EgressConnection,
  cluster: ClusterInfo,
): readonly NetworkPolicyEgressRule[] {
  const { [connection]: declared } = cluster.connections ?? {};
  if (!declared) return [];
  const { isolatedRanges = [] } = cluster;
  const peers = declared.cidrs.map((range) => ({ ipBlock: externalIpBlock(range, cluster, isolatedRanges) }));
  return [egressRule(peers, ports ?? declared.ports)];
}

/**
 * Adds the CiliumNetworkPolicy that allows hosts by name, which a NetworkPolicy cannot express. The plan admits hosts on
 * Cilium only. Who owns the zone of a host chooses its addresses: those that no range may include are denied, except what
 * the NetworkPolicy of the pods allows, since a denial takes precedence.
 * @param allowed egress rules of that NetworkPolicy
 * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
 * @see https://docs.cilium.io/en/stable/security/policy/language/#deny-policies
 */
export function addFqdnPolicy(
  scope: Construct,
  { name, namespace, labels, podLabels, egressTargets }: EgressPods,
  allowed: readonly NetworkPolicyEgressRule[],
  cluster: ClusterInfo,
): void {
  const hosts = egressTargets.flatMap((target) => ('host' in target ? [target] : []));
  if (hosts.length === 0) return;
  const dnsPods = { 'k8s:io.kubernetes.pod.namespace': clusterDns.namespace, ...clusterDns.podLabels };
  addObject(scope, 'Hosts', {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name, namespace, labels: { ...labels } },
    spec: {
      endpointSelector: labelSelector(podLabels),
      egress: [
        {
          toEndpoints: [{ matchLabels: dnsPods }],
          // Cilium learns the addresses of a name from the DNS answers that this rule proxies.
          toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
        },
        ...hosts.map(({ host, ports }) => ({
          toFQDNs: [{ matchName: host }],
          toPorts: [{ ports: ports.map((port) => ({ port: String(port), protocol: 'TCP' })) }],
        })),
      ],
      egressDeny: [{ toCIDRSet: listDeniedRanges(egressTargets, allowed, cluster) }],
    },
  });
}

/** Lists the ranges that no called host may resolve to, each without what a rule allows in it. */
function listDeniedRanges(
  egressTargets: readonly EgressTarget[],
  allowedRules: readonly NetworkPolicyEgressRule[],
  cluster: ClusterInfo,
): readonly IPBlock[] {
  const includesHosts = egressTargets.some((target) => 'cidr' in target && target.includesHosts === true);
  const allowed = allowedRules.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []));
  const ranges = [
    ...unreachableRanges('0.0.0.0'),
    ...unreachableRanges('::'),
    ...listExcludedRanges(cluster, includesHosts).flatMap(listCidrs),
  ];
  const denied = [...new Set(ranges)].filter((range) => !allowed.includes(range));
  return denied.map((cidr) => {
    const except = listExclusions(
      cidr,
      allowed.filter((range) => isWithinRange(range, cidr)),
    );
    return { cidr, ...(except.length > 0 ? { except: [...except] } : {}) };
  });
}

function workloadPeer({ namespace, application }: Caller) {
  return namespacePeer(namespace, podSelectorLabels({ name: application }));
}
