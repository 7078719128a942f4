import { isDeepStrictEqual } from 'node:util';
import { resolveNamespace, workloadClusters } from '../definition/references';
import type { Tenant, TenantWorkload } from '../definition/tenant';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { error, valueAtPath, type PathSegment, type Problem } from '../schema/problem';
import { compareValues, type Change, type PlannedPlatform } from './change';
import { findImmutableChange, type ImmutableChange } from './immutable-fields';
import { checkJobChanges } from './job-changes';
import { compareTenantObjects } from './object-changes';
import { pairByName } from './pair-by-name';
import { checkVolumeChanges, listVolumeRisks, listVolumes, type WorkloadPlan } from './volume-changes';

/** Plans of the workloads of each cluster, by `tenant/name`. */
export type WorkloadPlans = readonly {
  readonly name: string;
  readonly cluster: ClusterPlan;
  readonly workloads: ReadonlyMap<string, WorkloadPlan>;
}[];

/** Lists the plans of the workloads of each cluster. */
export function listWorkloadPlans({ clusters }: PlannedPlatform): WorkloadPlans {
  return clusters.map((cluster) => ({
    name: cluster.name,
    cluster,
    workloads: new Map(
      cluster.tenants.flatMap(({ name: tenant, applications, jobs }) =>
        [...applications, ...jobs].map((workload): [string, WorkloadPlan] => [`${tenant}/${workload.name}`, workload]),
      ),
    ),
  }));
}

/** Compares the workloads of a tenant. */
export function compareWorkloads(
  tenantName: string,
  previousTenant: Tenant,
  currentTenant: Tenant,
  plans: readonly [previous: WorkloadPlans, current: WorkloadPlans],
): readonly Change[] {
  return pairByName(listEntries(previousTenant.applications), listEntries(currentTenant.applications)).flatMap(
    ([previous, current]): readonly Change[] => {
      const name = (current ?? previous)?.name ?? '';
      const path = ['tenants', tenantName, 'applications', name];
      if (!previous) return [{ action: 'add', path }];
      const risks = listRisks(`${tenantName}/${name}`, plans);
      if (!current) return [{ action: 'remove', path, risk: ['the application stops', ...risks].join('; ') }];
      const [previousOptions, options] = [omitPlacement(previous.entry), omitPlacement(current.entry)];
      const change: Change = {
        action: 'change',
        path,
        ...compareValues(path, previousOptions, options),
        ...(risks.length === 0 ? {} : { risk: risks.join('; ') }),
      };
      return [
        ...(isDeepStrictEqual(previousOptions, options) && risks.length === 0 ? [] : [change]),
        ...compareNamespaces(path, [previousTenant, previous.entry], [currentTenant, current.entry]),
        ...compareWorkloadClusters(path, [previousTenant, previous.entry], [currentTenant, current.entry]),
      ];
    },
  );
}

/** Checks the changes of workloads and objects that the API server refuses, once for all clusters. */
export function checkWorkloadChanges(previous: PlannedPlatform, current: PlannedPlatform): readonly Problem[] {
  const plans = pairByName(listWorkloadPlans(previous), listWorkloadPlans(current));
  const problems = plans.flatMap(([previousPlans, currentPlans]) => {
    if (!previousPlans || !currentPlans) return [];
    const [previousCluster, currentCluster] = [previousPlans.cluster, currentPlans.cluster];
    return [
      ...checkJobChanges(previousCluster, currentCluster),
      ...compareTenantObjects(previousCluster, currentCluster).problems,
      ...[...currentPlans.workloads].flatMap(([key, workload]) => {
        const previousWorkload = previousPlans.workloads.get(key);
        if (previousWorkload?.namespace !== workload.namespace) return [];
        return [
          ...checkVolumeChanges(previousWorkload, workload, previousCluster, currentCluster),
          ...checkPatchChanges(previousWorkload, workload),
        ];
      }),
    ];
  });
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** Lists the dangerous changes of the tenants' own objects, once for all clusters. */
export function listTenantObjectChanges(previous: PlannedPlatform, current: PlannedPlatform): readonly Change[] {
  const changes = pairByName(previous.clusters, current.clusters).flatMap(([previousCluster, currentCluster]) =>
    previousCluster && currentCluster ? compareTenantObjects(previousCluster, currentCluster).changes : [],
  );
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

/** Lists the risks of a changed or removed workload on all clusters that it stays on, each once. */
function listRisks(
  key: string,
  [previous, current]: readonly [previous: WorkloadPlans, current: WorkloadPlans],
): readonly string[] {
  const risks = pairByName(previous, current).flatMap(([previousPlans, currentPlans]) => {
    const previousWorkload = previousPlans?.workloads.get(key);
    if (!previousPlans || !previousWorkload || !currentPlans || currentPlans.cluster.removed) return [];
    const workload = currentPlans.workloads.get(key);
    return workload?.namespace === previousWorkload.namespace
      ? [
          ...listVolumeRisks(previousWorkload, workload, previousPlans.cluster, currentPlans.cluster),
          ...listPatchRisks(previousWorkload, workload),
        ]
      : listRetainedVolumes(previousWorkload, previousPlans.cluster);
  });
  return [...new Set(risks)];
}

function listRetainedVolumes(workload: WorkloadPlan, { name, environment }: ClusterPlan): readonly string[] {
  return listVolumes(workload, environment).map(
    ({ volume }) =>
      `volume '${volume}' remains with its data in namespace '${workload.namespace}' of cluster '${name}' until you delete it`,
  );
}

function compareNamespaces(
  path: readonly PathSegment[],
  [previousTenant, previous]: readonly [Tenant, TenantWorkload],
  [currentTenant, current]: readonly [Tenant, TenantWorkload],
): readonly Change[] {
  const tenantName = String(path[1]);
  const from = resolveNamespace(previous, tenantName, previousTenant);
  const to = resolveNamespace(current, tenantName, currentTenant);
  if (from === to) return [];
  const risk = `the application stops in '${from}' and starts in '${to}', with another DNS name and without the Secrets and volumes of '${from}'`;
  return [{ action: 'move', path: [...path, 'namespace'], from, to, risk }];
}

/** Compares `clusters` of a workload. Clusters that the whole tenant leaves are part of the tenant's own change. */
function compareWorkloadClusters(
  path: readonly PathSegment[],
  [previousTenant, previous]: readonly [Tenant, TenantWorkload],
  [currentTenant, current]: readonly [Tenant, TenantWorkload],
): readonly Change[] {
  if (isDeepStrictEqual(previous.clusters, current.clusters)) return [];
  const [from, to] = [workloadClusters(previousTenant, previous), workloadClusters(currentTenant, current)];
  const removedClusters = from.filter((cluster) => !to.includes(cluster) && currentTenant.clusters.includes(cluster));
  return [
    {
      action: 'move',
      path: [...path, 'clusters'],
      from: from.join(', '),
      to: to.join(', '),
      ...(removedClusters.length === 0 ? {} : { risk: `the application stops on ${removedClusters.join(', ')}` }),
    },
  ];
}

/** Checks the patches of a workload's objects for changes of immutable fields, such as the selector of the Deployment. */
function checkPatchChanges(previous: WorkloadPlan, current: WorkloadPlan): readonly Problem[] {
  return ['Deployment', 'Service'].flatMap((kind) => {
    const change = findPatchChange(kind, previous, current);
    if (!change || isUnknownAddress(kind, change)) return [];
    const path = ['tenants', current.tenant, 'applications', current.name, 'patch', kind];
    const value = valueAtPath(current.options, ['patch', kind, ...change.path]);
    const message = `cannot be changed on a ${kind} that exists`;
    const fix = 'undo the change, or give the application another name, which deletes its objects and creates new ones';
    return [error([...path, ...change.path], value, message, fix)];
  });
}

function listPatchRisks(previous: WorkloadPlan, current: WorkloadPlan): readonly string[] {
  const change = findPatchChange('Service', previous, current);
  if (!change || !isUnknownAddress('Service', change)) return [];
  return ['the API server refuses another clusterIP of the Service, unless it is the address that it already has'];
}

/** Returns whether only one of the patches has the address of a Service: the API server has assigned the other one. */
function isUnknownAddress(kind: string, { certain }: ImmutableChange): boolean {
  return kind === 'Service' && !certain;
}

function findPatchChange(kind: string, previous: WorkloadPlan, current: WorkloadPlan): ImmutableChange | undefined {
  const [previousPatch, patch] = [previous, current].map(({ options }) => valueAtPath(options, ['patch', kind]) ?? {});
  return findImmutableChange(kind, previousPatch, patch);
}

/** Returns a workload without the options that determine where it runs, which have changes of their own. */
function omitPlacement(workload: TenantWorkload): object {
  return { ...workload, namespace: undefined, clusters: undefined };
}

function listEntries<T>(
  record: Readonly<Record<string, T>> = {},
): readonly { readonly name: string; readonly entry: T }[] {
  return Object.entries(record).map(([name, entry]) => ({ name, entry }));
}
