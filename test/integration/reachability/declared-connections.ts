import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import type { Peer, PeerConnection } from '../cluster/reachability-table';

/**
 * Returns whether a definition declares a connection between pods of two tenants: the caller has `calls`, and the callee
 * `allows` the caller, on a port that the callee serves.
 */
export function declaresConnection(
  { source, target, port }: PeerConnection,
  { tenants }: Pick<ClusterPlan, 'tenants'>,
): boolean {
  const workloads = tenants.flatMap(({ applications, jobs }) => [...applications, ...jobs]);
  const caller = workloads.find((workload) => isOfWorkload(source, workload));
  const callee = tenants.flatMap(({ applications }) => applications).find((workload) => isOfWorkload(target, workload));
  if (!caller || !callee) return false;
  const call = caller.calls.find(
    ({ namespace, application }) => namespace === callee.namespace && application === callee.name,
  );
  const isAllowed = callee.calledBy.some(
    ({ namespace, application }) => namespace === caller.namespace && application === caller.name,
  );
  return (
    isAllowed && (call?.ports ?? []).some((called) => called.port === port.port && called.transport === port.protocol)
  );
}

function isOfWorkload(peer: Peer, { name, namespace }: { readonly name: string; readonly namespace: string }): boolean {
  return peer.namespace === namespace && peer.end.pod?.labels['app.kubernetes.io/name'] === name;
}
