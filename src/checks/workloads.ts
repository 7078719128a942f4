import type { Platform } from '../definition/platform';
import { resolveForEnvironment, tryGetClusterEnvironment, workloadClusters } from '../definition/references';
import type { Tenant, TenantWorkload } from '../definition/tenant';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import type { PathSegment, Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { uniqueProblems } from './duplicates';

/** Application or job of a tenant, as the definition declares it. */
export interface DeclaredWorkload {
  readonly tenant: Tenant;
  readonly tenantName: string;
  readonly name: string;
  readonly workload: TenantWorkload;
  /** Path of the workload in the definition. */
  readonly path: readonly PathSegment[];
}

/** Workload on one of its clusters. `workload` is resolved for the environment of that cluster. */
export interface DeployedWorkload extends DeclaredWorkload {
  readonly cluster: ResolvedCluster;
}

/** Lists the workloads of all tenants. */
export function listDeclaredWorkloads(platform: Platform): readonly DeclaredWorkload[] {
  return Object.entries(platform.tenants).flatMap(([tenantName, tenant]) =>
    Object.entries(tenant.applications ?? {}).map(([name, workload]) => ({
      tenant,
      tenantName,
      name,
      workload,
      path: ['tenants', tenantName, 'applications', name],
    })),
  );
}

/** Lists the clusters of a workload. */
export function listWorkloadClusters(
  { tenant, workload }: DeclaredWorkload,
  { resolvedClusters }: CheckContext,
): readonly ResolvedCluster[] {
  const names = workloadClusters(tenant, workload);
  return resolvedClusters.filter(({ name }) => names.includes(name));
}

/** Returns whether a workload runs on a cluster that has errors, or on one that the definition does not contain. */
export function isOnUnknownCluster({ tenant, workload }: DeclaredWorkload, { platform }: CheckContext): boolean {
  return workloadClusters(tenant, workload).some((name) => tryGetClusterEnvironment(name, platform) === undefined);
}

/**
 * Lists the clusters of a workload whose components are all valid. On the other clusters a missing capability may be
 * that of an invalid component.
 */
export function listValidWorkloadClusters(
  workload: DeclaredWorkload,
  context: CheckContext,
): readonly ResolvedCluster[] {
  return listWorkloadClusters(workload, context).filter(({ hasInvalidComponents }) => !hasInvalidComponents);
}

/**
 * Checks every workload on each of its clusters, except clusters with invalid components.
 * @returns problems without repetitions: a problem that several clusters have in common is reported once
 */
export function checkDeployedWorkloads(
  context: CheckContext,
  check: (deployedWorkload: DeployedWorkload) => readonly Problem[],
): readonly Problem[] {
  return listDeclaredWorkloads(context.platform).flatMap((declaredWorkload) =>
    uniqueProblems(
      listValidWorkloadClusters(declaredWorkload, context).flatMap((cluster) =>
        check({
          ...declaredWorkload,
          cluster,
          workload: resolveForEnvironment(declaredWorkload.workload, cluster.options.environment),
        }),
      ),
    ),
  );
}
