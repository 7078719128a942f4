import { flatKeySeparator, isFlatStore } from '../definition/secret-keys';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { checkDeployedWorkloads } from './workloads';

/**
 * Checks tenants whose secrets are in a store without slashes in keys. The name of a tenant must not contain what replaces
 * them: the keys of `a` with the path `b--c` would be those of `a--b` with the path `c`. Not all of these stores accept
 * underscores.
 */
export function checkSecretKeys(context: CheckContext): readonly Problem[] {
  const { platform, resolvedClusters } = context;
  const tenantProblems = Object.entries(platform.tenants)
    .filter(([name]) => name.includes(flatKeySeparator))
    .filter(([, { clusters, secretStore }]) =>
      resolvedClusters.some(
        ({ name, clusterInfo }) => clusters.includes(name) && isFlatStore(clusterInfo.capabilities, secretStore),
      ),
    )
    .map(([name, { secretStore }]) =>
      error(
        ['tenants', name],
        name,
        `contains '${flatKeySeparator}', which separates names in keys of the secret store '${secretStore}'`,
        'write a name without it',
      ),
    );
  const pathProblems = checkDeployedWorkloads(context, ({ tenant, workload, path, cluster }) => {
    const secretPath = workload.uses?.secret?.path;
    if (secretPath?.includes('_') !== true) return [];
    if (!isFlatStore(cluster.clusterInfo.capabilities, tenant.secretStore)) return [];
    const message = `contains an underscore, which the secret store '${tenant.secretStore}' refuses`;
    return [error([...path, 'uses', 'secret', 'path'], secretPath, message, 'write a hyphen')];
  });
  return [...tenantProblems, ...pathProblems];
}
