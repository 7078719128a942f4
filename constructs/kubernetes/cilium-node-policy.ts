import type { Construct } from 'constructs';
import type { NetworkPeer, NetworkPort, NetworkRule, NetworkRules } from '../../src/kinds/network-rules';
import { addObject } from './object';

/** Peers with addresses of nodes: the kubelet, pods with `hostNetwork`, and connections that a node forwards with its own address. */
const sourcesOnNodes: readonly NetworkPeer[] = ['nodes', 'api-server', 'outside-cluster'];
const targetsOnNodes: readonly NetworkPeer[] = ['nodes'];

const nodeEntities = ['host', 'remote-node'];

/**
 * Adds the policy that admits nodes, where Cilium enforces NetworkPolicies with its defaults, as the clouds configure it: address
 * blocks then select no node. It only adds to what the NetworkPolicy of the same pods allows. GKE accepts policies of Cilium
 * for the whole cluster only.
 * @see https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium#limitations
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/configure-cilium-network-policy
 * @see https://docs.cilium.io/en/stable/security/policy/language/#entities-based
 */
export function addCiliumNodePolicy(
  scope: Construct,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  { podLabels = {}, ingress = [], egress = [] }: NetworkRules,
): void {
  const isFrom = ({ peer }: NetworkRule) => sourcesOnNodes.includes(peer);
  const isTo = ({ peer }: NetworkRule) => targetsOnNodes.includes(peer);
  const from = ingress.filter(isFrom).map(({ ports }) => ({ fromEntities: nodeEntities, ...renderPorts(ports) }));
  const to = egress.filter(isTo).map(({ ports }) => ({ toEntities: nodeEntities, ...renderPorts(ports) }));
  if (from.length + to.length === 0) return;
  addObject(scope, `cilium-policy-${name}`, {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    // A namespace contains no dot, so that no two policies have the same name.
    metadata: { name: `${namespace}.${name}` },
    spec: {
      endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': namespace, ...podLabels } },
      ...(from.length > 0 ? { ingress: from } : {}),
      ...(to.length > 0 ? { egress: to } : {}),
    },
  });
}

function renderPorts(ports: readonly NetworkPort[] | undefined) {
  return ports === undefined ? {} : { toPorts: [{ ports: ports.map(renderPort) }] };
}

function renderPort(port: NetworkPort) {
  if (typeof port === 'number') return { port: String(port), protocol: 'TCP' };
  const { port: first, endPort, protocol } = port;
  return { port: String(first), ...(endPort === undefined ? {} : { endPort }), protocol };
}
