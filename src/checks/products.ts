import { suggest } from '../schema/suggestions';
import { clusterEnvironment, tenantNamespaces } from '../definition/references';
import type { Product } from '../definition/product';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { Tenant } from '../definition/tenant';
import { findDuplicates, type CheckContext } from './context';

/** Products that reach what is not theirs, share a namespace, or that nothing can deliver. */
export function checkProducts(known: CheckContext): readonly Problem[] {
  return Object.entries(known.platform.tenants).flatMap(([name, tenant]) => {
    const products = Object.entries(tenant.products ?? {});
    return [
      ...products.flatMap(([product, options]) =>
        checkProduct(options, ['tenants', name, 'products', product], name, tenant, known),
      ),
      ...checkSharedNamespaces(products, ['tenants', name, 'products']),
    ];
  });
}

function checkProduct(
  product: Product,
  path: readonly PathSegment[],
  tenantName: string,
  tenant: Tenant,
  { platform, resolvedClusters }: CheckContext,
): readonly Problem[] {
  const among = (at: readonly PathSegment[], name: string, known: readonly string[], what: string) =>
    known.includes(name) ? [] : [error([...path, ...at], name, `is no ${what}`, suggest(name, known))];
  const clusters = product.clusters ?? tenant.clusters;
  const environments = [...new Set(clusters.map((cluster) => clusterEnvironment(cluster, platform)))];
  const delivering = resolvedClusters.filter(
    ({ name, hasInvalidComponents }) => !hasInvalidComponents && clusters.includes(name),
  );
  return [
    ...(product.clusters ?? []).flatMap((name, index) =>
      among(['clusters', index], name, tenant.clusters, 'cluster of this tenant'),
    ),
    ...product.namespaces.flatMap((name, index) =>
      among(['namespaces', index], name, tenantNamespaces(tenantName, tenant), 'namespace of this tenant'),
    ),
    ...Object.entries(product.runtimes).flatMap(([name, { project, environment, namespaces }]) => [
      ...among(['runtimes', name, 'project'], project, Object.keys(product.projects), 'project of this product'),
      ...among(['runtimes', name, 'environment'], environment, environments, 'environment of its clusters'),
      ...namespaces.flatMap((namespace, index) =>
        among(['runtimes', name, 'namespaces', index], namespace, product.namespaces, 'namespace of this product'),
      ),
    ]),
    ...delivering.flatMap(({ name, clusterInfo }) =>
      clusterInfo.capabilities.delivery?.api === 'argo-cd' && clusterInfo.capabilities.delivery.namespace !== undefined
        ? []
        : [
            error(
              path,
              undefined,
              `there is no Argo CD on cluster '${name}' to bring it from Git`,
              'add argoCd({ repository: … }) to its components, or leave the cluster out with `clusters`',
            ),
          ],
    ),
  ];
}

function checkSharedNamespaces(
  products: readonly (readonly [string, Product])[],
  path: readonly PathSegment[],
): readonly Problem[] {
  const claims = products.flatMap(([name, { namespaces }]) =>
    namespaces.map((namespace, index) => ({ name, namespace, at: [...path, name, 'namespaces', index] })),
  );
  return [...findDuplicates(claims, ({ namespace }) => namespace)].flatMap(([namespace, [first, second]]) =>
    first && second
      ? [
          error(
            second.at,
            namespace,
            `the namespace belongs to product '${first.name}' already`,
            'write another: no namespace serves two products',
          ),
        ]
      : [],
  );
}
