import type { MarkerFinding } from '../changes/marker-findings';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { UserError } from '../schema/user-error';
import { runKubectl, type KubectlOptions } from './kubectl';

export const adoptOption = [
  '--adopt',
  'Take over namespaces that exist on a cluster to which nothing was applied yet, and the Helm releases in them',
] as const;

/**
 * Refuses a first apply to clusters with namespaces of the definition that Plinth has not created: their quotas, Pod Security
 * and network policies would apply at once to what runs there, and Helm would upgrade releases of the same names.
 * @throws UserError with the namespaces
 */
export async function assertNothingIsAdopted(
  clusters: readonly ClusterPlan[],
  findings: readonly MarkerFinding[],
  options: KubectlOptions,
): Promise<void> {
  const isFirst = ({ name }: ClusterPlan) =>
    findings.some(({ cluster, state }) => cluster === name && state === 'not-applied');
  const found = await Promise.all(
    clusters
      .filter((cluster) => isFirst(cluster) && !cluster.createdByPlinth)
      .map(async (cluster) => {
        const existing = await listExistingNamespaces(cluster, options);
        return existing.length === 0 ? [] : [`${cluster.name}: namespaces that exist: ${existing.join(', ')}`];
      }),
  );
  const lines = found.flat();
  if (lines.length === 0) return;
  throw new UserError(
    [
      ...lines,
      'nothing was changed: network policies, quotas and Pod Security would apply to what runs there, and Helm releases of the same names be upgraded',
      'next: declare components that the cluster has in its `provides`, choose other names, or pass --adopt to take the namespaces over',
    ].join('\n'),
  );
}

async function listExistingNamespaces(cluster: ClusterPlan, options: KubectlOptions): Promise<readonly string[]> {
  const planned = new Set([
    ...cluster.namespaces.map(({ name }) => name),
    ...cluster.tenants.flatMap(({ namespaces }) => namespaces.map(({ name }) => name)),
  ]);
  const result = await runKubectl(cluster, ['get', 'namespaces', '--output=name'], options);
  const names =
    'reason' in result ? [] : [...result.stdout.matchAll(/^namespace\/(\S+)$/gm)].map(([, name = '']) => name);
  return names.filter((name) => planned.has(name)).sort();
}
