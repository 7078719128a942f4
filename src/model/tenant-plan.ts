import type { Offers } from './capability';
import type { Callee, Member, Peer, TenantNamespacePlan, TenantObject, TenantPlan } from './cluster-plan';
import type { Platform } from './description';
import {
  clustersOf,
  hostsOf,
  inEnvironment,
  isJob,
  namespaceOf,
  namespacesOf,
  ownersOf,
  referTo,
  type ApplicationRef,
} from './placement';
import { productsOn } from './product-plan';
import { shares } from './quota';
import type { Tenant, TenantWorkload } from './tenant';
import { platformServers } from './uses';
import { applicationPlan, jobPlan } from './workload-plan';

/**
 * Everything that is decided for the tenants of one cluster.
 * @param environment whose differences are laid over; left out for what is said of all environments
 */
export function tenantsOn(
  cluster: string,
  platform: Platform,
  offers: Offers,
  environment?: string,
): readonly TenantPlan[] {
  const placed = placedOn(cluster, platform, environment);
  const peerOf = ({ tenant, application }: ApplicationRef): Callee | undefined => {
    const owner = platform.tenants[tenant];
    const options = placed.get(tenant)?.get(application);
    if (!owner || !options) return undefined;
    const peer = { tenant, application, namespace: namespaceOf(options, tenant, owner) };
    if (isJob(options)) return { ...peer, port: 0, transport: 'TCP' };
    return { ...peer, port: options.port, transport: options.protocol === 'udp' ? 'UDP' : 'TCP' };
  };
  const callers = callersWithin(placed);
  return [...placed].map(([name, workloads]) => {
    const tenant = platform.tenants[name] as Tenant;
    const peers = (references: readonly string[]): readonly Callee[] =>
      references.flatMap((reference) => peerOf(referTo(reference, name)) ?? []);
    const nodes = tenant.nodes ? { nodes: tenant.nodes } : {};
    const members = membersOf(tenant);
    const made = [...workloads].map(([workload, options]) => {
      const ends = {
        namespace: namespaceOf(options, name, tenant),
        calls: peers((options.calls ?? []).filter((call) => typeof call === 'string')),
        outside: (options.calls ?? []).filter((call) => typeof call !== 'string'),
        servers: platformServers(options, offers),
        secretStore: tenant.secretStore,
        ...nodes,
      };
      if (isJob(options)) return { job: jobPlan(name, workload, options, ends) };
      // From another tenant only whom it allows may come: nobody lets himself in.
      const calledBy: readonly Peer[] = [
        ...peers(callers.get(`${name}/${workload}`) ?? []),
        ...peers(options.allows ?? []),
      ].map(({ tenant: of, application, namespace }) => ({ tenant: of, application, namespace }));
      return { application: applicationPlan(name, workload, options, { ...ends, calledBy }) };
    });
    return {
      name,
      members,
      namespaces: namespacesOn(name, tenant),
      ...(tenant.limits ? { limits: tenant.limits } : {}),
      ...nodes,
      admission: {
        hosts: [...new Set([...[...workloads.values()].flatMap(hostsOf), ...(tenant.hosts ?? [])])].sort(),
        registries: tenant.registries,
        storageClasses: tenant.storageClasses,
        priorityClasses: tenant.priorityClasses ?? [],
        runtimeClasses: tenant.runtimeClasses ?? [],
        secretStore: tenant.secretStore,
        cordoned: tenant.cordoned ? members.map(({ group }) => group) : [],
      },
      applications: made.flatMap(({ application }) => application ?? []),
      jobs: made.flatMap(({ job }) => job ?? []),
      objects: (tenant.objects ?? []).map((object): TenantObject => ({
        ...object,
        metadata: { ...object.metadata, namespace: namespaceOf(object.metadata, name, tenant) },
      })),
      products: productsOn(cluster, name, tenant, environment),
    };
  });
}

type Workloads = ReadonlyMap<string, TenantWorkload>;

function placedOn(cluster: string, platform: Platform, environment?: string): ReadonlyMap<string, Workloads> {
  const here = Object.entries(platform.tenants).filter(([, tenant]) => tenant.clusters.includes(cluster));
  return new Map(
    here.map(([name, tenant]) => {
      const workloads = Object.entries(tenant.applications ?? {}).filter(([, workload]) =>
        clustersOf(tenant, workload).includes(cluster),
      );
      const inIt = <T extends TenantWorkload>(written: T) =>
        environment === undefined ? written : inEnvironment(written, environment);
      return [name, new Map(workloads.map(([workload, written]) => [workload, inIt(written)]))];
    }),
  );
}

function membersOf(tenant: Tenant): readonly Member[] {
  return [
    ...ownersOf(tenant).map((group) => ({ group, role: 'edit' })),
    ...(tenant.viewers ?? []).map((group) => ({ group, role: 'view' })),
    ...Object.entries(tenant.members ?? {}).map(([group, role]) => ({ group, role })),
  ];
}

function namespacesOn(name: string, tenant: Tenant): readonly TenantNamespacePlan[] {
  const names = namespacesOf(name, tenant);
  const quotas = shares(
    tenant.quota,
    new Map(names.map((namespace) => [namespace, tenant.namespaces?.[namespace]?.quota])),
  );
  return names.map((namespace) => ({
    name: namespace,
    podSecurity: tenant.namespaces?.[namespace]?.podSecurity ?? 'restricted',
    quota: quotas.get(namespace),
  }));
}

/** For each application the workloads of its own tenant that call it. */
function callersWithin(placed: ReadonlyMap<string, Workloads>): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>();
  for (const [tenant, workloads] of placed) {
    for (const [caller, { calls = [] }] of workloads) {
      for (const call of calls) {
        if (typeof call !== 'string') continue;
        const callee = referTo(call, tenant);
        if (callee.tenant !== tenant) continue;
        const key = `${tenant}/${callee.application}`;
        const known = callers.get(key);
        if (known) known.push(caller);
        else callers.set(key, [caller]);
      }
    }
  }
  return callers;
}
