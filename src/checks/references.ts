import { tenantNamespaces } from '../definition/references';
import type { Tenant, TenantWorkload } from '../definition/tenant';
import { suggest } from '../schema/parse';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that clusters, tenants and workloads refer to environments, clusters and namespaces that the definition
 * declares.
 */
export function checkReferences({ platform, resolvedClusters, definedNames }: CheckContext): readonly Problem[] {
  const { environments } = platform;
  const clusters = definedNames(['clusters']);
  return [
    // Without valid environments, `environments` itself has an error.
    ...(environments.length === 0 ? [] : resolvedClusters).flatMap(({ name, options }) =>
      checkReference(['clusters', name, 'environment'], options.environment, environments, 'a defined environment'),
    ),
    ...Object.entries(platform.tenants).flatMap(([tenantName, tenant]) => [
      ...tenant.clusters.flatMap((cluster, index) =>
        checkReference(['tenants', tenantName, 'clusters', index], cluster, clusters, 'a defined cluster'),
      ),
      ...Object.entries(tenant.applications ?? {}).flatMap(([name, workload]) =>
        checkWorkload(
          workload,
          ['tenants', tenantName, 'applications', name],
          tenant,
          tenantNamespaces(tenantName, tenant),
          environments,
        ),
      ),
    ]),
  ];
}

function checkWorkload(
  workload: TenantWorkload,
  path: readonly PathSegment[],
  tenant: Tenant,
  namespaces: readonly string[],
  environments: readonly string[],
): readonly Problem[] {
  const { clusters = [], namespace, perEnvironment = {} } = workload;
  return [
    ...clusters.flatMap((cluster, index) =>
      checkReference([...path, 'clusters', index], cluster, tenant.clusters, 'a cluster of this tenant'),
    ),
    ...(namespace === undefined
      ? []
      : checkReference([...path, 'namespace'], namespace, namespaces, 'a namespace of this tenant')),
    ...Object.keys(perEnvironment).flatMap((environment) =>
      checkReference([...path, 'perEnvironment', environment], environment, environments, 'a defined environment'),
    ),
  ];
}

/**
 * Checks that a name is one of the candidates.
 * @param expected what the name must be, with an article, such as `a defined cluster`
 */
export function checkReference(
  path: readonly PathSegment[],
  name: string,
  candidates: readonly string[],
  expected: string,
): readonly Problem[] {
  return candidates.includes(name) ? [] : [error(path, name, `is not ${expected}`, suggest(name, candidates))];
}
