import { isWithinRange, listAddresses } from '../../../src/schema/address-range';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import type { Port } from '../../support/network-evaluator';
import type { Peer, PeerConnection } from '../cluster/reachability-table';

/** Ports of SSH, HTTPS, etcd, databases, caches, API servers, message queues and kubelets, and one that nothing serves. */
export const networkPorts: readonly Port[] = [22, 443, 2379, 5432, 6379, 6443, 9092, 10000, 10250, 31337].map(
  (port) => ({
    ...{ port, protocol: 'TCP' as const },
  }),
);

/** An address of the network of a cluster, by the range that it is in. */
interface NetworkAddress {
  readonly address: string;
  readonly name: string;
}

/**
 * Lists connections from all pods of tenants to the network of the nodes of their cluster, with its API servers and data
 * services, and to clusters of other environments.
 */
export function listNetworkConnections(
  { clusterInfo }: Pick<ClusterPlan, 'clusterInfo'>,
  peers: readonly Peer[],
): readonly PeerConnection[] {
  const { machines, networkRanges = [], apiServerRanges = [], isolatedRanges = [], cloud } = clusterInfo;
  const dataRanges = Object.entries(
    (cloud as { readonly network?: Readonly<Record<string, unknown>> } | undefined)?.network ?? {},
  ).flatMap(([field, value]) => (/^(data|endpoint)Cidr$/.test(field) && typeof value === 'string' ? [value] : []));
  const addresses: readonly NetworkAddress[] = [
    ...machines.map(({ name, address }) => ({ address, name: `host ${name}` })),
    ...networkRanges.flatMap(({ range, owner }) => sample(range, owner)),
    ...apiServerRanges.flatMap((range) => sample(range, 'the API server')),
    ...dataRanges.flatMap((range) => sample(range, 'a data service')),
    ...isolatedRanges.flatMap((range) => sample(range, 'another environment')),
  ];
  const targets = addresses.map(({ address, name }): Peer => ({ name: `${name} ${address}`, end: { ip: address } }));
  return peers
    .filter(({ tenant }) => tenant !== undefined)
    .flatMap((source) =>
      targets.flatMap((target) =>
        networkPorts.map((port) => ({ source, target, from: source.end, to: target.end, port })),
      ),
    );
}

/** Some addresses of a range: the first ones, and one in the middle of each of its parts by 16. */
function sample(range: string, name: string): readonly NetworkAddress[] {
  const addresses = listAddresses(range, 2 ** 16);
  const step = Math.max(1, Math.floor(addresses.length / 8));
  return addresses
    .filter((_, index) => index === 1 || index % step === Math.floor(step / 2))
    .slice(0, 9)
    .map((address) => ({ address, name }));
}

function isApiServer(
  address: string,
  port: number,
  { controlPlaneAddresses, apiServerRanges = [] }: ClusterPlan['clusterInfo'],
): boolean {
  if (controlPlaneAddresses.includes(address)) return port === 6443;
  return [443, 6443].includes(port) && apiServerRanges.some((range) => isWithinRange(address, range));
}

/**
 * Returns whether a definition declares a connection from a pod of a tenant to an address of the network: by a use of a data
 * service, or by a call of hosts that the platform permits. Pods that providers run for a tenant have their own rules.
 */
export function declaresNetworkConnection(
  { source, target, port }: PeerConnection,
  { tenants, clusterInfo }: Pick<ClusterPlan, 'tenants' | 'clusterInfo'>,
): boolean {
  const labels = source.end.pod?.labels ?? {};
  const workload = tenants
    .flatMap(({ applications, jobs }): readonly (ApplicationPlan | JobPlan)[] => [...applications, ...jobs])
    .find(({ name, namespace }) => source.namespace === namespace && labels['app.kubernetes.io/name'] === name);
  // The instance manager of CloudNativePG, in each pod of a server, needs the API (SECURITY.md).
  if (!workload) return 'cnpg.io/cluster' in labels && isApiServer(target.end.ip, port.port, clusterInfo);
  const isIn = (range: string) => isWithinRange(target.end.ip, range);
  const usesData = workload.additions.some(({ egress = [] }) =>
    egress.some(
      ({ peer, ports: served = [] }) =>
        typeof peer === 'object' && 'cidr' in peer && isIn(peer.cidr) && served.some((own) => own === port.port),
    ),
  );
  return (
    usesData ||
    workload.egressTargets.some(
      (called) =>
        'cidr' in called && called.includesHosts === true && isIn(called.cidr) && called.ports.includes(port.port),
    )
  );
}
