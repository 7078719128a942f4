import { tryGetClusterEnvironment } from '../definition/references';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { resolveProductPlans } from '../planning/product';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates, uniqueProblems } from './duplicates';
import { listReleaseNames } from './release-names';

/** Object of Argo CD, and the entry of the definition that results in it. */
interface ArgoCdName {
  readonly kind: 'AppProject' | 'Application';
  readonly name: string;
  readonly path: readonly PathSegment[];
}

/**
 * Checks that no two entries result in the same AppProject or Application of Argo CD, which are in one namespace: product
 * `b-c` of tenant `a` and product `c` of tenant `a-b` have the same name.
 */
export function checkArgoCdNames(context: CheckContext): readonly Problem[] {
  const names = context.resolvedClusters.map((cluster) => listArgoCdNames(cluster, context));
  return uniqueProblems(
    names.flatMap((clusterNames) =>
      [...findDuplicates(clusterNames, ({ kind, name }) => `${kind} ${name}`).values()].flatMap(([first, second]) =>
        // Two releases of the same name are an error of their own.
        first && second?.path.includes('products')
          ? [
              error(
                second.path,
                undefined,
                `its ${second.kind} '${second.name}' of Argo CD is also the one of ${formatPath(first.path)}`,
                'write another name for one of the two',
              ),
            ]
          : [],
      ),
    ),
  );
}

/** Lists the names of a cluster, those of the platform first. */
function listArgoCdNames(cluster: ResolvedCluster, { platform }: CheckContext): readonly ArgoCdName[] {
  const products = Object.entries(platform.tenants)
    .filter(([, tenant]) => tenant.clusters.includes(cluster.name))
    .flatMap(([tenantName, tenant]) =>
      resolveProductPlans(cluster.name, tenantName, tenant, tryGetClusterEnvironment(cluster.name, platform)),
    );
  if (products.length === 0) return [];
  const releases = cluster.dependencyCycle.length > 0 ? [] : listReleaseNames(cluster, platform);
  return [
    ...releases.map(({ name, path }): ArgoCdName => ({ kind: 'Application', name, path })),
    ...products.flatMap(({ tenant, name, runtimes }): readonly ArgoCdName[] => {
      const project = `${tenant}-${name}`;
      const path = ['tenants', tenant, 'products', name];
      return [
        { kind: 'AppProject', name: project, path },
        ...runtimes.flatMap((runtime) =>
          runtime.namespaces.map((namespace): ArgoCdName => {
            const application = `${project}-${runtime.name}-${namespace}`;
            return { kind: 'Application', name: application, path: [...path, 'runtimes', runtime.name] };
          }),
        ),
      ];
    }),
  ];
}
