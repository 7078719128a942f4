import { repositoryKey, tryGetRepositoryUrlError } from '../definition/git-repository';
import type { Product } from '../definition/product';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

interface DeclaredProduct {
  readonly tenant: string;
  readonly product: Product;
  readonly path: readonly PathSegment[];
}

/** Repository of a product's project. */
interface ProjectRepository {
  readonly tenant: string;
  readonly url: string;
  readonly path: readonly PathSegment[];
}

/**
 * Checks what products read: Argo CD has access to the repositories of the platform and of all tenants, so a product must
 * name only repositories that are neither the platform's nor another tenant's, and a folder within them.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/security/
 */
export function checkProductSources(context: CheckContext): readonly Problem[] {
  const products = Object.entries(context.platform.tenants).flatMap(([tenant, { products: tenantProducts = {} }]) =>
    Object.entries(tenantProducts).map(([name, product]): DeclaredProduct => {
      return { tenant, product, path: ['tenants', tenant, 'products', name] };
    }),
  );
  return [...checkRepositories(products, context), ...products.flatMap(checkRuntimeSources)];
}

function checkRepositories(products: readonly DeclaredProduct[], context: CheckContext): readonly Problem[] {
  const platformRepositories = new Set(
    context.resolvedClusters.flatMap(({ clusterInfo }) => {
      const { api, url } = clusterInfo.capabilities.delivery ?? {};
      return api === 'argo-cd' && url !== undefined ? [repositoryKey(url)] : [];
    }),
  );
  const repositories = products.flatMap(({ tenant, product, path }) =>
    Object.entries(product.projects).map(([project, { repository }]): ProjectRepository => {
      return { tenant, url: repository, path: [...path, 'projects', project, 'repository'] };
    }),
  );
  const owners = new Map<string, string>();
  return repositories.flatMap(({ tenant, url, path }) => {
    const urlError = tryGetRepositoryUrlError(url);
    if (urlError) return [error(path, urlError.isSecret ? undefined : url, urlError.message, urlError.fix)];
    const key = repositoryKey(url);
    if (platformRepositories.has(key))
      return [error(path, url, "is the platform's own repository", 'write a repository of the tenant')];
    const owner = owners.get(key) ?? tenant;
    owners.set(key, owner);
    return owner === tenant
      ? []
      : [error(path, url, `is already a repository of tenant '${owner}'`, 'write a repository of this tenant only')];
  });
}

function checkRuntimeSources({ product, path }: DeclaredProduct): readonly Problem[] {
  return Object.entries(product.runtimes).flatMap(([name, { path: folder, revision }]) => {
    const runtime = [...path, 'runtimes', name];
    const isOutside = folder !== '.' && folder.split('/').some((segment) => ['.', '..'].includes(segment));
    return [
      ...(isOutside
        ? [error([...runtime, 'path'], folder, "must not contain '.' or '..'", 'write a folder such as deploy/dev')]
        : []),
      // Git reads a revision that begins with a hyphen as an option.
      ...(/^-|^\s|\s$|\p{Cc}/u.test(revision)
        ? [error([...runtime, 'revision'], revision, 'is not a revision', 'write a branch, a tag or a commit')]
        : []),
    ];
  });
}
