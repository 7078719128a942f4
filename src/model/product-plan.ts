import type { ProductPlan } from './cluster-plan';
import type { Platform } from './description';
import { environmentOf, ownersOf } from './placement';
import type { Tenant } from './tenant';

/** The products of a tenant that one cluster runs. */
export function productsOn(
  cluster: string,
  tenantName: string,
  tenant: Tenant,
  platform: Platform,
): readonly ProductPlan[] {
  const environment = environmentOf(cluster, platform);
  return Object.entries(tenant.products ?? {}).flatMap(([name, product]) => {
    if (!(product.clusters ?? tenant.clusters).includes(cluster)) return [];
    const runtimes = Object.entries(product.runtimes).filter(([, runtime]) => runtime.environment === environment);
    return [
      {
        name,
        tenant: tenantName,
        namespaces: product.namespaces,
        repositories: [...new Set(Object.values(product.projects).map(({ repository }) => repository))].sort(),
        deployers: product.deployers ?? ownersOf(tenant),
        cordoned: tenant.cordoned,
        runtimes: runtimes.map(([runtime, { project, revision, path, namespaces }]) => ({
          name: runtime,
          project,
          language: product.projects[project]?.language,
          repository: product.projects[project]?.repository ?? '',
          revision,
          path,
          namespaces,
        })),
      },
    ];
  });
}
