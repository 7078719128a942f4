import type { Construct } from 'constructs';
import ipaddr from 'ipaddr.js';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { Capability } from '../../src/definition/capability';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { listClusterRanges, listPodRanges } from '../../src/kinds/cluster-ranges';
import { providesLabel, tenantLabel } from '../../src/kinds/labels';
import type { Machine } from '../../src/kinds/machine';
import type { NetworkRule, NetworkRules, NetworkPeer, NetworkPort } from '../../src/kinds/network-rules';
import { addressAt, addressFamily, isWithinRange, listExclusions } from '../../src/schema/address-range';
import { linkLocalRanges, listNat64Ranges, unreachableRanges } from '../../src/schema/reserved-ranges';
import { addCiliumNodePolicy } from './cilium-node-policy';
import { addObject } from './object';

type Labels = Readonly<Record<string, string>>;

/** Label with the namespace's name, which the API server sets on every namespace. */
const namespaceNameLabel = 'kubernetes.io/metadata.name';

/** Pods of the cluster DNS: kubeadm, managed clusters and the `coreDns` component all use this namespace and label. */
export const clusterDns = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } };

/**
 * Pods of NodeLocal DNSCache, to which some networks redirect queries, such as that of GKE.
 * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
 */
const nodeDnsCacheLabels = { 'k8s-app': 'node-local-dns' };

/** Returns the rule that allows DNS queries to the cluster DNS, and to its cache on the nodes if there is one. */
export function dnsEgressRule(cluster: ClusterInfo) {
  const nodeAddress = tryGetEndpoint(cluster, 'dns')?.nodeAddress;
  return egressRule(
    [
      namespacePeer(clusterDns.namespace, clusterDns.podLabels),
      namespacePeer(clusterDns.namespace, nodeDnsCacheLabels),
      ...(nodeAddress === undefined ? [] : [{ ipBlock: { cidr: `${nodeAddress}/32` } }]),
    ],
    [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ],
  );
}

/** Port of kubeadm's API servers, and port of the `kubernetes` Service. */
const apiServerPorts = { pods: 6443, service: 443 };

/**
 * Adds a NetworkPolicy that allows the selected pods the connections of these rules. Adds nothing where no rule has a
 * peer on this cluster.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function createNetworkPolicy(
  scope: Construct,
  metadata: { readonly name: string; readonly namespace: string },
  rules: NetworkRules,
  cluster: ClusterInfo,
): void {
  const ingress = renderIngressRules(rules.ingress ?? [], cluster);
  const egress = renderEgressRules(rules.egress ?? [], cluster);
  if (ingress.length + egress.length === 0) return;
  if (tryGetEndpoint(cluster, 'network-policy')?.api === 'cilium') addCiliumNodePolicy(scope, metadata, rules);
  addObject<NetworkPolicy>(scope, `policy-${metadata.name}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: labelSelector(rules.podLabels),
      policyTypes: [...(ingress.length > 0 ? ['Ingress'] : []), ...(egress.length > 0 ? ['Egress'] : [])],
      ingress,
      egress,
    },
  });
}

/**
 * Returns the ingress rules of a NetworkPolicy. A rule whose capability nothing provides is omitted: without peers,
 * Kubernetes would read it as a rule for all peers.
 */
export function renderIngressRules(rules: readonly NetworkRule[], cluster: ClusterInfo) {
  return rules
    .map(({ peer, ports }) => ingressRule(resolveSourcePeers(peer, cluster), ports))
    .filter((rule) => rule.from.length > 0);
}

/**
 * Returns the egress rules of a NetworkPolicy, without those whose capability nothing provides.
 * @param excluded addresses that `outside-cluster` does not include
 */
export function renderEgressRules(
  rules: readonly NetworkRule[],
  cluster: ClusterInfo,
  excluded: readonly string[] = [],
) {
  return rules
    .flatMap(({ peer, ports }) =>
      peer === 'api-server'
        ? apiServerEgressRules(cluster)
        : [egressRule(resolveEgressPeers(peer, cluster, excluded), ports)],
    )
    .filter((rule) => rule.to.length > 0);
}

/**
 * Adds a NetworkPolicy that denies the pods of a namespace all connections except DNS queries and, unless
 * `isolatePods`, those within the namespace.
 */
export function createDefaultDenyPolicy(
  scope: Construct,
  namespace: string,
  isolatePods: boolean,
  cluster: ClusterInfo,
): void {
  const podsOfNamespace: readonly NetworkPolicyPeer[] = [{ podSelector: {} }];
  addObject<NetworkPolicy>(scope, 'policy-default-deny', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: isolatePods ? [] : [ingressRule(podsOfNamespace)],
      egress: [...(isolatePods ? [] : [egressRule(podsOfNamespace)]), dnsEgressRule(cluster)],
    },
  });
}

/**
 * Returns a rule that allows connections from peers.
 * @param ports ports of the selected pods; a number is a TCP port; @default all ports
 */
export function ingressRule(from: readonly NetworkPolicyPeer[], ports?: readonly NetworkPort[]) {
  return { from: [...from], ...(ports ? { ports: ports.map(renderPort) } : {}) };
}

/**
 * Returns a rule that allows connections to peers.
 * @param ports ports of the peers; a number is a TCP port; @default all ports
 */
export function egressRule(to: readonly NetworkPolicyPeer[], ports?: readonly NetworkPort[]) {
  return { to: [...to], ...(ports ? { ports: ports.map(renderPort) } : {}) };
}

/** Lists the addresses of connections with other networks, which only workloads that name a connection may reach. */
export function connectionRanges({ connections = {} }: ClusterInfo): readonly string[] {
  return Object.values(connections).flatMap(({ cidrs }) => cidrs);
}

/**
 * Lists what no called range includes: clusters of other environments, connections with other networks, and, unless they
 * were permitted, the hosts of the cluster, its endpoint, and the network of its nodes with the data services in it.
 */
export function listExcludedRanges(cluster: ClusterInfo, includesHosts = false): readonly string[] {
  const { machines, apiServerAddress, apiServerRanges = [], networkRanges = [], isolatedRanges = [] } = cluster;
  const others = [...isolatedRanges, ...connectionRanges(cluster)];
  if (includesHosts) return others;
  const endpoint = apiServerAddress !== undefined && ipaddr.isValid(apiServerAddress) ? [apiServerAddress] : [];
  const network = [...networkRanges.map(({ range }) => range), ...apiServerRanges];
  return [...machines.flatMap(machineAddresses), ...endpoint, ...network, ...others];
}

function machineAddresses({ address, secondAddress }: Machine): readonly string[] {
  return secondAddress === undefined ? [address] : [address, secondAddress];
}

/**
 * Returns rules that allow connections to the API servers and to the `kubernetes` Service. Where neither the addresses of the
 * control planes nor the ranges of the API servers are known, the rules allow all addresses outside of the cluster, without metadata services, clusters
 * of other environments, connections with other networks, and hosts of the cluster that the definition lists.
 */
export function apiServerEgressRules(cluster: ClusterInfo) {
  const { controlPlaneAddresses, apiServerRanges = [], serviceCidr, machines } = cluster;
  // The endpoint is not excluded: it may be an address of the API server.
  const excluded = [...machines.flatMap(machineAddresses), ...listExcludedRanges(cluster, true)];
  const service = egressRule([addressPeer(apiServerServiceAddress(serviceCidr))], [apiServerPorts.service]);
  const anyApiPort = [apiServerPorts.service, apiServerPorts.pods];
  if (apiServerRanges.length > 0) {
    const peers = apiServerRanges.map((range) => ({ ipBlock: externalIpBlock(range, cluster) }));
    return [egressRule(peers, anyApiPort), service];
  }
  if (controlPlaneAddresses.length === 0)
    return [egressRule(outsideClusterPeers(cluster, excluded), anyApiPort), service];
  return [egressRule(controlPlaneAddresses.map(addressPeer), [apiServerPorts.pods]), service];
}

/** Returns the peer that selects a namespace, or the pods with these labels in it. */
export function namespacePeer(namespace: string, podLabels?: Labels): NetworkPolicyPeer {
  return {
    namespaceSelector: labelSelector({ [namespaceNameLabel]: namespace }),
    ...(podLabels ? { podSelector: labelSelector(podLabels) } : {}),
  };
}

/**
 * Returns the peer that selects the provider of a capability: the namespaces labelled as its provider, so that
 * replacing the component changes no policy of its users. A provider that is part of the infrastructure has no such
 * label: it is selected by its namespace or, where that is not known, as everything outside of the pod network, with one
 * peer for each IP family.
 */
export function providerPeers(capability: Capability, cluster: ClusterInfo): readonly NetworkPolicyPeer[] {
  if (!(cluster.infrastructureCapabilities ?? []).includes(capability))
    return [{ namespaceSelector: labelSelector({ [providesLabel(capability)]: 'true' }) }];
  const { namespace, podLabels } = tryGetEndpoint(cluster, capability) ?? {};
  return namespace === undefined ? outsidePodNetworkPeers(cluster) : [namespacePeer(namespace, podLabels)];
}

/**
 * Returns the IP block of an address range outside of the cluster. If the range contains the pod range, the Service range
 * or the addresses of cloud instance metadata services, these are excepted.
 * @param excluded other addresses, CIDRs and ranges `first-last` that are excepted
 */
export function externalIpBlock(cidr: string, cluster: ClusterInfo, excluded: readonly string[] = []): IPBlock {
  // `listExclusions` omits ranges that are not smaller than the block: the API server refuses them in `except`.
  const clusterRanges = listClusterRanges(cluster).map(({ range }) => range);
  const ranges = [...clusterRanges, ...unreachableRanges(cidr), ...excluded];
  const except = [...listExclusions(cidr, [...ranges, ...ranges.flatMap(listNat64Ranges)])];
  return { cidr, ...(except.length > 0 ? { except } : {}) };
}

/** Returns the selector of objects with these labels; without labels it selects every object. */
export function labelSelector(labels: Labels | undefined): LabelSelector {
  return labels ? { matchLabels: { ...labels } } : {};
}

function resolveSourcePeers(peer: NetworkPeer, cluster: ClusterInfo): readonly NetworkPolicyPeer[] {
  const anyAddress = listAnyAddressRanges(cluster).map((cidr) => ({ ipBlock: { cidr } }));
  // Nodes may replace the source address of a connection from outside (SNAT): every source must be allowed. Cilium
  // identifies pods by labels: an address block selects none of them.
  if (peer === 'outside-cluster') return [...anyAddress, { namespaceSelector: {} }];
  // Nodes and the API server connect from host addresses, or from pod addresses through the tunnel of an overlay network.
  if (peer === 'nodes') return anyAddress;
  if (peer === 'api-server') return [...anyAddress, ...apiServerProxyPeers(cluster)];
  return resolvePeers(peer, cluster);
}

/** Resolves the peers that pods connect to. Only the peer `link-local` includes metadata services. */
function resolveEgressPeers(
  peer: NetworkPeer,
  cluster: ClusterInfo,
  excluded: readonly string[],
): readonly NetworkPolicyPeer[] {
  const peers =
    peer === 'outside-cluster'
      ? [...outsideClusterPeers(cluster, excluded), ...endpointPeers(cluster)]
      : resolvePeers(peer, cluster);
  if (peer === 'link-local') return peers;
  return peers.map((target) => {
    if (!target.ipBlock) return target;
    const { cidr, except = [] } = target.ipBlock;
    return { ipBlock: { cidr, except: [...listExclusions(cidr, [...except, ...unreachableRanges(cidr)])] } };
  });
}

function resolvePeers(peer: NetworkPeer, cluster: ClusterInfo): readonly NetworkPolicyPeer[] {
  if (peer === 'pods') return [{ namespaceSelector: {} }];
  if (peer === 'tenants' || peer === 'components') {
    const operator = peer === 'tenants' ? 'Exists' : 'DoesNotExist';
    return [{ namespaceSelector: { matchExpressions: [{ key: tenantLabel, operator }] } }];
  }
  if (peer === 'link-local')
    return listPodRanges(cluster)
      .flatMap(linkLocalRanges)
      .map((cidr) => ({ ipBlock: { cidr } }));
  if (peer === 'nodes') return [...outsideClusterPeers(cluster), ...nodePeersWithinPods(cluster)];
  // `outside-cluster` and `api-server`.
  if (typeof peer === 'string') return outsideClusterPeers(cluster);
  if ('cidr' in peer) return [{ ipBlock: { cidr: peer.cidr } }];
  if ('namespace' in peer) return [namespacePeer(peer.namespace, peer.podLabels)];
  const endpoint = tryGetEndpoint(cluster, peer.capability);
  if (!endpoint) return [];
  const { namespace, podLabels } = endpoint;
  if (namespace !== undefined && podLabels) return [namespacePeer(namespace, podLabels)];
  return providerPeers(peer.capability, cluster);
}

/** Returns one peer for each IP family. */
function outsideClusterPeers(cluster: ClusterInfo, excluded: readonly string[] = []): readonly NetworkPolicyPeer[] {
  return listAnyAddressRanges(cluster).map((cidr) => ({ ipBlock: externalIpBlock(cidr, cluster, excluded) }));
}

/** Returns the private endpoints in the range of pods, which the peers outside of the cluster except. */
function endpointPeers({ endpointRanges = [] }: ClusterInfo): readonly NetworkPolicyPeer[] {
  return endpointRanges.map((cidr) => ({ ipBlock: { cidr } }));
}

/** Returns the ranges of pods where the network of the nodes contains them, as with the VPC CNI of EKS. */
function nodePeersWithinPods(cluster: ClusterInfo): readonly NetworkPolicyPeer[] {
  const { networkRanges = [] } = cluster;
  return listPodRanges(cluster)
    .filter((pods) => networkRanges.some(({ range }) => isWithinRange(pods, range)))
    .map((cidr) => ({ ipBlock: { cidr } }));
}

/**
 * Returns the pods through which API servers outside of the network of the pods call webhooks and aggregated APIs: the agents of
 * konnectivity, labelled `k8s-app` on GKE and `app` on AKS.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/
 */
function apiServerProxyPeers({ controlPlaneAddresses }: ClusterInfo): readonly NetworkPolicyPeer[] {
  if (controlPlaneAddresses.length > 0) return [];
  return ['app', 'k8s-app'].map((label) => namespacePeer('kube-system', { [label]: 'konnectivity-agent' }));
}

/** Unlike `outsideClusterPeers`, it includes Services: some networks apply policies before they resolve a Service. */
function outsidePodNetworkPeers(cluster: ClusterInfo): readonly NetworkPolicyPeer[] {
  return listPodRanges(cluster).map((range) => ({ ipBlock: { cidr: anyAddressRange(range), except: [range] } }));
}

function renderPort(port: NetworkPort): NetworkPolicyPort {
  return typeof port === 'number' ? { port, protocol: 'TCP' } : { ...port };
}

/** The `kubernetes` Service has the first address of the service range. */
function apiServerServiceAddress(serviceCidr: string): string {
  return addressAt(serviceCidr, 1);
}

function addressPeer(address: string): NetworkPolicyPeer {
  return { ipBlock: { cidr: `${address}/${addressFamily(address) === 'ipv4' ? 32 : 128}` } };
}

/** Lists the ranges of all addresses: one for each IP family of a cluster. */
function listAnyAddressRanges(cluster: ClusterInfo): readonly string[] {
  return listPodRanges(cluster).map(anyAddressRange);
}

/** Returns the range of all addresses in the address family of a CIDR. */
function anyAddressRange(cidr: string): string {
  return addressFamily(cidr) === 'ipv4' ? '0.0.0.0/0' : '::/0';
}
