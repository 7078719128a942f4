import { applicationSchema, type Application, type ApplicationInput } from './application';
import type { ApplicationPlan, Peer, TenantPlan } from './cluster-plan';
import type { Platform } from './description';
import type { Tenant } from './tenant';

/** An application by tenant and name. */
export interface ApplicationRef {
  readonly tenant: string;
  readonly application: string;
}

/** What a call or a permission names: an application of the same tenant, or `tenant/application`. */
export function referTo(reference: string, tenant: string): ApplicationRef {
  const [first = '', second] = reference.split('/');
  return second === undefined ? { tenant, application: first } : { tenant: first, application: second };
}

/** Clusters that an application of a tenant runs on. */
export function clustersOf(tenant: Tenant, application: Application): readonly string[] {
  return application.clusters ?? tenant.clusters;
}

/** Names of a tenant's namespaces. */
export function namespacesOf(name: string, tenant: Tenant): readonly string[] {
  const own = Object.keys(tenant.namespaces ?? {});
  return own.length > 0 ? own : [name];
}

/** An application as it is in one environment. */
export function inEnvironment(application: Application, environment: string): Application {
  return { ...application, ...defined(application.perEnvironment?.[environment] ?? {}) };
}

/** Host names that an application is reached by. */
export function hostsOf(application: Application): readonly string[] {
  const { ingress = [] } = application;
  return typeof ingress === 'string' ? [ingress] : ingress;
}

/**
 * Decides what can be decided of one application by itself, outside of a platform.
 * @param peers who is called and who calls, since names mean nothing without a platform
 * @throws ZodError when an option is wrong
 * @example
 * const api = { tenant: 'shop', application: 'api', namespace: 'shop', port: 8080 };
 * const plan = planApplication('shop', 'web', { image: 'registry.acme.example/web:2.0.0' }, { calls: [api] });
 */
export function planApplication(
  tenant: string,
  name: string,
  input: Omit<ApplicationInput, 'calls' | 'allows'>,
  peers: Partial<Pick<ApplicationPlan, 'calls' | 'calledBy' | 'outside'>> = {},
): ApplicationPlan {
  const options = applicationSchema.parse(input);
  const namespace = options.namespace ?? tenant;
  return { name, tenant, namespace, options, hosts: hostsOf(options), calls: [], calledBy: [], outside: [], ...peers };
}

/** Everything that is decided for the tenants of one cluster. */
export function tenantsOn(cluster: string, platform: Platform): readonly TenantPlan[] {
  const environment = platform.clusters[cluster]?.environment ?? '';
  const placed = new Map<string, readonly [string, Application][]>();
  for (const [name, tenant] of Object.entries(platform.tenants)) {
    if (!tenant.clusters.includes(cluster)) continue;
    const applications = Object.entries(tenant.applications ?? {}).filter(([, application]) =>
      clustersOf(tenant, application).includes(cluster),
    );
    placed.set(name, applications);
  }

  const peerOf = ({ tenant, application }: ApplicationRef): Peer | undefined => {
    const owner = platform.tenants[tenant];
    const [, options] = placed.get(tenant)?.find(([name]) => name === application) ?? [];
    if (!owner || !options) return undefined;
    return {
      tenant,
      application,
      namespace: options.namespace ?? namespacesOf(tenant, owner)[0] ?? tenant,
      port: options.port,
    };
  };
  const calledFrom = callersWithin(placed);

  const applicationPlan = (tenantName: string, tenant: Tenant, name: string, written: Application): ApplicationPlan => {
    const options = inEnvironment(written, environment);
    const calls = options.calls ?? [];
    const peers = (references: readonly string[]) =>
      references.flatMap((reference) => peerOf(referTo(reference, tenantName)) ?? []);
    return {
      name,
      tenant: tenantName,
      namespace: options.namespace ?? namespacesOf(tenantName, tenant)[0] ?? tenantName,
      options,
      hosts: hostsOf(options),
      calls: peers(calls.filter((call) => typeof call === 'string')),
      // From another tenant only whom it allows may come: nobody lets himself in.
      calledBy: [...peers(calledFrom.get(`${tenantName}/${name}`) ?? []), ...peers(options.allows ?? [])],
      outside: calls.filter((call) => typeof call !== 'string'),
    };
  };

  return [...placed].map(([name, applications]) => {
    const tenant = platform.tenants[name] as Tenant;
    return {
      name,
      owners: tenant.owners,
      viewers: tenant.viewers ?? [],
      namespaces: namespacesOf(name, tenant).map((namespace) => ({
        name: namespace,
        podSecurity: tenant.namespaces?.[namespace]?.podSecurity ?? 'restricted',
        quota: tenant.namespaces?.[namespace]?.quota ?? tenant.quota,
      })),
      applications: applications.map(([application, options]) => applicationPlan(name, tenant, application, options)),
    };
  });
}

/** For each application the applications of its own tenant that call it. */
function callersWithin(
  placed: ReadonlyMap<string, readonly [string, Application][]>,
): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>();
  for (const [tenant, applications] of placed) {
    for (const [caller, { calls = [] }] of applications) {
      for (const call of calls) {
        if (typeof call !== 'string') continue;
        const callee = referTo(call, tenant);
        if (callee.tenant !== tenant) continue;
        const key = `${tenant}/${callee.application}`;
        callers.set(key, [...(callers.get(key) ?? []), caller]);
      }
    }
  }
  return callers;
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
