import { applicationSchema, type Application, type ApplicationInput } from './application';
import type { ApplicationPlan, JobPlan, Scale } from './cluster-plan';
import type { OutsideCall } from './calls';
import { jobSchema, type Job, type JobInput } from './job';
import { routesOf } from './placement';
import { serverUses, type PlatformServers, type ServerUse } from './uses';
import type { Workload } from './workload';

type Ends<P> = Partial<
  Pick<P, Extract<keyof P, 'calls' | 'calledBy' | 'outside' | 'servers' | 'namespace' | 'nodes' | 'secretStore'>>
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
  ends: Ends<ApplicationPlan> = {},
): ApplicationPlan {
  return applicationPlan(tenant, name, applicationSchema.parse(input), ends);
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
  ends: Ends<JobPlan> = {},
): JobPlan {
  return jobPlan(tenant, name, jobSchema.parse({ ...input, kind: 'job' }), ends);
}

/** The plan of an application whose options are those of its environment. */
export function applicationPlan(
  tenant: string,
  name: string,
  options: Application,
  ends: Ends<ApplicationPlan>,
): ApplicationPlan {
  return {
    name,
    tenant,
    namespace: options.namespace ?? tenant,
    options,
    transport: options.protocol === 'udp' ? 'UDP' : 'TCP',
    scale: scaleOf(options),
    routes: routesOf(options),
    calls: [],
    calledBy: [],
    ...ends,
    outside: [...(ends.outside ?? []), ...serversOf(options), ...platformServersOf(ends)],
  };
}

/** The plan of a job whose options are those of its environment. */
export function jobPlan(tenant: string, name: string, options: Job, ends: Ends<JobPlan>): JobPlan {
  return {
    name,
    tenant,
    namespace: options.namespace ?? tenant,
    options,
    calls: [],
    ...ends,
    outside: [...(ends.outside ?? []), ...serversOf(options), ...platformServersOf(ends)],
  };
}

/** Whether a workload has a volume that one pod alone can write to. */
export function keepsToItself({ files = {} }: Workload): boolean {
  return Object.values(files).some((source) => 'volume' in source && !source.shared);
}

function scaleOf(options: Application): Scale {
  const { replicas = keepsToItself(options) ? 1 : { min: 2, max: 4, cpuPercent: 80 } } = options;
  return typeof replicas === 'number' ? { min: replicas, max: replicas, cpuPercent: 80 } : replicas;
}

/** The way to the servers that a workload uses, as calls to the outside. */
function serversOf({ uses = {} }: Workload): readonly OutsideCall[] {
  return serverUses.flatMap((name) => {
    const use = uses[name];
    return use ? wayTo(use) : [];
  });
}

/** The way to the servers of the platform that it uses, as calls of their capability. */
function platformServersOf({ servers = {} }: { readonly servers?: PlatformServers }): readonly OutsideCall[] {
  return Object.entries(servers).map(([capability, { port }]) => ({ capability, ports: [port] }));
}

function wayTo({ server, addresses, port }: ServerUse): readonly OutsideCall[] {
  if (addresses) return addresses.map((cidr) => ({ cidr, ports: [port] }));
  if (server === undefined) return [];
  if (server.includes(':')) return [{ cidr: `${server}/128`, ports: [port] }];
  return /^[0-9.]+$/.test(server) ? [{ cidr: `${server}/32`, ports: [port] }] : [{ host: server, ports: [port] }];
}
