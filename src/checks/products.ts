import type { Product } from '../definition/product';
import { resolveNamespace, tryGetClusterEnvironment, tenantNamespaces } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';
import { checkReference } from './references';

/**
 * Checks `products` of tenants. A product refers to clusters and namespaces of its tenant and shares no namespace with
 * another product and with no workload, its runtimes refer to its projects, environments and namespaces, and its clusters have Argo CD.
 */
export function checkProducts(context: CheckContext): readonly Problem[] {
  return Object.entries(context.platform.tenants).flatMap(([tenantName, tenant]) => {
    const products = Object.entries(tenant.products ?? {});
    const path = ['tenants', tenantName, 'products'];
    return [
      ...products.flatMap(([name, product]) => [
        ...checkTenantReferences(product, [...path, name], tenant, tenantNamespaces(tenantName, tenant)),
        ...checkRuntimes(product, [...path, name], tenant, context),
        ...checkWorkloads(product, [...path, name], tenantName, tenant),
        ...checkArgoCd(product, [...path, name], tenant, context),
      ]),
      ...checkSharedNamespaces(products, path),
    ];
  });
}

function checkTenantReferences(
  { clusters = [], namespaces }: Product,
  path: readonly PathSegment[],
  tenant: Tenant,
  namespacesOfTenant: readonly string[],
): readonly Problem[] {
  return [
    ...clusters.flatMap((cluster, index) =>
      checkReference([...path, 'clusters', index], cluster, tenant.clusters, 'a cluster of this tenant'),
    ),
    ...namespaces.flatMap((namespace, index) =>
      checkReference([...path, 'namespaces', index], namespace, namespacesOfTenant, 'a namespace of this tenant'),
    ),
  ];
}

function checkRuntimes(
  product: Product,
  productPath: readonly PathSegment[],
  tenant: Tenant,
  { platform }: CheckContext,
): readonly Problem[] {
  const projects = Object.keys(product.projects);
  const clusterEnvironments = productClusters(product, tenant).map((cluster) =>
    tryGetClusterEnvironment(cluster, platform),
  );
  const environments = [...new Set(clusterEnvironments.filter((environment) => environment !== undefined))];
  // The environment may be that of a cluster that is unknown or has errors.
  const knowsEnvironments = environments.length > 0 && !clusterEnvironments.includes(undefined);
  return Object.entries(product.runtimes).flatMap(([name, { project, environment, namespaces }]) => {
    const path = [...productPath, 'runtimes', name];
    return [
      ...checkReference([...path, 'project'], project, projects, 'a project of this product'),
      ...(knowsEnvironments
        ? checkReference([...path, 'environment'], environment, environments, 'an environment of its clusters')
        : []),
      ...namespaces.flatMap((namespace, index) =>
        checkReference([...path, 'namespaces', index], namespace, product.namespaces, 'a namespace of this product'),
      ),
    ];
  });
}

function productClusters(product: Product, tenant: Tenant): readonly string[] {
  return product.clusters ?? tenant.clusters;
}

function checkArgoCd(
  product: Product,
  path: readonly PathSegment[],
  tenant: Tenant,
  { resolvedClusters }: CheckContext,
): readonly Problem[] {
  const clusters = productClusters(product, tenant);
  return resolvedClusters
    .filter(({ name, hasInvalidComponents }) => !hasInvalidComponents && clusters.includes(name))
    .filter(({ clusterInfo }) => {
      const { api, namespace } = clusterInfo.capabilities.delivery ?? {};
      return api !== 'argo-cd' || namespace === undefined;
    })
    .map(({ name }) =>
      error(
        path,
        undefined,
        `requires Argo CD, which nothing on cluster '${name}' provides`,
        "add a component of kind 'argo-cd' with its repository, or exclude the cluster with `clusters`",
      ),
    );
}

/**
 * Checks that no workload is in a namespace of a product: the network policy of a product selects all pods of its
 * namespaces, so that their workloads would have its access as well, and be reached past their gates.
 */
function checkWorkloads(
  { namespaces }: Product,
  path: readonly PathSegment[],
  tenantName: string,
  tenant: Tenant,
): readonly Problem[] {
  return namespaces.flatMap((namespace, index) => {
    const workloads = Object.entries(tenant.applications ?? {});
    const found = workloads.find(([, workload]) => resolveNamespace(workload, tenantName, tenant) === namespace);
    if (!found) return [];
    return [
      error(
        [...path, 'namespaces', index],
        namespace,
        `is also the namespace of '${found[0]}', whose pods would have the network access of the product`,
        `give the product a namespace of its own, in tenants.${tenantName}.namespaces`,
      ),
    ];
  });
}

function checkSharedNamespaces(
  products: readonly (readonly [string, Product])[],
  path: readonly PathSegment[],
): readonly Problem[] {
  const namespaces = products.flatMap(([product, options]) =>
    options.namespaces.map((name, index) => ({ name, product, path: [...path, product, 'namespaces', index] })),
  );
  return [...findDuplicates(namespaces, ({ name }) => name)].flatMap(([name, [first, second]]) =>
    first && second
      ? [
          error(
            second.path,
            name,
            `the namespace already belongs to product '${first.product}'`,
            'write another name: a namespace belongs to one product',
          ),
        ]
      : [],
  );
}
