import { listLoginRules } from '../definition/login';
import { isEgressTarget, isServiceCall, listAllowedCallers } from '../definition/calls';
import type { CapabilityEndpoints } from '../definition/capability';
import type { TenantMember, TenantNamespacePlan, TenantObject, TenantPlan } from '../kinds/tenant-plan';
import type { Callee, ConnectedWorkload, Caller, ConnectionPort } from '../kinds/workload-plan';
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
import { listPorts } from '../definition/ports';
import { resolveProductPlans } from './product';
import { divideQuota } from './quota';
import { parseGroupKind } from '../definition/tenant-kinds';
import { defaultQuota, type Tenant, type TenantWorkload } from '../definition/tenant';
import { resolveApplicationPlan, resolveJobPlan } from './workload';

/**
 * Resolves the plans of all tenants on one cluster.
 * @param capabilities capabilities on the cluster
 * @param environment environment whose `perEnvironment` options are merged; undefined for none
 * @param groups names of groups on the cluster, by their names in the definition; @default the same names
 */
export function resolveTenantPlans(
  clusterName: string,
  platform: Platform,
  capabilities: CapabilityEndpoints,
  environment?: string,
  groups: Readonly<Record<string, string>> = {},
): readonly TenantPlan[] {
  const workloadsByTenant = resolveWorkloadsByTenant(clusterName, platform, environment);
  const callers = groupCallers(workloadsByTenant);
  return [...workloadsByTenant].map(([name, workloads]) => {
    const tenant = platform.tenants[name] as Tenant;
    const resolveCallees = (references: readonly string[]): readonly Callee[] =>
      references.flatMap(
        (reference) => tryResolveCallee(parseReference(reference, name), platform, workloadsByTenant) ?? [],
      );
    const resolveWorkloads = (references: readonly string[]): readonly ConnectedWorkload[] =>
      references.flatMap(
        (reference) => tryResolveWorkload(parseReference(reference, name), platform, workloadsByTenant)?.workload ?? [],
      );
    const nodes = tenant.nodes ? { nodes: tenant.nodes } : {};
    const members = listMembers(tenant).map(({ group, role }) => ({ group: groups[group] ?? group, role }));
    const plans = [...workloads].map(([workloadName, options]) => {
      const serviceCalls = resolveWorkloads((options.calls ?? []).filter(isServiceCall).map(({ to }) => to));
      const references = {
        namespace: resolveNamespace(options, name, tenant),
        calls: resolveCallees((options.calls ?? []).filter((call) => typeof call === 'string')),
        ...(serviceCalls.length > 0 ? { serviceCalls } : {}),
        egressTargets: (options.calls ?? []).filter(isEgressTarget),
        capabilities,
        secretStore: tenant.secretStore,
        ...nodes,
      };
      if (isJob(options)) return { job: resolveJobPlan(name, workloadName, options, references) };
      // `calls` of another tenant's workload must not open ingress: only `allows` of the callee does.
      const calledBy: readonly Caller[] = [
        ...(callers.get(`${name}/${workloadName}`) ?? []),
        ...listAllowedCallers(options.allows, 'workload').map((caller) => ({ caller, ports: undefined })),
      ].flatMap(({ caller, ports }) => {
        const connected = tryResolveWorkload(parseReference(caller, name), platform, workloadsByTenant);
        return connected ? [{ ...connected.workload, ...(ports ? { ports } : {}) }] : [];
      });
      const serviceCallers = resolveWorkloads([
        ...listServiceCallers(workloads, workloadName, name),
        ...listAllowedCallers(options.allows, 'service'),
      ]);
      return {
        application: resolveApplicationPlan(name, workloadName, options, {
          ...references,
          calledBy,
          ...(serviceCallers.length > 0 ? { serviceCallers } : {}),
        }),
      };
    });
    return {
      name,
      members,
      ...(tenant.identity === undefined ? {} : { identity: tenant.identity }),
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
        kinds: (tenant.kinds ?? []).map(parseGroupKind),
        ingressAnnotations: tenant.ingressAnnotations ?? [],
        serviceAccountAnnotations: tenant.serviceAccountAnnotations ?? [],
        podAnnotations: tenant.podAnnotations ?? [],
        loginHosts: [...new Set([...workloads.values()].filter(hasLogin).flatMap(workloadHosts))].sort(),
        ...(tenant.limits ? { maxDataKiB: tenant.limits.maxDataKiB } : {}),
      },
      applications: plans.flatMap(({ application }) => application ?? []),
      jobs: plans.flatMap(({ job }) => job ?? []),
      objects: (tenant.objects ?? []).map((object): TenantObject => ({
        ...object,
        metadata: { ...object.metadata, namespace: resolveNamespace(object.metadata, name, tenant) },
      })),
      products: resolveProductPlans(clusterName, name, tenant, environment),
      additions: {},
    };
  });
}

function hasLogin(workload: TenantWorkload): boolean {
  return !isJob(workload) && listLoginRules(workload).length > 0;
}

type WorkloadsByName = ReadonlyMap<string, TenantWorkload>;
type WorkloadsByTenant = ReadonlyMap<string, WorkloadsByName>;

/** Returns the workloads of each tenant on a cluster, with their options for an environment. */
function resolveWorkloadsByTenant(
  clusterName: string,
  platform: Platform,
  environment: string | undefined,
): WorkloadsByTenant {
  const tenants = Object.entries(platform.tenants).filter(([, { clusters }]) => clusters.includes(clusterName));
  return new Map(
    tenants.map(([tenantName, tenant]) => {
      const workloads = Object.entries(tenant.applications ?? {})
        .filter(([, workload]) => workloadClusters(tenant, workload).includes(clusterName))
        .map(
          ([name, workload]) =>
            [name, environment === undefined ? workload : resolveForEnvironment(workload, environment)] as const,
        );
      return [tenantName, new Map(workloads)];
    }),
  );
}

/** Returns a referenced workload; undefined where it does not run on the cluster. */
function tryResolveWorkload(
  { tenant, application }: ApplicationReference,
  platform: Platform,
  workloadsByTenant: WorkloadsByTenant,
) {
  const owner = platform.tenants[tenant];
  const options = workloadsByTenant.get(tenant)?.get(application);
  if (!owner || !options) return undefined;
  return { workload: { tenant, application, namespace: resolveNamespace(options, tenant, owner) }, options };
}

/** Returns a called application; undefined where it does not run on the cluster, or accepts no connections. */
function tryResolveCallee(
  reference: ApplicationReference,
  platform: Platform,
  workloadsByTenant: WorkloadsByTenant,
): Callee | undefined {
  const callee = tryResolveWorkload(reference, platform, workloadsByTenant);
  if (!callee) return undefined;
  const ports = listConnectionPorts(callee.options, reference.port);
  // A rule of a NetworkPolicy without ports would allow all ports.
  return ports.length === 0 ? undefined : { ...callee.workload, ports };
}

/** Lists the ports of a workload that accept connections, or the one of this name. */
function listConnectionPorts(options: TenantWorkload, name?: string): readonly ConnectionPort[] {
  if (isJob(options)) return [];
  return listPorts(options)
    .filter((port) => name === undefined || port.name === name)
    .map(({ port, transport }) => ({ port, transport }));
}

function listMembers(tenant: Tenant): readonly TenantMember[] {
  return [
    ...tenantOwners(tenant).map((group) => ({ group, role: 'edit' })),
    ...(tenant.viewers ?? []).map((group) => ({ group, role: 'view' })),
    ...Object.entries(tenant.members ?? {}).map(([group, role]) => ({ group, role })),
  ];
}

function resolveTenantNamespaces(tenantName: string, tenant: Tenant): readonly TenantNamespacePlan[] {
  const names = tenantNamespaces(tenantName, tenant);
  const quotas = divideQuota(tenant.quota, new Map(names.map((name) => [name, tenant.namespaces?.[name]?.quota])));
  return names.map((name) => ({
    name,
    podSecurity: tenant.namespaces?.[name]?.podSecurity ?? 'restricted',
    quota: quotas.get(name) ?? defaultQuota,
  }));
}

/** Workload that calls another workload of its tenant, and the ports that it calls; undefined for all ports. */
interface TenantCaller {
  readonly caller: string;
  readonly ports: readonly ConnectionPort[] | undefined;
}

/** Lists the workloads of a tenant that call one of its applications with a token. */
function listServiceCallers(workloads: WorkloadsByName, application: string, tenant: string): readonly string[] {
  return [...workloads].flatMap(([caller, { calls = [] }]) =>
    calls.some((call) => {
      if (!isServiceCall(call)) return false;
      const callee = parseReference(call.to, tenant);
      return callee.tenant === tenant && callee.application === application;
    })
      ? [caller]
      : [],
  );
}

/** Groups the workloads that call another workload of their tenant, by `tenant/name` of the callee. */
function groupCallers(workloadsByTenant: WorkloadsByTenant): ReadonlyMap<string, readonly TenantCaller[]> {
  const callersByCallee = new Map<string, TenantCaller[]>();
  for (const [tenant, workloads] of workloadsByTenant) {
    for (const [caller, { calls = [] }] of workloads) {
      for (const call of calls) {
        if (typeof call !== 'string') continue;
        const callee = parseReference(call, tenant);
        if (callee.tenant !== tenant) continue;
        const key = `${tenant}/${callee.application}`;
        const options = workloads.get(callee.application);
        const ports = callee.port === undefined || !options ? undefined : listConnectionPorts(options, callee.port);
        const callers = callersByCallee.get(key);
        if (callers) callers.push({ caller, ports });
        else callersByCallee.set(key, [{ caller, ports }]);
      }
    }
  }
  return callersByCallee;
}
