import type { Platform } from '../definition/platform';
import type { Product, Runtime } from '../definition/product';
import type { Tenant } from '../definition/tenant';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import type { PathSegment } from '../schema/problem';
import type { CheckContext } from './context';

/** Runtime of a product, as the definition declares it. */
export interface DeclaredRuntime {
  readonly tenant: Tenant;
  readonly tenantName: string;
  readonly product: Product;
  readonly name: string;
  readonly runtime: Runtime;
  /** Path of the runtime in the definition. */
  readonly path: readonly PathSegment[];
}

/** Lists the runtimes of all products. */
export function listDeclaredRuntimes(platform: Platform): readonly DeclaredRuntime[] {
  return Object.entries(platform.tenants).flatMap(([tenantName, tenant]) =>
    Object.entries(tenant.products ?? {}).flatMap(([productName, product]) =>
      Object.entries(product.runtimes).map(([name, runtime]) => ({
        tenant,
        tenantName,
        product,
        name,
        runtime,
        path: ['tenants', tenantName, 'products', productName, 'runtimes', name],
      })),
    ),
  );
}

/** Lists the clusters of a runtime whose components are all valid: those of its product in its environment. */
export function listValidRuntimeClusters(
  { tenant, product, runtime }: DeclaredRuntime,
  { resolvedClusters }: CheckContext,
): readonly ResolvedCluster[] {
  const names = product.clusters ?? tenant.clusters;
  return resolvedClusters.filter(
    ({ name, options, hasInvalidComponents }) =>
      names.includes(name) && options.environment === runtime.environment && !hasInvalidComponents,
  );
}
