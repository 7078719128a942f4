import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';
import { listDeclaredWorkloads, listWorkloadClusters, type DeclaredWorkload } from './workloads';

const reservedForNetworkPolicy = 'is reserved for a NetworkPolicy that every namespace of a tenant has';

/** Names that a workload cannot have, each with the reason. Plinth names objects and files of a workload after it. */
const reservedWorkloadNames: ReadonlyMap<string, string> = new Map([
  ['default-deny', reservedForNetworkPolicy],
  ['allow-dns', reservedForNetworkPolicy],
  ['allow-certificates', reservedForNetworkPolicy],
  ['kustomization', 'is reserved for kustomization.yaml'],
]);

/** Checks that environments and the components of a cluster have unique names, and that no name is reserved. */
export function checkNames(context: CheckContext): readonly Problem[] {
  return [
    ...checkEnvironmentNames(context),
    ...checkClusterNames(context),
    ...checkComponentNames(context),
    ...checkTenantNames(context),
    ...checkWorkloadNames(context),
  ];
}

function checkEnvironmentNames({ platform }: CheckContext): readonly Problem[] {
  return [...findDuplicates([...platform.environments.entries()], ([, environment]) => environment)].map(
    ([name, [, second]]) => error(['environments', second?.[0] ?? 0], name, 'is listed twice', 'remove one of the two'),
  );
}

function checkClusterNames({ platform, definedNames }: CheckContext): readonly Problem[] {
  if (platform.manifests !== 'kustomize' || !definedNames(['clusters']).includes('base')) return [];
  return [
    error(
      ['clusters', 'base'],
      undefined,
      'is reserved for dist/base, the folder of the kustomize bases',
      'write another name',
    ),
  ];
}

function checkComponentNames({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ components }) =>
    [...findDuplicates(components, ({ name }) => name)].map(([name, [first]]) =>
      error(
        first?.path ?? [],
        name,
        'two components of this cluster have the same name',
        'set another `name` on one of them',
      ),
    ),
  );
}

/** The store has values of tenants below their names, and logs of components have the tenant `platform`. */
function checkTenantNames({ definedNames }: CheckContext): readonly Problem[] {
  if (!definedNames(['tenants']).includes('platform')) return [];
  return [
    error(['tenants', 'platform'], undefined, 'is reserved for secrets and logs of components', 'write another name'),
  ];
}

function checkWorkloadNames(context: CheckContext): readonly Problem[] {
  return listDeclaredWorkloads(context.platform).flatMap((workload) => {
    const reason = reservedWorkloadNames.get(workload.name) ?? tryGetOperatorReason(workload, context);
    return reason === undefined ? [] : [error(workload.path, undefined, reason, 'write another name')];
  });
}

/**
 * Returns why an operator's pods reserve a name on a cluster of a workload. Services and PodDisruptionBudgets select the
 * pods of a workload by their label `app.kubernetes.io/name`, and would select those of the operator, too.
 */
function tryGetOperatorReason(workload: DeclaredWorkload, context: CheckContext): string | undefined {
  const cluster = listWorkloadClusters(workload, context).find(({ clusterInfo }) =>
    Object.values(clusterInfo.capabilities).some((endpoint) => endpoint?.operatedPods?.app === workload.name),
  );
  return cluster && `is reserved for pods of an operator on cluster '${cluster.name}', which have this name as a label`;
}
