import type { ApplicationOptions, Route } from './application';
import type { Platform } from './platform';
import type { JobOptions } from './job';
import type { Tenant, TenantWorkload } from './tenant';
import { valueAtPath, type PathSegment } from '../schema/problem';

/** Reference to an entry of `tenants.<tenant>.applications`. */
export interface ApplicationReference {
  readonly tenant: string;
  readonly application: string;
  /** Name of one of its ports. @default all ports */
  readonly port?: string;
}

/**
 * Parses a name in `calls` or `allows`: `application`, or `tenant/application` for another tenant. In `calls` either may
 * end with `:port`, the name of a port.
 * @param tenant the tenant of the workload that has the reference
 */
export function parseReference(reference: string, tenant: string): ApplicationReference {
  const colon = reference.indexOf(':');
  const name = colon < 0 ? reference : reference.slice(0, colon);
  const port = colon < 0 ? {} : { port: reference.slice(colon + 1) };
  const [first = '', second] = name.split('/');
  return second === undefined
    ? { tenant, application: first, ...port }
    : { tenant: first, application: second, ...port };
}

/** Returns whether a workload is a job. */
export function isJob(workload: TenantWorkload): workload is JobOptions {
  return workload.kind === 'job';
}

/** Names of the clusters that a workload of a tenant runs on. */
export function workloadClusters(tenant: Tenant, workload: TenantWorkload): readonly string[] {
  return workload.clusters ?? tenant.clusters;
}

/** Names of a tenant's namespaces. */
export function tenantNamespaces(tenantName: string, tenant: Tenant): readonly string[] {
  const names = Object.keys(tenant.namespaces ?? {});
  return names.length > 0 ? names : [tenantName];
}

/** Returns the namespace of a workload or an object of a tenant: its `namespace`, or the first of the tenant. */
export function resolveNamespace(
  { namespace }: { readonly namespace?: string | undefined },
  tenantName: string,
  tenant: Tenant,
): string {
  return namespace ?? tenantNamespaces(tenantName, tenant)[0] ?? tenantName;
}

/** Groups that own a tenant. */
export function tenantOwners({ owners }: Tenant): readonly string[] {
  return typeof owners === 'string' ? [owners] : owners;
}

/**
 * Returns a workload with its options for one environment. Objects such as `env` and `resources` are merged, other values
 * are replaced.
 */
export function resolveForEnvironment<T extends TenantWorkload>(workload: T, environment: string): T {
  const options = new Map<string, unknown>(Object.entries(workload));
  const overrides = Object.entries(workload.perEnvironment?.[environment] ?? {}).flatMap(
    ([key, override]: [string, unknown]) => {
      if (override === undefined) return [];
      const option = options.get(key);
      const merged = isPlainObject(option) && isPlainObject(override) ? { ...option, ...override } : override;
      return [[key, merged] as const];
    },
  );
  return { ...workload, ...Object.fromEntries(overrides) };
}

/**
 * Returns where an option of a workload is written for an environment: below `perEnvironment` if that sets it.
 * @param path path of the workload
 * @param keys name of the option; for an option that is an object, also the name of its entry
 */
export function optionPath(
  workload: TenantWorkload,
  path: readonly PathSegment[],
  environment: string,
  ...keys: readonly PathSegment[]
): readonly PathSegment[] {
  const override = valueAtPath(workload.perEnvironment?.[environment], keys);
  return override === undefined ? [...path, ...keys] : [...path, 'perEnvironment', environment, ...keys];
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Host names and paths of an application's Ingress. */
export function applicationRoutes({ ingress = [] }: ApplicationOptions): readonly Route[] {
  const routes = typeof ingress === 'string' ? [ingress] : ingress;
  return routes.map((route) => (typeof route === 'string' ? { host: route, paths: ['/'] } : route));
}

/** Host names that a workload serves or redirects; none for jobs. */
export function workloadHosts(workload: TenantWorkload): readonly string[] {
  if (isJob(workload)) return [];
  const { redirects = [] } = workload;
  return [...new Set([...applicationRoutes(workload).map(({ host }) => host), ...redirects.map(({ from }) => from)])];
}

/** Returns the environment of a cluster; undefined for a cluster that is unknown, has errors, or is in no defined environment. */
export function tryGetClusterEnvironment(cluster: string, { clusters, environments }: Platform): string | undefined {
  const environment = clusters[cluster]?.environment;
  // Without valid environments, `environments` itself has an error.
  const isKnown = environments.length === 0 || environments.some((name) => name === environment);
  return isKnown ? environment : undefined;
}
