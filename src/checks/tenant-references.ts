import { resolveForEnvironment, workloadClusters } from '../definition/references';
import type { Platform } from '../definition/platform';
import { listServerUses } from '../definition/uses';
import type { TenantReference } from '../kinds/bound-component';
import { resolveUseName } from '../kinds/provided-uses';
import { error, type Problem } from '../schema/problem';
import { suggest } from '../schema/suggestions';
import type { CheckContext } from './context';

/** Checks that tenants which the options of components name exist, and use what the options name of them, on the cluster. */
export function checkTenantReferences({ platform, resolvedClusters, definedNames }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ name: cluster, components, clusterInfo: { environment } }) =>
    components.flatMap((component) =>
      component.bound.tenantReferences().flatMap((reference) => {
        const path = [...component.path, ...reference.path];
        const { tenant } = reference;
        const names = definedNames(['tenants']);
        if (!names.includes(tenant)) return [error(path, tenant, 'is not a defined tenant', suggest(tenant, names))];
        return reference.use === undefined || platform.tenants[tenant] === undefined
          ? []
          : checkUse(path, reference.use, platform.tenants[tenant], { cluster, environment });
      }),
    ),
  );
}

function checkUse(
  path: Problem['path'],
  { capability, name }: NonNullable<TenantReference['use']>,
  tenant: Platform['tenants'][string],
  { cluster, environment }: { readonly cluster: string; readonly environment: string },
): readonly Problem[] {
  const names = Object.entries(tenant.applications ?? {})
    .filter(([, workload]) => workloadClusters(tenant, workload).includes(cluster))
    .flatMap(([workload, options]) =>
      listServerUses(resolveForEnvironment(options, environment))
        .filter((use) => use.capability === capability && use.options.server === undefined)
        .map((use) => resolveUseName(workload, use)),
    );
  if (names.includes(name)) return [];
  return [error(path, name, `is not a ${capability} of a workload on the cluster`, suggest(name, names))];
}
