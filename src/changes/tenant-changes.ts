import { isDeepStrictEqual } from 'node:util';
import type { Tenant } from '../definition/tenant';
import type { PathSegment } from '../schema/problem';
import { compareValues, type Change, type PlannedPlatform } from './change';
import { pairByName } from './pair-by-name';
import { compareWorkloads, listWorkloadPlans } from './workload-changes';

/** Compares the tenants of two platforms, with their clusters and workloads. */
export function compareTenants(previous: PlannedPlatform, current: PlannedPlatform): readonly Change[] {
  const plans = [listWorkloadPlans(previous), listWorkloadPlans(current)] as const;
  return pairByName(listEntries(previous.platform.tenants), listEntries(current.platform.tenants)).flatMap(
    ([previousTenant, currentTenant]): readonly Change[] => {
      const path = ['tenants', (currentTenant ?? previousTenant)?.name ?? ''];
      if (!previousTenant)
        return [{ action: 'add', path }, ...listWorkloadChanges('add', path, currentTenant?.entry.applications)];
      if (!currentTenant)
        return [
          { action: 'remove', path, risk: 'its applications stop; its namespaces remain until you delete them' },
          ...listWorkloadChanges('remove', path, previousTenant.entry.applications),
        ];
      return [
        ...compareTenant(path, previousTenant.entry, currentTenant.entry),
        ...compareWorkloads(previousTenant.name, previousTenant.entry, currentTenant.entry, plans),
      ];
    },
  );
}

/** Lists the workloads of a tenant that is added or removed. Their risk is that of the tenant. */
function listWorkloadChanges(
  action: 'add' | 'remove',
  path: readonly PathSegment[],
  workloads: Tenant['applications'] = {},
): readonly Change[] {
  return Object.keys(workloads).map((name) => ({ action, path: [...path, 'applications', name] }));
}

/** Compares a tenant. Workloads are its applications and jobs, both entries of `applications`. */
function compareTenant(path: readonly PathSegment[], previous: Tenant, current: Tenant): readonly Change[] {
  const { applications: _previousWorkloads, clusters: previousClusters, ...previousOptions } = previous;
  const { applications: _currentWorkloads, clusters: currentClusters, ...currentOptions } = current;
  return [
    ...(isDeepStrictEqual(previousOptions, currentOptions)
      ? []
      : [{ action: 'change', path, ...compareValues(path, previousOptions, currentOptions) } as const]),
    ...compareClusterLists([...path, 'clusters'], previousClusters, currentClusters),
  ];
}

function compareClusterLists(
  path: readonly PathSegment[],
  previous: readonly string[],
  current: readonly string[],
): readonly Change[] {
  const removedClusters = previous.filter((cluster) => !current.includes(cluster));
  const addedClusters = current.filter((cluster) => !previous.includes(cluster));
  if (removedClusters.length + addedClusters.length === 0) return [];
  return [
    {
      action: 'move',
      path,
      from: previous.join(', '),
      to: current.join(', '),
      ...(removedClusters.length === 0 ? {} : { risk: `its data on ${removedClusters.join(', ')} is not moved` }),
    },
  ];
}

function listEntries<T>(
  record: Readonly<Record<string, T>> = {},
): readonly { readonly name: string; readonly entry: T }[] {
  return Object.entries(record).map(([name, entry]) => ({ name, entry }));
}
