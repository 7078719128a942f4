import { isDeepStrictEqual } from 'node:util';
import type { Tenant } from '../definition/tenant';
import type { PathSegment } from '../schema/problem';
import type { Change } from './change';
import { pairByName } from './pair-by-name';

type Tenants = Readonly<Record<string, Tenant>>;

/** Compares the tenants of two definitions, with their clusters and workloads. */
export function compareTenants(previous: Tenants, current: Tenants): readonly Change[] {
  return pairByName(listEntries(previous), listEntries(current)).flatMap(
    ([previousTenant, currentTenant]): readonly Change[] => {
      const path = ['tenants', (currentTenant ?? previousTenant)?.name ?? ''];
      if (!previousTenant) return [{ action: 'add', path }];
      if (!currentTenant)
        return [{ action: 'remove', path, risk: 'its applications stop; its namespaces remain until you delete them' }];
      return compareTenant(path, previousTenant.entry, currentTenant.entry);
    },
  );
}

/** Compares a tenant. Workloads are its applications and jobs, both entries of `applications`. */
function compareTenant(path: readonly PathSegment[], previous: Tenant, current: Tenant): readonly Change[] {
  const { applications: previousWorkloads, clusters: previousClusters, ...previousOptions } = previous;
  const { applications: currentWorkloads, clusters: currentClusters, ...currentOptions } = current;
  return [
    ...(isDeepStrictEqual(previousOptions, currentOptions) ? [] : [{ action: 'change', path } as const]),
    ...compareClusterLists([...path, 'clusters'], previousClusters, currentClusters),
    ...compareWorkloads([...path, 'applications'], previousWorkloads, currentWorkloads),
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

function compareWorkloads(
  path: readonly PathSegment[],
  previous: Tenant['applications'],
  current: Tenant['applications'],
): readonly Change[] {
  return pairByName(listEntries(previous), listEntries(current)).flatMap(
    ([previousWorkload, currentWorkload]): readonly Change[] => {
      const workloadPath = [...path, (currentWorkload ?? previousWorkload)?.name ?? ''];
      if (!previousWorkload) return [{ action: 'add', path: workloadPath }];
      if (!currentWorkload) return [{ action: 'remove', path: workloadPath, risk: 'it stops' }];
      return isDeepStrictEqual(previousWorkload.entry, currentWorkload.entry)
        ? []
        : [{ action: 'change', path: workloadPath }];
    },
  );
}

function listEntries<T>(
  record: Readonly<Record<string, T>> = {},
): readonly { readonly name: string; readonly entry: T }[] {
  return Object.entries(record).map(([name, entry]) => ({ name, entry }));
}
