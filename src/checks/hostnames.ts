import { error, type PathSegment, type Problem } from '../schema/problem';
import { unknownDomain, type CheckContext } from './context';
import { findDuplicates } from './duplicates';
import { checkInfrastructureHosts } from './infrastructure-hosts';
import { matchesHostname } from './served-hosts';
import { formatPrefix, formatRoute, listTenantRoutes, type TenantRoute } from './tenant-routes';

/** Hostname, or wildcard such as `*.apps.acme.example`, that a component serves. */
interface ComponentHostname {
  readonly host: string;
  readonly cluster: string;
  readonly component: string;
  readonly path: readonly PathSegment[];
}

/**
 * Checks hostnames. Hosts of a tenant must be in its domains. A host belongs to one tenant or one component, and a path
 * of a host to one application.
 */
export function checkHostnames(context: CheckContext): readonly Problem[] {
  const routes = listTenantRoutes(context);
  const componentProblems = checkComponentHostnames(routes, context);
  // The definition names the hosts of components, too.
  const reported = new Set(componentProblems.map(({ path }) => path));
  return [
    ...routes.flatMap((route) => checkDomain(route, context)),
    ...checkTenantHostnames(routes),
    ...componentProblems,
    ...checkInfrastructureHosts(
      routes.filter(({ path }) => !reported.has(path)),
      context,
    ),
  ];
}

function checkDomain({ host, tenantName, path }: TenantRoute, { platform }: CheckContext): readonly Problem[] {
  const domains = platform.tenants[tenantName]?.domains ?? [platform.domain];
  if (domains.some((domain) => domain === unknownDomain || host === domain || host.endsWith(`.${domain}`))) return [];
  return [
    error(
      path,
      host,
      `is not in a domain of tenant '${tenantName}'`,
      `write a host in ${domains.join(' or ')}, or add its domain to tenants.${tenantName}.domains`,
    ),
  ];
}

/** Checks that a path belongs to one application, and that all paths of a host belong to one tenant. */
function checkTenantHostnames(routes: readonly TenantRoute[]): readonly Problem[] {
  const conflict = (route: TenantRoute, { owner }: TenantRoute, label: 'host' | 'path') =>
    error(route.path, formatRoute(route), `the ${label} is already used by ${owner}`, `write another ${label}`);
  const pathConflicts = [...findDuplicates(routes, formatPrefix)].flatMap(([, [first, ...others]]) =>
    first ? others.map((route) => conflict(route, first, route.urlPath === '/' ? 'host' : 'path')) : [],
  );
  const hostConflicts = [...findDuplicates(routes, ({ host }) => host)].flatMap(([, [first, ...others]]) =>
    first
      ? others
          .filter(({ tenantName, urlPath }) => tenantName !== first.tenantName && urlPath !== first.urlPath)
          .map((route) => conflict(route, first, 'host'))
      : [],
  );
  return [...pathConflicts, ...hostConflicts];
}

/**
 * Checks that hostnames of components are used neither by tenants, on any cluster, nor by other components of the same
 * cluster.
 */
function checkComponentHostnames(
  routes: readonly TenantRoute[],
  { resolvedClusters }: CheckContext,
): readonly Problem[] {
  const hostnames = resolvedClusters.flatMap(({ name: cluster, components, clusterInfo }) =>
    components.flatMap(({ name: component, bound, path }) =>
      bound.hosts(clusterInfo).map((host): ComponentHostname => ({ host, cluster, component, path })),
    ),
  );
  const conflict = (
    path: readonly PathSegment[],
    host: string,
    { host: pattern, component, cluster }: ComponentHostname,
  ) =>
    error(
      path,
      host,
      `${pattern === host ? 'the host' : pattern} is already used by component '${component}' of cluster '${cluster}'`,
      'write another host',
    );
  const endpoints = new Map(
    resolvedClusters.flatMap(({ name, clusterInfo: { apiServerAddress } }) =>
      apiServerAddress === undefined ? [] : [[apiServerAddress, name] as const],
    ),
  );
  return [
    ...routes.flatMap(({ host, path }) => {
      const cluster = endpoints.get(host);
      return cluster === undefined
        ? []
        : [error(path, host, `the host is already used by the endpoint of cluster '${cluster}'`, 'write another host')];
    }),
    ...routes.flatMap(({ host, path }) => {
      const conflictingHostname = hostnames.find((hostname) => matchesHostname(hostname.host, host));
      return conflictingHostname ? [conflict(path, host, conflictingHostname)] : [];
    }),
    ...hostnames.flatMap((hostname, index) => {
      const conflictingHostname = hostnames.find(
        (candidate, candidateIndex) =>
          candidate.cluster === hostname.cluster &&
          candidate.component !== hostname.component &&
          matchesHostname(candidate.host, hostname.host) &&
          // Of two equal hosts, the second one is the error.
          (candidateIndex < index || candidate.host !== hostname.host),
      );
      return conflictingHostname ? [conflict(hostname.path, hostname.host, conflictingHostname)] : [];
    }),
  ];
}
