import { applicationRoutes, isJob, resolveForEnvironment } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { unknownDomain, type CheckContext } from './context';
import { findDuplicates } from './duplicates';
import { checkInfrastructureHosts } from './infrastructure-hosts';
import { matchesHostname } from './served-hosts';
import { listDeclaredWorkloads, listWorkloadClusters, type DeclaredWorkload } from './workloads';

/** Hostname, or one path of it, that a tenant uses for an application, a redirect or Ingresses among its `objects`. */
export interface TenantRoute {
  readonly host: string;
  /** Path below the host; `/` for the whole host. */
  readonly urlPath: string;
  readonly tenantName: string;
  /** `tenant/application`, or the tenant for its `hosts`. */
  readonly owner: string;
  readonly path: readonly PathSegment[];
}

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
  return [
    ...routes.flatMap((route) => checkDomain(route, context)),
    ...checkTenantHostnames(routes),
    ...checkComponentHostnames(routes, context),
    ...checkInfrastructureHosts(routes, context),
  ];
}

/** Lists the hosts of all tenants: those of applications and redirects, and those for their own Ingresses. */
export function listTenantRoutes(context: CheckContext): readonly TenantRoute[] {
  return [
    ...listDeclaredWorkloads(context.platform).flatMap((workload) => listWorkloadRoutes(workload, context)),
    ...Object.entries(context.platform.tenants).flatMap(([tenantName, { hosts = [] }]) =>
      hosts.map((host, index) => ({
        host,
        urlPath: '/',
        tenantName,
        owner: tenantName,
        path: ['tenants', tenantName, 'hosts', index],
      })),
    ),
  ];
}

/** Lists the routes and redirects of an application in all of its environments, each once. */
function listWorkloadRoutes(declaredWorkload: DeclaredWorkload, context: CheckContext): readonly TenantRoute[] {
  const { tenantName, name, workload } = declaredWorkload;
  if (isJob(workload)) return [];
  const configurations = listWorkloadClusters(declaredWorkload, context).map(({ options }) =>
    resolveForEnvironment(workload, options.environment),
  );
  const routes = [
    ...configurations.flatMap((configuration) =>
      applicationRoutes(configuration).flatMap(({ host, paths }) =>
        paths.map((urlPath) => ({ host, urlPath, field: 'ingress' })),
      ),
    ),
    ...configurations.flatMap(({ redirects = [] }) =>
      redirects.map(({ from }) => ({ host: from, urlPath: '/', field: 'redirects' })),
    ),
  ];
  const uniqueRoutes = new Map(routes.map((route) => [`${route.field} ${formatPrefix(route)}`, route]));
  return [...uniqueRoutes.values()].map(({ host, urlPath, field }) => ({
    host,
    urlPath,
    tenantName,
    owner: `${tenantName}/${name}`,
    path: [...declaredWorkload.path, field],
  }));
}

function formatRoute({ host, urlPath }: Pick<TenantRoute, 'host' | 'urlPath'>): string {
  return urlPath === '/' ? host : `${host}${urlPath}`;
}

/** Formats a route as Kubernetes compares it: a path of type Prefix is the same with and without a slash at its end. */
function formatPrefix({ host, urlPath }: Pick<TenantRoute, 'host' | 'urlPath'>): string {
  return formatRoute({ host, urlPath: urlPath.replace(/(.)\/$/, '$1') });
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
