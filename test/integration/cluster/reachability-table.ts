import ipaddr from 'ipaddr.js';
import type { NetworkPolicy, NetworkPolicyPort } from 'kubernetes-types/networking/v1';
import { tenantLabel } from '../../../src/kinds/labels';
import { listPodTemplates } from '../charts/pod-templates';
import type { End, Port } from '../../support/network-evaluator';
import type { KubernetesObject } from './api';
import type { Connection } from './cyclonus';

/** Source or target of connections: the pods of a workload, or an address outside the cluster. */
export interface Peer {
  /** `loki/loki` (namespace and workload), or a description of the address. */
  readonly name: string;
  /** Undefined for an address. */
  readonly namespace?: string;
  /** Tenant of the namespace; undefined for other namespaces. */
  readonly tenant?: string;
  readonly end: End;
}

/** Connection with its peers. */
export interface PeerConnection extends Connection {
  readonly source: Peer;
  readonly target: Peer;
}

type Labels = Readonly<Record<string, string>>;

/** Port that no policy names: it is reachable only if all ports are. */
const anyPort: Port = { port: 1, protocol: 'TCP' };

const dnsPorts: readonly Port[] = [
  { port: 53, protocol: 'UDP' },
  { port: 53, protocol: 'TCP' },
];

/** Returns the network policies among some objects. */
export function listNetworkPolicies(objects: readonly KubernetesObject[]): readonly NetworkPolicy[] {
  return objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as readonly NetworkPolicy[];
}

/**
 * Returns all peers of a cluster: the pods of its workloads; pods that operators create, derived from the selectors of
 * network policies; one pod per namespace that no policy selects; the cluster DNS; and an address outside the cluster.
 */
export function listPeers(objects: readonly KubernetesObject[]): readonly Peer[] {
  const policies = listNetworkPolicies(objects);
  const nextAddress = podAddressGenerator(policies);
  const podPeer = (namespace: string, labels: Labels, namespaceLabels: Labels, name: string): Peer => {
    const tenant = namespaceLabels[tenantLabel];
    return {
      name: `${namespace}/${name}`,
      namespace,
      ...(tenant === undefined ? {} : { tenant }),
      end: { ip: nextAddress(), pod: { namespace, namespaceLabels, labels } },
    };
  };
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata);
  const namespacePeers = namespaces.flatMap(({ name: namespace, labels }) => {
    const namespaceLabels = { ...labels, 'kubernetes.io/metadata.name': namespace };
    const workloads = listWorkloads(objects, namespace);
    const selectedLabels = listSelectedLabels(policies, namespace, namespaceLabels).filter(
      (podLabels) => !workloads.some((workload) => isSubset(podLabels, workload.labels)),
    );
    const uniqueLabels = new Map(selectedLabels.map((podLabels) => [JSON.stringify(podLabels), podLabels])).values();
    return [
      ...workloads.map((workload) => podPeer(namespace, workload.labels, namespaceLabels, workload.name)),
      ...[...uniqueLabels].map((podLabels) =>
        podPeer(namespace, podLabels, namespaceLabels, Object.values(podLabels).join(' ')),
      ),
      podPeer(namespace, {}, namespaceLabels, 'any other pod'),
    ];
  });
  return [
    ...namespacePeers,
    podPeer('kube-system', { 'k8s-app': 'kube-dns' }, { 'kubernetes.io/metadata.name': 'kube-system' }, 'DNS'),
    { name: 'nodes and addresses outside the cluster', end: { ip: '203.0.113.7' } },
  ];
}

/** Returns the workloads of a namespace to whose pods network policies apply: not those with `hostNetwork`. */
function listWorkloads(
  objects: readonly KubernetesObject[],
  namespace: string,
): readonly { readonly name: string; readonly labels: Labels }[] {
  return objects
    .filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap((object) =>
      listPodTemplates(object)
        .filter(({ template }) => template.spec.hostNetwork !== true)
        .map(({ template }) => ({ name: object.metadata.name, labels: templateLabels(template) })),
    );
}

/**
 * Returns all connections to pods, on each port that a policy in the target's namespace names and on `anyPort`. Egress to
 * addresses outside the cluster is left out.
 */
export function listConnections(peers: readonly Peer[], policies: readonly NetworkPolicy[]): readonly PeerConnection[] {
  return peers.flatMap((target) => {
    if (target.namespace === undefined) return [];
    const policyPorts = policies
      .filter(({ metadata }) => metadata?.namespace === target.namespace)
      .flatMap(({ spec }) => (spec?.ingress ?? []).flatMap(({ ports = [] }) => ports.flatMap(numericPorts)));
    const ports = [...policyPorts, ...(target.namespace === 'kube-system' ? dnsPorts : []), anyPort];
    const uniquePorts = [...new Map(ports.map((port) => [formatPort(port), port])).values()];
    return peers
      .filter((source) => source !== target)
      .flatMap((source) => uniquePorts.map((port) => ({ source, target, from: source.end, to: target.end, port })));
  });
}

/** Formats the allowed connections as a Markdown document with a row per target and ports. */
export function formatReachabilityTable(
  title: string,
  peers: readonly Peer[],
  allowedConnections: readonly PeerConnection[],
): string {
  const rows = peers.flatMap((target) => {
    const connections = allowedConnections.filter((connection) => connection.target === target);
    return formatRows(target, connections, peers);
  });
  const reachableNames = new Set(rows.map(({ target }) => target));
  const unreachablePeers = peers.filter(({ name, namespace }) => namespace !== undefined && !reachableNames.has(name));
  return `# Network reachability: ${title}

Allowed connections, evaluated with cyclonus from the NetworkPolicies. Connections on any port between pods of the same
namespace are left out.

| target | ports | sources |
|---|---|---|
${rows.map(({ target, ports, sources }) => `| ${target} | ${ports} | ${sources} |`).join('\n')}

Not reachable from other pods: ${unreachablePeers.map(({ name }) => name).join(', ')}.
`;
}

interface TableRow {
  readonly target: string;
  readonly ports: string;
  readonly sources: string;
}

/** Merges connections to a target: ports with the same sources become one row. */
function formatRows(target: Peer, connections: readonly PeerConnection[], peers: readonly Peer[]): readonly TableRow[] {
  const anyPortSources = new Set(connections.filter(({ port }) => port === anyPort).map(({ source }) => source));
  const sourcesByPort = new Map<string, Peer[]>();
  for (const { source, port } of connections) {
    if (source.namespace === target.namespace && anyPortSources.has(source)) continue;
    if (port !== anyPort && anyPortSources.has(source)) continue;
    const portName = formatPort(port);
    sourcesByPort.set(portName, [...(sourcesByPort.get(portName) ?? []), source]);
  }
  const portsBySources = new Map<string, string[]>();
  for (const [portName, sources] of sourcesByPort) {
    const names = summariseSources(sources, peers).join(', ');
    portsBySources.set(names, [...(portsBySources.get(names) ?? []), portName]);
  }
  return [...portsBySources].map(([sources, ports]) => ({ target: target.name, ports: ports.join(', '), sources }));
}

/** Returns the names of sources; if all pods of a namespace are sources, only the namespace. */
function summariseSources(sources: readonly Peer[], peers: readonly Peer[]): readonly string[] {
  const namespaces = [...new Set(sources.map(({ namespace }) => namespace))];
  return namespaces.flatMap((namespace) => {
    const namespaceSources = sources.filter((source) => source.namespace === namespace);
    const namespacePeers = peers.filter((peer) => peer.namespace === namespace);
    return namespace !== undefined && namespaceSources.length === namespacePeers.length
      ? [`all of ${namespace}`]
      : namespaceSources.map(({ name }) => name);
  });
}

/** Formats a port: `TCP 443`. */
export function formatPort(port: Port): string {
  return port === anyPort ? 'any port' : `${port.protocol} ${port.port}`;
}

/** Returns the pod labels that network policies of this and other namespaces select in a namespace. */
function listSelectedLabels(
  policies: readonly NetworkPolicy[],
  namespace: string,
  namespaceLabels: Labels,
): readonly Labels[] {
  const subjectSelectors = policies
    .filter(({ metadata }) => metadata?.namespace === namespace)
    .map(({ spec }) => spec?.podSelector);
  const peerSelectors = policies
    .flatMap(({ spec }) => [
      ...(spec?.ingress ?? []).map(({ from }) => from),
      ...(spec?.egress ?? []).map(({ to }) => to),
    ])
    .flatMap((peers) => peers ?? [])
    .filter(
      ({ namespaceSelector }) =>
        namespaceSelector?.matchLabels !== undefined && isSubset(namespaceSelector.matchLabels, namespaceLabels),
    )
    .map(({ podSelector }) => podSelector);
  return [...subjectSelectors, ...peerSelectors]
    .map((selector) => selector?.matchLabels ?? {})
    .filter((labels) => Object.keys(labels).length > 0);
}

function numericPorts({ port, protocol }: NetworkPolicyPort): readonly Port[] {
  return typeof port === 'number' ? [{ port, protocol: protocol === 'UDP' ? 'UDP' : 'TCP' }] : [];
}

function templateLabels(template: object): Labels {
  return (template as { metadata?: { labels?: Labels } }).metadata?.labels ?? {};
}

function isSubset(subset: Labels, labels: Labels): boolean {
  return Object.entries(subset).every(([key, value]) => labels[key] === value);
}

/**
 * Returns a generator of pod addresses. The pod range is the first `except` range of egress rules: rules for addresses
 * outside the cluster exclude the range of pods first, then that of Services.
 */
function podAddressGenerator(policies: readonly NetworkPolicy[]): () => string {
  const egressPeers = policies.flatMap(({ spec }) => spec?.egress ?? []).flatMap(({ to = [] }) => to);
  const podRange = egressPeers.flatMap(({ ipBlock }) => ipBlock?.except ?? [])[0] ?? '10.244.0.0/16';
  const networkAddress = ipaddr.parseCIDR(podRange)[0].toByteArray();
  let count = 0;
  return () => {
    count += 1;
    const bytes = [...networkAddress.slice(0, -2), (networkAddress.at(-2) ?? 0) + (count >> 8), count & 255];
    return ipaddr.fromByteArray(bytes).toString();
  };
}
