import type { ProvidedCapabilities } from '../definition/capability';
import type {
  Callee,
  TenantMember,
  Caller,
  TenantNamespacePlan,
  TenantObject,
  TenantPlan,
} from '../kinds/cluster-plan';
import type { Platform } from '../definition/platform';
import {
  workloadClusters,
  workloadHosts,
  resolveForEnvironment,
  isJob,
  resolveNamespace,
  tenantNamespaces,
  tenantOwners,
  parseReference,
  type ApplicationReference,
} from '../definition/references';
import { resolveProductPlans } from './product';
import { divideQuota } from './quota';
import type { Tenant, TenantWorkload } from '../definition/tenant';
import { resolvePlatformServers } from '../definition/uses';
import { resolveApplicationPlan, resolveJobPlan } from './workload';

/**
 * Everything that is decided for the tenants of one cluster.
 * @param environment whose differences are laid over; left out for what is said of all environments
 */
export function resolveTenantPlans(
  cluster: string,
  platform: Platform,
  offers: ProvidedCapabilities,
  environment?: string,
): readonly TenantPlan[] {
  const placed = resolveWorkloadsByTenant(cluster, platform, environment);
  const peerOf = ({ tenant, application }: ApplicationReference): Callee | undefined => {
    const owner = platform.tenants[tenant];
    const options = placed.get(tenant)?.get(application);
    if (!owner || !options) return undefined;
    const peer = { tenant, application, namespace: resolveNamespace(options, tenant, owner) };
    if (isJob(options)) return { ...peer, port: 0, transport: 'TCP' };
    return { ...peer, port: options.port, transport: options.protocol === 'udp' ? 'UDP' : 'TCP' };
  };
  const callers = groupCallers(placed);
  return [...placed].map(([name, workloads]) => {
    const tenant = platform.tenants[name] as Tenant;
    const peers = (references: readonly string[]): readonly Callee[] =>
      references.flatMap((reference) => peerOf(parseReference(reference, name)) ?? []);
    const nodes = tenant.nodes ? { nodes: tenant.nodes } : {};
    const members = listMembers(tenant);
    const made = [...workloads].map(([workload, options]) => {
      const ends = {
        namespace: resolveNamespace(options, name, tenant),
        calls: peers((options.calls ?? []).filter((call) => typeof call === 'string')),
        egressTargets: (options.calls ?? []).filter((call) => typeof call !== 'string'),
        servers: resolvePlatformServers(options, offers),
        secretStore: tenant.secretStore,
        ...nodes,
      };
      if (isJob(options)) return { job: resolveJobPlan(name, workload, options, ends) };
      // From another tenant only whom it allows may come: nobody lets himself in.
      const calledBy: readonly Caller[] = [
        ...peers(callers.get(`${name}/${workload}`) ?? []),
        ...peers(options.allows ?? []),
      ].map(({ tenant: of, application, namespace }) => ({ tenant: of, application, namespace }));
      return { application: resolveApplicationPlan(name, workload, options, { ...ends, calledBy }) };
    });
    return {
      name,
      members,
      namespaces: resolveTenantNamespaces(name, tenant),
      ...(tenant.limits ? { limits: tenant.limits } : {}),
      ...nodes,
      admission: {
        hosts: [...new Set([...[...workloads.values()].flatMap(workloadHosts), ...(tenant.hosts ?? [])])].sort(),
        registries: tenant.registries,
        storageClasses: tenant.storageClasses,
        priorityClasses: tenant.priorityClasses ?? [],
        runtimeClasses: tenant.runtimeClasses ?? [],
        secretStore: tenant.secretStore,
        suspendedGroups: tenant.suspended ? members.map(({ group }) => group) : [],
      },
      applications: made.flatMap(({ application }) => application ?? []),
      jobs: made.flatMap(({ job }) => job ?? []),
      objects: (tenant.objects ?? []).map((object): TenantObject => ({
        ...object,
        metadata: { ...object.metadata, namespace: resolveNamespace(object.metadata, name, tenant) },
      })),
      products: resolveProductPlans(cluster, name, tenant, environment),
    };
  });
}

type WorkloadsByName = ReadonlyMap<string, TenantWorkload>;

function resolveWorkloadsByTenant(
  cluster: string,
  platform: Platform,
  environment?: string,
): ReadonlyMap<string, WorkloadsByName> {
  const here = Object.entries(platform.tenants).filter(([, tenant]) => tenant.clusters.includes(cluster));
  return new Map(
    here.map(([name, tenant]) => {
      const workloads = Object.entries(tenant.applications ?? {}).filter(([, workload]) =>
        workloadClusters(tenant, workload).includes(cluster),
      );
      const inIt = <T extends TenantWorkload>(written: T) =>
        environment === undefined ? written : resolveForEnvironment(written, environment);
      return [name, new Map(workloads.map(([workload, written]) => [workload, inIt(written)]))];
    }),
  );
}

function listMembers(tenant: Tenant): readonly TenantMember[] {
  return [
    ...tenantOwners(tenant).map((group) => ({ group, role: 'edit' })),
    ...(tenant.viewers ?? []).map((group) => ({ group, role: 'view' })),
    ...Object.entries(tenant.members ?? {}).map(([group, role]) => ({ group, role })),
  ];
}

function resolveTenantNamespaces(name: string, tenant: Tenant): readonly TenantNamespacePlan[] {
  const names = tenantNamespaces(name, tenant);
  const quotas = divideQuota(
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
function groupCallers(placed: ReadonlyMap<string, WorkloadsByName>): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>();
  for (const [tenant, workloads] of placed) {
    for (const [caller, { calls = [] }] of workloads) {
      for (const call of calls) {
        if (typeof call !== 'string') continue;
        const callee = parseReference(call, tenant);
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
