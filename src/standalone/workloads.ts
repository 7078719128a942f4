import { z } from 'zod';
import { applicationSchema } from '../definition/application';
import { jobSchema } from '../definition/job';
import { resolveForEnvironment, workloadHosts } from '../definition/references';
import { podSecuritySchema } from '../definition/tenant';
import { clusterInfo } from '../kinds/cluster-info';
import type { ApplicationPlan, Callee, Caller, JobPlan } from '../kinds/workload-plan';
import { dnsLabel, list, nonEmptyList, port, rfc1035Label } from '../schema/field-types';
import { parseOptions } from '../schema/parse-options';
import { DefinitionError, error, type Problem } from '../schema/problem';
import { listSimilar } from '../schema/suggestions';
import { planStandalonePart, type StandalonePlan } from './part';
import type {
  ConnectedWorkloadInput,
  StandaloneApplicationProps,
  StandaloneJobProps,
  StandaloneWorkloadProps,
} from './workload-props';

const connectedWorkload = { application: rfc1035Label, tenant: dnsLabel.optional(), namespace: dnsLabel.optional() };

/** Schema of the properties that are not options of a workload in a definition. */
const frameSchema = z.strictObject({
  tenant: dnsLabel,
  name: rfc1035Label,
  namespace: dnsLabel.optional(),
  podSecurity: podSecuritySchema.optional(),
  secretStore: dnsLabel.optional(),
  notSecret: list(z.string()).optional(),
  calls: list(z.strictObject({ ...connectedWorkload, ports: nonEmptyList(port) })).default([]),
  allows: list(z.strictObject(connectedWorkload)).default([]),
});

/** Names of the properties that are not options of a workload in a definition. */
const frameOptions = [...Object.keys(frameSchema.shape), 'cluster'];

/** Used in place of properties with errors, so that the errors of the options are found too. */
const fallbackFrame: Frame = { tenant: 'tenant', name: 'workload', calls: [], allows: [] };

type Frame = z.output<typeof frameSchema>;

/**
 * Plans an application that is in no platform definition, as the only application of a platform with one tenant.
 * @param id name of the application unless the properties set one
 * @throws DefinitionError with all errors of the options, as `plinth check` reports them
 */
export function planStandaloneApplication(
  id: string,
  props: StandaloneApplicationProps,
): StandalonePlan<ApplicationPlan> {
  const { clusterPlan, frame, calls, ...planned } = planStandaloneWorkload('application', id, props, applicationSchema);
  const plan = getFirst(clusterPlan.tenants.flatMap(({ applications }) => applications));
  const calledBy = frame.allows.map((caller): Caller => resolveConnectedWorkload(caller, frame));
  return { ...planned, plan: { ...plan, calls, calledBy } };
}

/**
 * Plans a job that is in no platform definition, as the only workload of a platform with one tenant.
 * @param id name of the job unless the properties set one
 * @throws DefinitionError with all errors of the options, as `plinth check` reports them
 */
export function planStandaloneJob(id: string, props: StandaloneJobProps): StandalonePlan<JobPlan> {
  const { clusterPlan, frame: _, calls, ...planned } = planStandaloneWorkload('job', id, props, jobSchema);
  const plan = getFirst(clusterPlan.tenants.flatMap(({ jobs }) => jobs));
  return { ...planned, plan: { ...plan, calls } };
}

/** Properties of an application or a job. */
type WorkloadProps = StandaloneWorkloadProps & {
  readonly allows?: readonly ConnectedWorkloadInput[];
  readonly perEnvironment?: Readonly<Record<string, unknown>> | undefined;
  readonly priorityClass?: string | undefined;
  readonly runtimeClass?: string | undefined;
};

function planStandaloneWorkload(
  kind: 'application' | 'job',
  id: string,
  props: WorkloadProps,
  schema: typeof applicationSchema | typeof jobSchema,
) {
  const { tenant, name = id, namespace, podSecurity, secretStore, notSecret, calls = [], allows, ...rest } = props;
  const { cluster = clusterInfo(), ...writtenOptions } = rest;
  const misspelt = listMisspeltFrameOptions(Object.keys(writtenOptions), Object.keys(schema.shape));
  const options = omitKeys(writtenOptions, Object.keys(misspelt)) as typeof writtenOptions;
  const subject = `${kind} '${name}'`;
  const nameProblems = [
    ...Object.entries(misspelt).map(([key, option]) => error([key], undefined, 'no such option', `write '${option}'`)),
    ...checkNames(calls),
  ];
  const targets = calls.filter((call: unknown) => typeof call !== 'string');
  const isCalledApplication = (call: object) => 'application' in call;
  const applicationCalls = targets.filter(isCalledApplication);
  const egressTargets = targets.filter((call) => !isCalledApplication(call));
  const parsedFrame = tryParse(() =>
    parseOptions(
      frameSchema,
      { tenant, name, namespace, podSecurity, secretStore, notSecret, calls: applicationCalls, allows },
      subject,
    ),
  );
  const frame = 'value' in parsedFrame ? parsedFrame.value : fallbackFrame;
  const workload = { ...options, kind, calls: egressTargets };
  const environments = Object.keys(options.perEnvironment ?? {});
  const prefix = ['tenants', frame.tenant, 'applications', frame.name];
  const planned = tryParse(() =>
    planStandalonePart(
      {
        cluster,
        environments,
        tenants: {
          [frame.tenant]: {
            clusters: [cluster.cluster],
            owners: `${frame.tenant}-owners`,
            namespaces: { [frame.namespace ?? frame.tenant]: { podSecurity: frame.podSecurity } },
            secretStore: frame.secretStore,
            notSecret: frame.notSecret?.map((path) => `applications.${frame.name}.${path}`),
            // What a tenant is granted in a definition is up to the author of the construct.
            domains: listHosts(schema, workload, environments),
            capabilities: egressTargets.flatMap((target) => ('capability' in target ? [target.capability] : [])),
            connections: egressTargets.flatMap((target) => ('connection' in target ? [target.connection] : [])),
            priorityClasses: options.priorityClass === undefined ? undefined : [options.priorityClass],
            runtimeClasses: options.runtimeClass === undefined ? undefined : [options.runtimeClass],
            applications: { [frame.name]: workload },
          },
        },
      },
      {
        ...{ subject, prefix, length: prefix.length, whole: 'name' },
        ...{ hasNotSecret: true, hasCluster: props.cluster !== undefined },
      },
    ),
  );
  if ('problems' in parsedFrame || 'problems' in planned || nameProblems.length > 0) {
    const problems = [
      ...nameProblems,
      ...[parsedFrame, planned].flatMap((result) => ('problems' in result ? result.problems : [])),
    ].filter(({ path, value }) => value !== undefined || !Object.values(misspelt).includes(String(path[0])));
    throw new DefinitionError(problems, { subject });
  }
  const callees = frame.calls.map(({ ports, ...callee }): Callee => ({
    ...resolveConnectedWorkload(callee, frame),
    ports: ports.map((number) => ({ port: number, transport: 'TCP' })),
  }));
  return { ...planned.value, frame, cluster, calls: callees };
}

/** Lists the options that are misspelt names of properties, which no option of a workload resembles as much. */
function listMisspeltFrameOptions(
  options: readonly string[],
  workloadOptions: readonly string[],
): Readonly<Record<string, string>> {
  const entries = options
    .filter((option) => !workloadOptions.includes(option))
    .flatMap((option) => {
      const [likeliest] = listSimilar(option, [...workloadOptions, ...frameOptions]);
      return likeliest !== undefined && frameOptions.includes(likeliest) ? [[option, likeliest] as const] : [];
    });
  return Object.fromEntries(entries);
}

function omitKeys(object: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** Returns an error for each call that is written as a name, which only programs without types compile with. */
function checkNames(calls: readonly unknown[]): readonly Problem[] {
  return calls.flatMap((call, index) =>
    typeof call === 'string'
      ? [
          error(
            ['calls', index],
            call,
            'must be an object, since only a definition knows the ports of an application',
            `write { application: '${call}', ports: [8080] }`,
          ),
        ]
      : [],
  );
}

/** Lists the host names of a workload in all environments; none where its options have errors. */
function listHosts(
  schema: typeof applicationSchema | typeof jobSchema,
  options: object,
  environments: readonly string[],
): readonly string[] {
  const { data } = schema.safeParse(options);
  if (!data) return [];
  const workloads = [data, ...environments.map((environment) => resolveForEnvironment(data, environment))];
  return [...new Set(workloads.flatMap(workloadHosts))];
}

/** Calls a function that throws a DefinitionError for options with errors. */
function tryParse<T>(parse: () => T): { readonly value: T } | { readonly problems: readonly Problem[] } {
  try {
    return { value: parse() };
  } catch (thrown) {
    if (thrown instanceof DefinitionError) return { problems: thrown.problems };
    throw thrown;
  }
}

function resolveConnectedWorkload({ application, tenant, namespace }: Frame['allows'][number], own: Frame) {
  if (tenant === undefined || tenant === own.tenant)
    return { tenant: own.tenant, application, namespace: namespace ?? own.namespace ?? own.tenant };
  return { tenant, application, namespace: namespace ?? tenant };
}

/** Returns the only entry of the plans of a cluster. */
function getFirst<T>(plans: readonly T[]): T {
  const [first] = plans;
  if (first === undefined) throw new Error('nothing was planned');
  return first;
}
