import { isPlainObject } from '../schema/plain-object';
import type { ApplicationOptions, Route } from './application';
import type { Platform } from './platform';
import type { JobOptions } from './job';
import type { Tenant, TenantWorkload } from './tenant';

/** An application by tenant and name. */
export interface ApplicationReference {
  readonly tenant: string;
  readonly application: string;
}

/** What a call or a permission names: an application of the same tenant, or `tenant/application`. */
export function parseReference(reference: string, tenant: string): ApplicationReference {
  const [first = '', second] = reference.split('/');
  return second === undefined ? { tenant, application: first } : { tenant: first, application: second };
}

/** Whether a workload is a job, which ends and serves nobody. */
export function isJob(workload: TenantWorkload): workload is JobOptions {
  return workload.kind === 'job';
}

/** Clusters that a workload of a tenant runs on. */
export function workloadClusters(tenant: Tenant, workload: TenantWorkload): readonly string[] {
  return workload.clusters ?? tenant.clusters;
}

/** Names of a tenant's namespaces. */
export function tenantNamespaces(name: string, tenant: Tenant): readonly string[] {
  const own = Object.keys(tenant.namespaces ?? {});
  return own.length > 0 ? own : [name];
}

/** The namespace of something of a tenant: the one that it names, or the tenant's first. */
export function resolveNamespace(
  { namespace }: { readonly namespace?: string | undefined },
  name: string,
  tenant: Tenant,
): string {
  return namespace ?? tenantNamespaces(name, tenant)[0] ?? name;
}

/** Groups that own a tenant. */
export function tenantOwners({ owners }: Tenant): readonly string[] {
  return typeof owners === 'string' ? [owners] : owners;
}

/** A workload as it is in one environment: mappings (`env`, `resources`) are merged, all else is replaced. */
export function resolveForEnvironment<T extends TenantWorkload>(workload: T, environment: string): T {
  const everywhere = new Map<string, unknown>(Object.entries(workload));
  const differs = Object.entries(workload.perEnvironment?.[environment] ?? {}).flatMap(
    ([key, value]: [string, unknown]) => {
      const usual = everywhere.get(key);
      if (value === undefined) return [];
      return [[key, isPlainObject(usual) && isPlainObject(value) ? { ...usual, ...value } : value] as const];
    },
  );
  return { ...workload, ...Object.fromEntries(differs) };
}

/** Hosts and paths that an application is reached by; all paths of a host where it says none. */
export function applicationRoutes({ ingress = [] }: ApplicationOptions): readonly Route[] {
  const routes = typeof ingress === 'string' ? [ingress] : ingress;
  return routes.map((route) => (typeof route === 'string' ? { host: route, paths: ['/'] } : route));
}

/** Host names of a workload: those that it is reached by, and those that it leads on from. */
export function workloadHosts(workload: TenantWorkload): readonly string[] {
  if (isJob(workload)) return [];
  const { redirects = [] } = workload;
  return [...new Set([...applicationRoutes(workload).map(({ host }) => host), ...redirects.map(({ from }) => from)])];
}

/** The environment that a cluster is of. */
export function clusterEnvironment(cluster: string, platform: Platform): string {
  return platform.clusters[cluster]?.environment ?? '';
}
