import { isEgressTarget } from '../definition/calls';
import { resolveForEnvironment } from '../definition/references';
import { listServerUses } from '../definition/uses';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { formatPath, warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { listDeclaredRuntimes, listValidRuntimeClusters } from './runtimes';
import { listDeclaredWorkloads, listValidWorkloadClusters, type DeclaredWorkload } from './workloads';

/**
 * Warns about clusters whose nodes the definition does not contain, where workloads call address ranges: nothing excludes the
 * kubelets, node ports and API servers in them. One warning for each cluster.
 */
export function checkUnknownNodes(context: CheckContext): readonly Problem[] {
  const { platform, resolvedClusters } = context;
  const clusters = resolvedClusters.filter(hasUnknownNodes);
  if (clusters.length === 0) return [];
  const workloads = listDeclaredWorkloads(platform);
  const runtimes = listDeclaredRuntimes(platform);
  return clusters.flatMap((cluster) => {
    const { environment } = cluster.options;
    const workload = workloads.find(
      (caller) =>
        callsRange(caller, environment) &&
        listValidWorkloadClusters(caller, context).some(({ name }) => name === cluster.name),
    );
    const runtime = runtimes.find(
      (caller) =>
        caller.runtime.calls?.some((call) => 'cidr' in call && !call.includesHosts) === true &&
        listValidRuntimeClusters(caller, context).some(({ name }) => name === cluster.name),
    );
    const caller = workload ?? runtime;
    if (!caller) return [];
    return [
      warning(
        ['clusters', cluster.name],
        undefined,
        `does not declare the addresses of its nodes, so the address ranges that workloads call may include them: ${formatPath(caller.path)} calls one`,
        formatFix(cluster),
      ),
    ];
  });
}

function hasUnknownNodes({ clusterInfo, hasInvalidComponents }: ResolvedCluster): boolean {
  const { machines, networkRanges = [] } = clusterInfo;
  const hasNodes = networkRanges.some(({ owner }) => owner === 'the network' || owner === 'the nodes');
  return !hasInvalidComponents && machines.length === 0 && !hasNodes;
}

function callsRange({ workload }: DeclaredWorkload, environment: string): boolean {
  const resolved = resolveForEnvironment(workload, environment);
  return (
    (resolved.calls ?? []).some((call) => isEgressTarget(call) && 'cidr' in call && !call.includesHosts) ||
    listServerUses(resolved).some(
      ({ options: { addresses = [], includesHosts } }) => addresses.length > 0 && !includesHosts,
    )
  );
}

function formatFix({ kind }: ResolvedCluster): string {
  const { shape } = kind.schema;
  if ('nodeCidrs' in shape) return 'set `nodeCidrs`';
  return 'network' in shape
    ? 'set `nodeCidr` of `network`'
    : 'return them as `networkRanges` of the kind of the cluster';
}
