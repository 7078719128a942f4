import {
  IntOrString,
  KubeNetworkPolicy,
  type LabelSelector,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
} from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import ipaddr from 'ipaddr.js';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { providesLabel, tenantLabel } from '../../src/kinds/labels';
import type { NetworkRules, NetworkPeer, NetworkPort } from '../../src/kinds/network-rules';

/** Label that Kubernetes itself puts on every namespace: its name. */
const nameLabel = 'kubernetes.io/metadata.name';

/** Where the DNS of every cluster answers: the pods that kubeadm, clouds and our own CoreDNS label alike. */
const dns = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } };

/** Port that the API servers of kubeadm listen on, and the one of the Service before them. */
const apiServerPorts = { pods: 6443, service: 443 };

/**
 * Draws one NetworkPolicy that allows what is said and, by selecting the pods, denies them everything else. Nothing is
 * drawn where it allows nothing.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function createNetworkPolicy(
  scope: Construct,
  policy: { readonly name: string; readonly namespace: string },
  networkRules: NetworkRules,
  cluster: ClusterInfo,
): void {
  const ingress = (networkRules.ingress ?? []).flatMap(({ peer, ports }) =>
    rule('from', sources(peer, cluster), ports),
  );
  const egress = (networkRules.egress ?? []).flatMap(({ peer, ports }) => {
    if (peer !== 'api-server') return rule('to', targets(peer, cluster), ports);
    return apiServerPeers(cluster).flatMap((target) => rule('to', target.peers, target.ports));
  });
  if (ingress.length + egress.length === 0) return;
  new KubeNetworkPolicy(scope, `policy-${policy.name}`, {
    metadata: policy,
    spec: {
      podSelector: selector(networkRules.podLabels),
      policyTypes: [...(ingress.length > 0 ? ['Ingress'] : []), ...(egress.length > 0 ? ['Egress'] : [])],
      ...(ingress.length > 0 ? { ingress } : {}),
      ...(egress.length > 0 ? { egress } : {}),
    },
  });
}

/** Denies all pods of a namespace everything but to ask the DNS and, unless they are kept apart, to talk among themselves. */
export function createDefaultDenyPolicy(scope: Construct, namespace: string, apart: boolean): void {
  new KubeNetworkPolicy(scope, 'policy-default-deny', {
    metadata: { name: 'default-deny', namespace },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ...(apart ? {} : { ingress: [{ from: [{ podSelector: {} }] }] }),
      egress: [
        ...(apart ? [] : [{ to: [{ podSelector: {} }] }]),
        ...rule('to', inNamespace(dns), [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ]),
      ],
    },
  });
}

function rule<End extends 'from' | 'to'>(
  end: End,
  peers: readonly NetworkPolicyPeer[],
  ports: readonly NetworkPort[] | undefined,
): readonly ({ readonly [E in End]: NetworkPolicyPeer[] } & { readonly ports?: NetworkPolicyPort[] })[] {
  if (peers.length === 0) return [];
  const ends = { [end]: [...peers] } as { readonly [E in End]: NetworkPolicyPeer[] };
  return [{ ...ends, ...(ports === undefined ? {} : { ports: ports.map(policyPort) }) }];
}

function policyPort(port: NetworkPort): NetworkPolicyPort {
  const { port: number, protocol, ...range } = typeof port === 'number' ? { port, protocol: 'TCP' } : port;
  return { port: IntOrString.fromNumber(number), ...range, protocol };
}

/**
 * Nodes reach pods of other nodes from addresses of the pod network (those of the tunnel), so as sources they, and the
 * API server with them, cannot be told from others by address.
 */
function sources(peer: NetworkPeer, cluster: ClusterInfo): readonly NetworkPolicyPeer[] {
  const anywhere = { ipBlock: { cidr: everywhere(cluster.podCidr) } };
  // Cilium knows pods by what they are, and by no address.
  if (peer === 'world') return [anywhere, { namespaceSelector: {} }];
  if (peer === 'api-server' || peer === 'nodes') return [anywhere];
  return targets(peer, cluster);
}

function targets(peer: NetworkPeer, cluster: ClusterInfo): readonly NetworkPolicyPeer[] {
  if (peer === 'pods') return [{ namespaceSelector: {} }];
  if (peer === 'tenants' || peer === 'components') {
    const operator = peer === 'tenants' ? 'Exists' : 'DoesNotExist';
    return [{ namespaceSelector: { matchExpressions: [{ key: tenantLabel, operator }] } }];
  }
  if (typeof peer === 'string') {
    const [cidr, linkLocal] = [everywhere(cluster.podCidr), linkLocalRanges(cluster.podCidr)];
    if (peer === 'link-local') return linkLocal.map((of) => ({ ipBlock: { cidr: of } }));
    return [{ ipBlock: { cidr, except: [cluster.podCidr, cluster.serviceCidr, ...linkLocal] } }];
  }
  if ('namespace' in peer) return inNamespace(peer);
  const provider = tryGetEndpoint(cluster, peer.capability);
  if (!provider) return [];
  const { namespace, podLabels } = provider;
  // The label finds all who provide it; what the infrastructure brings has none, and pods differ from one to the other.
  if (namespace !== undefined && (podLabels || (cluster.infrastructureCapabilities ?? []).includes(peer.capability)))
    return inNamespace({ namespace, ...(podLabels ? { podLabels } : {}) });
  return [{ namespaceSelector: selector({ [providesLabel(peer.capability)]: 'true' }) }];
}

/** The API servers where their addresses are known, else whatever lies outside of the pod network; and their Service. */
export function apiServerPeers(
  cluster: ClusterInfo,
): readonly { peers: NetworkPolicyPeer[]; ports: readonly number[] }[] {
  const { controlPlaneAddresses, serviceCidr } = cluster;
  const service = single(firstService(serviceCidr));
  const peers = controlPlaneAddresses.map((address) => ({ ipBlock: { cidr: single(address) } }));
  const unknown = { ipBlock: { cidr: everywhere(cluster.podCidr), except: [cluster.podCidr] } };
  return [
    {
      peers: peers.length > 0 ? peers : [unknown],
      ports: peers.length > 0 ? [apiServerPorts.pods] : [apiServerPorts.service, apiServerPorts.pods],
    },
    { peers: [{ ipBlock: { cidr: service } }], ports: [apiServerPorts.service] },
  ];
}

/** The API server has the first address of the service range. */
function firstService(serviceCidr: string): string {
  const [network] = ipaddr.parseCIDR(serviceCidr);
  const bytes = network.toByteArray();
  return ipaddr.fromByteArray([...bytes.slice(0, -1), (bytes.at(-1) ?? 0) + 1]).toString();
}

function single(address: string): string {
  return `${address}/${ipaddr.parse(address).kind() === 'ipv4' ? 32 : 128}`;
}

/**
 * Where clouds answer their machines; AWS and Google have an address of IPv6 beyond the machine's own link for it.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @see https://cloud.google.com/compute/docs/metadata/querying-metadata
 */
export function linkLocalRanges(cidr: string): readonly string[] {
  const v4 = ipaddr.parseCIDR(cidr)[0].kind() === 'ipv4';
  return v4 ? ['169.254.0.0/16'] : ['fe80::/10', 'fd00:ec2::254/128', 'fd20:ce::254/128'];
}

function everywhere(cidr: string): string {
  return ipaddr.parseCIDR(cidr)[0].kind() === 'ipv4' ? '0.0.0.0/0' : '::/0';
}

function inNamespace({
  namespace,
  podLabels,
}: {
  readonly namespace: string;
  readonly podLabels?: Readonly<Record<string, string>>;
}): readonly NetworkPolicyPeer[] {
  return [
    {
      namespaceSelector: selector({ [nameLabel]: namespace }),
      ...(podLabels === undefined ? {} : { podSelector: selector(podLabels) }),
    },
  ];
}

function selector(labels: Readonly<Record<string, string>> | undefined): LabelSelector {
  return labels === undefined ? {} : { matchLabels: { ...labels } };
}
