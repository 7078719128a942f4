import { applicationSchema, type ApplicationOptions, type ApplicationInput } from '../definition/application';
import type { ApplicationPlan, JobPlan, Scale } from '../kinds/cluster-plan';
import type { EgressTarget } from '../definition/calls';
import { listMounts } from '../definition/containers';
import { jobSchema, type JobOptions, type JobInput } from '../definition/job';
import { listPorts } from '../definition/ports';
import { applicationRoutes } from '../definition/references';
import { serverUseNames, tryFormatServerCidr, type PlatformServers, type ServerUse } from '../definition/uses';
import type { Workload } from '../definition/workload';

/** Fields of a plan that depend on other parts of the platform. */
type ResolvedReferences<P> = Partial<
  Pick<P, Extract<keyof P, 'calls' | 'calledBy' | 'egressTargets' | 'servers' | 'namespace' | 'nodes' | 'secretStore'>>
>;

/**
 * Plans one application outside a platform, for the construct `Application`.
 * @param references callees, callers and other fields that depend on the platform
 * @throws ZodError for an invalid option
 * @example
 * const api = { tenant: 'shop', application: 'api', namespace: 'shop', ports: [{ port: 8080, transport: 'TCP' as const }] };
 * const plan = planApplication('shop', 'web', { image: 'registry.acme.example/web:2.0.0' }, { calls: [api] });
 */
export function planApplication(
  tenant: string,
  name: string,
  input: Omit<ApplicationInput, 'calls' | 'allows'>,
  references: ResolvedReferences<ApplicationPlan> = {},
): ApplicationPlan {
  return resolveApplicationPlan(tenant, name, applicationSchema.parse(input), references);
}

/**
 * Plans one job outside a platform, for the construct `Job`.
 * @param references callees and other fields that depend on the platform
 * @throws ZodError for an invalid option
 * @example
 * const plan = planJob('shop', 'report', { image: 'registry.acme.example/report:1.0.0', schedule: '0 3 * * *' });
 */
export function planJob(
  tenant: string,
  name: string,
  input: Omit<JobInput, 'calls' | 'kind'>,
  references: ResolvedReferences<JobPlan> = {},
): JobPlan {
  return resolveJobPlan(tenant, name, jobSchema.parse({ ...input, kind: 'job' }), references);
}

/** Resolves the plan of an application from its options for one environment. */
export function resolveApplicationPlan(
  tenant: string,
  name: string,
  options: ApplicationOptions,
  references: ResolvedReferences<ApplicationPlan>,
): ApplicationPlan {
  return {
    name,
    tenant,
    namespace: options.namespace ?? tenant,
    options,
    ports: listPorts(options),
    scale: resolveScale(options),
    routes: applicationRoutes(options),
    calls: [],
    calledBy: [],
    ...references,
    egressTargets: [
      ...(references.egressTargets ?? []),
      ...listServerEgress(options),
      ...listPlatformServerEgress(references),
    ],
  };
}

/** Resolves the plan of a job from its options for one environment. */
export function resolveJobPlan(
  tenant: string,
  name: string,
  options: JobOptions,
  references: ResolvedReferences<JobPlan>,
): JobPlan {
  return {
    name,
    tenant,
    namespace: options.namespace ?? tenant,
    options,
    calls: [],
    ...references,
    egressTargets: [
      ...(references.egressTargets ?? []),
      ...listServerEgress(options),
      ...listPlatformServerEgress(references),
    ],
  };
}

/** Returns whether a workload has a volume that only one pod can mount. */
export function hasReadWriteOnceVolume(workload: Workload): boolean {
  return listMounts('', workload).some(({ source }) => 'volume' in source && !source.shared);
}

/** Resolves the number of pods of an application. */
export function resolveScale(options: ApplicationOptions): Scale {
  const { replicas = hasReadWriteOnceVolume(options) ? 1 : { min: 2, max: 4, cpuPercent: 80 } } = options;
  return typeof replicas === 'number' ? { min: replicas, max: replicas, cpuPercent: 80 } : replicas;
}

/** Returns the update strategy of an application. Two pods cannot mount a volume that is not shared. */
export function resolveUpdateStrategy(options: ApplicationOptions): 'rolling' | 'recreate' {
  return options.strategy ?? (hasReadWriteOnceVolume(options) ? 'recreate' : 'rolling');
}

/** Lists the servers outside the platform that a workload uses, as egress targets. */
function listServerEgress({ uses = {} }: Workload): readonly EgressTarget[] {
  return serverUseNames.flatMap((name) => {
    const use = uses[name];
    return use ? resolveEgressTargets(use) : [];
  });
}

/** Lists the servers of the platform that a workload uses, as egress targets with their capability. */
function listPlatformServerEgress({ servers = {} }: { readonly servers?: PlatformServers }): readonly EgressTarget[] {
  return Object.entries(servers).map(([capability, { port }]) => ({ capability, ports: [port] }));
}

function resolveEgressTargets({ server, addresses, port, includesHosts }: ServerUse): readonly EgressTarget[] {
  const options = { ports: [port], ...(includesHosts === undefined ? {} : { includesHosts }) };
  if (addresses) return addresses.map((cidr) => ({ cidr, ...options }));
  if (server === undefined) return [];
  const cidr = tryFormatServerCidr(server);
  return [cidr === undefined ? { host: server, ports: [port] } : { cidr, ...options }];
}
