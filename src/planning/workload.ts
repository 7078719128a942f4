import { applicationSchema, type ApplicationOptions, type ApplicationInput } from '../definition/application';
import type { ApplicationPlan, JobPlan, Scale } from '../kinds/workload-plan';
import type { EgressTarget } from '../definition/calls';
import { listMounts } from '../definition/containers';
import { jobSchema, type JobOptions, type JobInput } from '../definition/job';
import { listPorts } from '../definition/ports';
import { resolveBindings } from './bindings';
import { applicationRoutes } from '../definition/references';
import {
  listServerUses,
  listUses,
  tryFormatServerCidr,
  tryGetPlatformServer,
  type ServerUse,
} from '../definition/uses';
import { parseOptions } from '../schema/parse-options';
import type { CapabilityEndpoints } from '../definition/capability';
import type { Workload } from '../definition/workload';

/** Fields of a plan that depend on other parts of the platform. */
type ResolvedReferences<P> = Partial<
  Pick<
    P,
    Extract<
      keyof P,
      | 'calls'
      | 'serviceCalls'
      | 'calledBy'
      | 'serviceCallers'
      | 'egressTargets'
      | 'namespace'
      | 'nodes'
      | 'secretStore'
      | 'podSelectors'
      | 'additions'
    >
  >
> & {
  /**
   * Capabilities on the cluster.
   * @default none
   */
  readonly capabilities?: CapabilityEndpoints;
};

/**
 * Plans one application outside a platform, for the construct `Application`.
 * @param references callees, callers and other fields that depend on the platform
 * @throws DefinitionError with all errors of the options
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
  return resolveApplicationPlan(
    tenant,
    name,
    parseOptions(applicationSchema, input, `application '${name}'`),
    references,
  );
}

/**
 * Plans one job outside a platform, for the construct `Job`.
 * @param references callees and other fields that depend on the platform
 * @throws DefinitionError with all errors of the options
 * @example
 * const plan = planJob('shop', 'report', { image: 'registry.acme.example/report:1.0.0', schedule: '0 3 * * *' });
 */
export function planJob(
  tenant: string,
  name: string,
  input: Omit<JobInput, 'calls' | 'kind'>,
  references: ResolvedReferences<JobPlan> = {},
): JobPlan {
  return resolveJobPlan(tenant, name, parseOptions(jobSchema, { ...input, kind: 'job' }, `job '${name}'`), references);
}

/** Resolves the plan of an application from its options for one environment. */
export function resolveApplicationPlan(
  tenant: string,
  name: string,
  options: ApplicationOptions,
  references: ResolvedReferences<ApplicationPlan>,
): ApplicationPlan {
  return {
    ...resolveWorkloadPlan(tenant, name, options, references),
    ports: listPorts(options),
    scale: resolveScale(options),
    routes: applicationRoutes(options),
    calledBy: references.calledBy ?? [],
    ...(references.serviceCallers ? { serviceCallers: references.serviceCallers } : {}),
  };
}

/** Resolves the plan of a job from its options for one environment. */
export function resolveJobPlan(
  tenant: string,
  name: string,
  options: JobOptions,
  references: ResolvedReferences<JobPlan>,
): JobPlan {
  return resolveWorkloadPlan(tenant, name, options, references);
}

/** Resolves the fields that plans of applications and of jobs have in common. */
function resolveWorkloadPlan<Options extends Workload & { readonly namespace?: string | undefined }>(
  tenant: string,
  name: string,
  options: Options,
  { capabilities = {}, ...references }: ResolvedReferences<ApplicationPlan | JobPlan>,
) {
  return {
    name,
    tenant,
    namespace: options.namespace ?? tenant,
    options,
    calls: [],
    additions: [],
    ...references,
    bindings: resolveBindings(name, options, capabilities),
    egressTargets: [
      ...(references.egressTargets ?? []),
      ...listServerUses(options).flatMap((use) => resolveEgressTargets(use.options)),
      ...listPlatformServerEgress(options, capabilities),
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

/** Lists the servers of the platform that a workload uses, as egress targets with their capability. */
function listPlatformServerEgress(
  workload: Pick<Workload, 'uses'>,
  capabilities: CapabilityEndpoints,
): readonly EgressTarget[] {
  return listUses(workload).flatMap((use) => {
    const server = use.options.server === undefined ? tryGetPlatformServer(use, capabilities) : undefined;
    return server ? [{ capability: use.capability, ports: [server.port] }] : [];
  });
}

function resolveEgressTargets({ server, addresses, port, includesHosts }: ServerUse): readonly EgressTarget[] {
  const options = { ports: [port], ...(includesHosts === undefined ? {} : { includesHosts }) };
  if (addresses) return addresses.map((cidr) => ({ cidr, ...options }));
  if (server === undefined) return [];
  const cidr = tryFormatServerCidr(server);
  return [cidr === undefined ? { host: server, ports: [port] } : { cidr, ...options }];
}
