import type { Platform } from '../definition/platform';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Existing server of a tenant on a cluster. */
interface ServerReference {
  readonly path: readonly PathSegment[];
  readonly server: string;
  /** Kind, account and region: servers of other places may have equal names. */
  readonly place: string;
  readonly tenant: string;
  readonly environment: string;
}

/**
 * Checks that an existing server is of one tenant, in one environment: the names of databases and users on it contain
 * neither, so that one of them would set the passwords of the other and read its databases.
 */
export function checkSharedServers({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  const references = resolvedClusters.flatMap((cluster) => listServers(cluster, platform));
  return references.flatMap((reference, index) => {
    const { path, server, place, tenant, environment } = reference;
    const other = references
      .slice(0, index)
      .find(
        (candidate) =>
          candidate.server === server &&
          candidate.place === place &&
          (candidate.tenant !== tenant || candidate.environment !== environment),
      );
    if (!other) return [];
    const owner =
      other.tenant === tenant
        ? `the tenant in environment '${other.environment}'`
        : `tenant '${other.tenant}' in environment '${other.environment}'`;
    return [
      error(
        path,
        server,
        `is also the server of ${owner}: users of both would have the same names, and reach the same databases`,
        'give each tenant a server of its own in each environment',
      ),
    ];
  });
}

/** Lists the existing servers that components name for the tenants of a cluster. */
function listServers({ name, components, clusterInfo }: ResolvedCluster, { tenants }: Platform) {
  const { environment, cloud } = clusterInfo;
  return components.flatMap(({ kind, bound, path }) =>
    bound.tenantReferences().flatMap((reference): readonly ServerReference[] => {
      const { tenant, server } = reference;
      if (server === undefined || tenants[tenant]?.clusters.includes(name) !== true) return [];
      const place = [kind.kind, cloud?.account, cloud?.region].join('/');
      return [{ path: [...path, ...reference.path], server, place, tenant, environment }];
    }),
  );
}
