import { error, type Problem } from '../schema/problem';
import { suggest } from '../schema/suggestions';
import type { CheckContext } from './context';

/** Checks that the workloads which the options of clusters name exist, and run on the cluster. */
export function checkWorkloadReferences({
  platform,
  resolvedClusters,
  definedNames,
}: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ name, bound }) => {
    const names = definedNames(['tenants']).flatMap((tenant) =>
      definedNames(['tenants', tenant, 'applications']).map((application) => `${tenant}/${application}`),
    );
    return bound.workloadReferences().flatMap(({ path, reference }) => {
      const fullPath = ['clusters', name, ...path];
      if (!names.includes(reference))
        return [error(fullPath, reference, 'is not a defined application or job', suggest(reference, names))];
      const [tenant = '', application = ''] = reference.split('/');
      const { clusters, applications = {} } = platform.tenants[tenant] ?? {};
      const workloadClusters = applications[application]?.clusters ?? clusters;
      if (workloadClusters === undefined || workloadClusters.includes(name)) return [];
      return [error(fullPath, reference, 'does not run on the cluster', `remove it, or add '${name}' to its clusters`)];
    });
  });
}
