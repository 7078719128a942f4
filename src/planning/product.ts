import type { ProductPlan } from '../kinds/tenant-plan';
import { tenantOwners } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { parseGroupKind } from '../definition/tenant-kinds';

/**
 * Resolves the products of a tenant on one cluster, with the runtimes of its environment.
 * @param environment environment of the cluster; undefined for no runtimes
 */
export function resolveProductPlans(
  clusterName: string,
  tenantName: string,
  tenant: Tenant,
  environment: string | undefined,
): readonly ProductPlan[] {
  return Object.entries(tenant.products ?? {}).flatMap(([name, product]) => {
    if (!(product.clusters ?? tenant.clusters).includes(clusterName)) return [];
    const runtimes = Object.entries(product.runtimes).filter(([, runtime]) => runtime.environment === environment);
    return [
      {
        name,
        tenant: tenantName,
        namespaces: product.namespaces,
        repositories: [...new Set(Object.values(product.projects).map(({ repository }) => repository))].sort(),
        deployers: product.deployers ?? tenantOwners(tenant),
        suspended: tenant.suspended,
        kinds: (tenant.kinds ?? []).map(parseGroupKind),
        runtimes: runtimes.map(([runtime, { project, revision, path, namespaces, calls }]) => ({
          name: runtime,
          project,
          language: product.projects[project]?.language,
          repository: product.projects[project]?.repository ?? '',
          revision,
          path,
          namespaces,
          ...(calls === undefined ? {} : { egressTargets: calls }),
        })),
      },
    ];
  });
}
