import { isDeepStrictEqual } from 'node:util';
import { defaultResources } from '../definition/workload';
import type { ClusterPlan } from '../kinds/cluster-plan';
import type { JobPlan } from '../kinds/workload-plan';
import { error, valueAtPath, type Problem } from '../schema/problem';
import { parseQuantity } from '../schema/quantity';
import { findImmutableChange } from './immutable-fields';

/**
 * Checks that no Job of the last apply changes: its pod template and its completions are immutable, and the apply of the
 * whole tenant would fail. Another `run` is another Job.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#writing-a-job-spec
 */
export function checkJobChanges(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  const previousJobs = new Map(listRuns(previous).map((job) => [jobKey(job), job]));
  return listRuns(current).flatMap((job) => {
    const previousJob = previousJobs.get(jobKey(job));
    if (!previousJob) return [];
    const options = listImmutableChanges(previousJob, previous, job, current);
    if (options.length === 0) return [];
    return [
      error(
        ['tenants', job.tenant, 'applications', job.name],
        undefined,
        `changes ${options.join(', ')} of Job '${jobName(job)}', which was applied, and Jobs are immutable`,
        `write run: '${suggestRun(job.options.run)}', which runs a new Job, or undo the change`,
      ),
    ];
  });
}

/** Lists the jobs of a cluster that run once. */
function listRuns({ tenants }: ClusterPlan): readonly JobPlan[] {
  return tenants.flatMap(({ jobs }) => jobs).filter(({ options }) => options.schedule === undefined);
}

function jobKey(job: JobPlan): string {
  return `${job.namespace}/${jobName(job)}`;
}

function jobName({ name, options: { run } }: JobPlan): string {
  return run === undefined ? name : `${name}-${run}`;
}

/** Returns the name of a run after another: `v2` after none, `v3` after `v2`. */
function suggestRun(run = 'v1'): string {
  const [, prefix = '', number] = /^(.*?)(\d{1,9})$/.exec(run) ?? [];
  return number === undefined ? `${run}-2` : `${prefix}${Number(number) + 1}`;
}

/** Options of a job that are in no immutable field of its Job, or are compared in another way. */
const otherOptions = [
  ...['kind', 'run', 'schedule', 'timeZone', 'overlap', 'lateSeconds', 'history', 'perEnvironment', 'clusters'],
  ...['namespace', 'calls', 'parallelism', 'retries', 'deadlineSeconds', 'patch'],
  ...['env', 'files', 'resources', 'uses'],
];

function listImmutableChanges(
  previousJob: JobPlan,
  previous: ClusterPlan,
  job: JobPlan,
  current: ClusterPlan,
): readonly string[] {
  const inputs = templateInputs(job, current);
  const previousInputs = templateInputs(previousJob, previous);
  const names = Object.keys({ ...previousInputs, ...inputs });
  const patches = [previousJob, job].map(({ options }) => valueAtPath(options, ['patch', 'Job']) ?? {});
  return [
    ...names.filter((name) => !isDeepStrictEqual(previousInputs[name], inputs[name])),
    ...(findImmutableChange('Job', patches[0], patches[1]) === undefined ? [] : ['patch.Job']),
  ];
}

/** Returns what the immutable fields of a Job derive from, by option. Where the order of entries matters, it is a list. */
function templateInputs(job: JobPlan, { options: clusterOptions }: ClusterPlan): Readonly<Record<string, unknown>> {
  const { options, nodes } = job;
  const { env = {}, files = {} } = options;
  return {
    ...Object.fromEntries(Object.entries(options).filter(([option]) => !otherOptions.includes(option))),
    env: Object.entries(env),
    files: Object.entries(files).map(([path, source]) => [path, 'volume' in source ? source.volume : source]),
    resources: normalizeResources(options.resources),
    uses: listUsedKeys(job),
    "the tenant's nodes": nodes,
    "the cluster's registryMirror": clusterOptions.registryMirror,
  };
}

/** Returns resources with their defaults as numbers: `0.5` and `500m` are the same quantity. */
function normalizeResources(resources: JobPlan['options']['resources']): object {
  return Object.fromEntries(
    Object.entries({ ...defaultResources, ...resources }).map(([name, quantity]) => [
      name,
      quantity === undefined ? undefined : parseQuantity(quantity),
    ]),
  );
}

/** Lists the environment variables and folders with keys of Secrets that a job uses, each with its source. */
function listUsedKeys({ bindings, options: { uses = {} } }: JobPlan): readonly unknown[] {
  return [
    ...bindings.map(({ secret, data, use: { options } }) => [
      ...[secret, Object.entries(options.env), options.files],
      ...[options.credentials, options.credentials === undefined ? undefined : Object.keys(data ?? {}).sort()],
    ]),
    [Object.entries(uses.secret?.env ?? {}), uses.secret?.files],
  ];
}
