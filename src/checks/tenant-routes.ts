import { applicationRoutes, isJob, resolveForEnvironment } from '../definition/references';
import type { PathSegment } from '../schema/problem';
import type { CheckContext } from './context';
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

/** Formats a route: a host, with the path if it is not the whole host. */
export function formatRoute({ host, urlPath }: Pick<TenantRoute, 'host' | 'urlPath'>): string {
  return urlPath === '/' ? host : `${host}${urlPath}`;
}

/** Formats a route as Kubernetes compares it: a path of type Prefix is the same with and without a slash at its end. */
export function formatPrefix({ host, urlPath }: Pick<TenantRoute, 'host' | 'urlPath'>): string {
  return formatRoute({ host, urlPath: urlPath.replace(/(.)\/$/, '$1') });
}
