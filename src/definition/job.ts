import { z } from 'zod';
import type { WithNames } from './checked-names';
import type { Documented } from './documented-options';
import { nameSchema } from '../schema/json-schema';
import type { CallTargetInput } from './calls';
import { patchSchema, type Patch } from './patch';
import { recordByName, dnsLabel, int32 } from '../schema/field-types';
import { tryGetCronError, tryGetTimeZoneError } from '../schema/cron';
import { workloadConfigurationFields, workloadFields, type WorkloadNames, type WorkloadReferences } from './workload';

/** Schema of the options of a job that may differ per environment. */
export const jobConfigurationSchema = z.strictObject({
  ...workloadConfigurationFields,
  image: workloadConfigurationFields.image.optional(),
  schedule: z
    .string()
    .superRefine((schedule, context) => {
      const message = tryGetCronError(schedule);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .optional()
    .meta({ examples: ['0 3 * * *'] })
    .describe('cron schedule of a CronJob; @default a Job that runs once'),
});
nameSchema('JobConfiguration', jobConfigurationSchema);

/** Schema of a job: a container that terminates, run once (Job) or by a schedule (CronJob). */
export const jobSchema = jobConfigurationSchema.extend({
  kind: z.literal('job').describe('`job`: a container that terminates, in a Job or CronJob'),
  ...workloadFields,
  image: workloadConfigurationFields.image,
  run: dnsLabel
    .optional()
    .describe('name of the run, part of the name of the Job; Jobs are immutable, so a new name runs the job again'),
  timeZone: z
    .string()
    .superRefine((timeZone, context) => {
      const message = tryGetTimeZoneError(timeZone);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .default('Etc/UTC')
    .describe('IANA time zone of the schedule'),
  overlap: z
    .enum(['allow', 'forbid', 'replace'])
    .default('forbid')
    .describe('concurrency policy for a run that is due while the previous run is active'),
  completions: int32.min(1).default(1).describe('number of pods that must succeed'),
  parallelism: int32.min(1).default(1).describe('maximum number of pods that run at the same time'),
  retries: int32.min(0).default(6).describe('number of retries before the job fails (backoffLimit)'),
  deadlineSeconds: z
    .int()
    .min(1)
    .optional()
    .describe('maximum duration of a run in seconds (activeDeadlineSeconds); @default unlimited'),
  lateSeconds: z
    .int()
    .min(10)
    .default(300)
    .describe('maximum delay in seconds after which a scheduled run still starts (startingDeadlineSeconds)'),
  history: int32.min(0).default(3).describe('number of finished scheduled runs that are retained, per result'),
  perEnvironment: recordByName(jobConfigurationSchema)
    .optional()
    .describe('options that differ per environment: objects such as `env` are merged, other values are replaced'),
  patch: patchSchema.optional(),
});
nameSchema('Job', jobSchema);

type JobData = Documented<'Job', z.input<typeof jobSchema>>;

/** Options of a job that may differ per environment, as written in a definition. */
export type JobConfigurationInput = Readonly<Documented<'JobConfiguration', z.input<typeof jobConfigurationSchema>>>;

/** Job as written in a definition. `definePlatform` checks the names of callees, environments and clusters. */
export interface JobInput<
  Calls extends string = string,
  Environment extends string = string,
  Cluster extends string = string,
>
  extends
    Omit<Readonly<JobData>, 'calls' | 'clusters' | 'perEnvironment' | 'patch'>,
    WorkloadReferences<Calls, Environment, Cluster, JobConfigurationInput> {
  /**
   * Fields of the generated objects, by kind: merged over the generated values.
   * @default none
   * @example patch: { CronJob: { spec: { suspend: true } } }
   */
  readonly patch?: Patch | undefined;
}

/** Options of {@link job}. The names in them are checked by `definePlatform`. */
export interface JobArgument<
  Calls extends string | CallTargetInput,
  Environment extends string,
  Cluster extends string,
> extends Omit<JobInput<never, Environment, Cluster>, 'kind' | 'calls' | 'schedule'> {
  /**
   * Targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either
   * with `:port`, `{ to, as: 'service' }` for an application that verifies the caller, a host or range outside the
   * platform, or a capability of the platform. All other egress is denied.
   * @default none
   * @example calls: ['api', 'bank/teller', { host: 'api.payments.example' }]
   */
  // As a conditional type, names are inferred as literals and egress targets are checked for unknown options.
  readonly calls?: readonly (Calls extends string ? Calls : CallTargetInput)[] | undefined;
}

/** Options of {@link cronJob}. The names in them are checked by `definePlatform`. */
export interface CronJobArgument<
  Calls extends string | CallTargetInput,
  Environment extends string,
  Cluster extends string,
> extends Omit<JobArgument<Calls, Environment, Cluster>, 'run'> {
  /**
   * Cron schedule of the CronJob.
   * @example schedule: '0 3 * * *'
   */
  readonly schedule: string;
}

/** Job that {@link job} or {@link cronJob} has returned. */
export interface DefinedJob<Calls extends string, Environment extends string, Cluster extends string>
  extends
    JobInput<NoInfer<Calls>, NoInfer<Environment>, NoInfer<Cluster>>,
    WithNames<WorkloadNames<Calls, Environment, Cluster>> {}

/**
 * Returns a job for `tenants.<tenant>.applications` that runs once. A new name in `run` runs it again.
 * @example
 * job({ image: 'registry.acme.example/shop/migrate:2.0.0', run: 'v2', calls: ['db'] })
 */
export function job<
  const Calls extends string | CallTargetInput = never,
  const Environment extends string = never,
  const Cluster extends string = never,
>(options: JobArgument<Calls, Environment, Cluster>): DefinedJob<Extract<Calls, string>, Environment, Cluster> {
  return { ...options, kind: 'job' } as DefinedJob<Extract<Calls, string>, Environment, Cluster>;
}

/**
 * Returns a job for `tenants.<tenant>.applications` that runs by a schedule.
 * @example
 * cronJob({ image: 'registry.acme.example/shop/report:1.0.0', schedule: '0 3 * * *', calls: ['api'] })
 */
export function cronJob<
  const Calls extends string | CallTargetInput = never,
  const Environment extends string = never,
  const Cluster extends string = never,
>(options: CronJobArgument<Calls, Environment, Cluster>): DefinedJob<Extract<Calls, string>, Environment, Cluster> {
  return { ...options, kind: 'job' } as DefinedJob<Extract<Calls, string>, Environment, Cluster>;
}

/** Options of a job, defaults filled. */
export type JobOptions = Readonly<z.output<typeof jobSchema>>;
