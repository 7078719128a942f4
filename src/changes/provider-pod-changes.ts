import type { ClusterPlan } from '../kinds/cluster-plan';
import type { AddedPods } from '../kinds/additions';
import { listTenantAdditions } from '../kinds/tenant-additions';
import { error, warning, type Problem } from '../schema/problem';

/**
 * Checks the pods that providers of capabilities add for tenants, such as those of a database server. Returns errors for
 * those whose volumes would have to shrink, and warnings for those that keep running although nothing uses them any more.
 */
export function checkProviderPodChanges(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  return [...checkVolumes(previous, current), ...listRetainedPods(previous, current)];
}

function listRetainedPods(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  const currentKeys = new Set(listPods(current).map(({ key }) => key));
  return listPods(previous).flatMap(({ key, tenant, pods: { description, name, namespace, deletedBy } }) =>
    deletedBy === undefined || currentKeys.has(key)
      ? []
      : [
          warning(
            ['tenants', tenant],
            undefined,
            `no longer uses ${description} '${name}' in namespace '${namespace}' on cluster '${current.name}', which keeps running with its data, and counts against the quota`,
            `delete it when its data is no longer needed: ${deletedBy}`,
          ),
        ],
  );
}

function checkVolumes(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  const previousPods = new Map(listPods(previous).map((added) => [added.key, added.pods]));
  return listPods(current).flatMap(({ key, tenant, pods }) => {
    const { storageGiB = 0, description, name, namespace } = pods;
    const previousStorage = previousPods.get(key)?.storageGiB ?? 0;
    if (storageGiB >= previousStorage) return [];
    return [
      error(
        ['tenants', tenant],
        undefined,
        `gives the volumes of ${description} '${name}' in namespace '${namespace}' ${storageGiB} GiB instead of ${previousStorage}, and a volume cannot shrink`,
        `write ${previousStorage} GiB or more, where its size is set`,
      ),
    ];
  });
}

function listPods({ tenants }: ClusterPlan): readonly { key: string; tenant: string; pods: AddedPods }[] {
  return tenants.flatMap((tenant) =>
    listTenantAdditions(tenant)
      .flatMap(({ pods = [] }) => pods)
      .map((pods) => ({ key: `${pods.namespace}/${pods.name}`, tenant: tenant.name, pods })),
  );
}
