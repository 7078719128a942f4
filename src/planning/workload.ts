import { applicationSchema, type ApplicationOptions, type ApplicationInput } from '../definition/application';
import type { ApplicationPlan, JobPlan, Scale } from '../kinds/cluster-plan';
import type { EgressTarget } from '../definition/calls';
import { jobSchema, type JobOptions, type JobInput } from '../definition/job';
import { applicationRoutes } from '../definition/references';
import { serverUseNames, type PlatformServers, type ServerUse } from '../definition/uses';
import type { Workload } from '../definition/workload';

type PlatformReferences<P> = Partial<
  Pick<P, Extract<keyof P, 'calls' | 'calledBy' | 'egressTargets' | 'servers' | 'namespace' | 'nodes' | 'secretStore'>>
>;

/**
 * Decides what can be decided of one application by itself, outside of a platform.
 * @param ends who is called and who calls, since names mean nothing without a platform
 * @throws ZodError when an option is wrong
 * @example
 * const api = { tenant: 'shop', application: 'api', namespace: 'shop', port: 8080, transport: 'TCP' as const };
 * const plan = planApplication('shop', 'web', { image: 'registry.acme.example/web:2.0.0' }, { calls: [api] });
 */
export function planApplication(
  tenant: string,
  name: string,
  input: Omit<ApplicationInput, 'calls' | 'allows'>,
  ends: PlatformReferences<ApplicationPlan> = {},
): ApplicationPlan {
  return resolveApplicationPlan(tenant, name, applicationSchema.parse(input), ends);
}

/**
 * Decides what can be decided of one job by itself, outside of a platform.
 * @throws ZodError when an option is wrong
 * @example
 * const plan = planJob('shop', 'report', { image: 'registry.acme.example/report:1.0.0', schedule: '0 3 * * *' });
 */
export function planJob(
  tenant: string,
  name: string,
  input: Omit<JobInput, 'calls' | 'kind'>,
  ends: PlatformReferences<JobPlan> = {},
): JobPlan {
  return resolveJobPlan(tenant, name, jobSchema.parse({ ...input, kind: 'job' }), ends);
}

/** The plan of an application whose options are those of its environment. */
export function resolveApplicationPlan(
  tenant: string,
  name: string,
  options: ApplicationOptions,
  ends: PlatformReferences<ApplicationPlan>,
): ApplicationPlan {
  return {
    name,
    tenant,
    namespace: options.namespace ?? tenant,
    options,
    transport: options.protocol === 'udp' ? 'UDP' : 'TCP',
    scale: resolveScale(options),
    routes: applicationRoutes(options),
    calls: [],
    calledBy: [],
    ...ends,
    egressTargets: [...(ends.egressTargets ?? []), ...listServerEgress(options), ...listPlatformServerEgress(ends)],
  };
}

/** The plan of a job whose options are those of its environment. */
export function resolveJobPlan(
  tenant: string,
  name: string,
  options: JobOptions,
  ends: PlatformReferences<JobPlan>,
): JobPlan {
  return {
    name,
    tenant,
    namespace: options.namespace ?? tenant,
    options,
    calls: [],
    ...ends,
    egressTargets: [...(ends.egressTargets ?? []), ...listServerEgress(options), ...listPlatformServerEgress(ends)],
  };
}

/** Whether a workload has a volume that one pod alone can write to. */
export function hasReadWriteOnceVolume({ files = {} }: Workload): boolean {
  return Object.values(files).some((source) => 'volume' in source && !source.shared);
}

function resolveScale(options: ApplicationOptions): Scale {
  const { replicas = hasReadWriteOnceVolume(options) ? 1 : { min: 2, max: 4, cpuPercent: 80 } } = options;
  return typeof replicas === 'number' ? { min: replicas, max: replicas, cpuPercent: 80 } : replicas;
}

/** The way to the servers that a workload uses, as calls to the outside. */
function listServerEgress({ uses = {} }: Workload): readonly EgressTarget[] {
  return serverUseNames.flatMap((name) => {
    const use = uses[name];
    return use ? resolveEgressTargets(use) : [];
  });
}

/** The way to the servers of the platform that it uses, as calls of their capability. */
function listPlatformServerEgress({ servers = {} }: { readonly servers?: PlatformServers }): readonly EgressTarget[] {
  return Object.entries(servers).map(([capability, { port }]) => ({ capability, ports: [port] }));
}

function resolveEgressTargets({ server, addresses, port }: ServerUse): readonly EgressTarget[] {
  if (addresses) return addresses.map((cidr) => ({ cidr, ports: [port] }));
  if (server === undefined) return [];
  if (server.includes(':')) return [{ cidr: `${server}/128`, ports: [port] }];
  return /^[0-9.]+$/.test(server) ? [{ cidr: `${server}/32`, ports: [port] }] : [{ host: server, ports: [port] }];
}
