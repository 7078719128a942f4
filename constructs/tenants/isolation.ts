import type { NetworkPolicyEgressRule, NetworkPolicyPeer } from 'kubernetes-types/networking/v1';
import type { Capability } from '../../src/definition/capability';
import { apiServerPeers } from '../kubernetes/network-policies';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { providesLabel } from '../../src/kinds/labels';

/** The way to the cluster DNS, which everything needs. */
export const dnsEgressRule: NetworkPolicyEgressRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/**
 * Where the pods of a capability's provider are. A component's namespace is found by its label, so that no policy names
 * a product; what the infrastructure brings is found by the namespace that it names, or, where it names none, is
 * whatever comes from outside of the pods' own range.
 */
export function providerPeer(capability: Capability, cluster: ClusterInfo): NetworkPolicyPeer {
  const endpoint = tryGetEndpoint(cluster, capability);
  if (!(cluster.infrastructureCapabilities ?? []).includes(capability)) {
    return { namespaceSelector: { matchLabels: { [providesLabel(capability)]: 'true' } } };
  }
  if (endpoint?.namespace === undefined) return { ipBlock: { cidr: '0.0.0.0/0', except: [cluster.podCidr] } };
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': endpoint.namespace } },
    ...(endpoint.podLabels ? { podSelector: { matchLabels: { ...endpoint.podLabels } } } : {}),
  };
}

/** The way to the API server, for the few that may speak to it. */
export function apiServerEgressRules(cluster: ClusterInfo): NetworkPolicyEgressRule[] {
  return apiServerPeers(cluster).map(({ peers, ports }) => ({
    to: peers.map(({ ipBlock }) => ({
      ipBlock: { cidr: ipBlock?.cidr ?? '', ...(ipBlock?.except ? { except: ipBlock.except } : {}) },
    })),
    ports: ports.map((port) => ({ protocol: 'TCP', port })),
  }));
}

/** Whether an authority asks for a proof that a host is ours over HTTP, which a pod in the tenant's namespace answers. */
export function usesHttp01Challenge(cluster: ClusterInfo): boolean {
  return tryGetEndpoint(cluster, 'certificates')?.api === 'acme-http01';
}
