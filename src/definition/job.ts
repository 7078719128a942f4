import { z } from 'zod';
import type { EgressTargetInput } from './calls';
import { patchSchema, type Patch } from './patch';
import { recordByName, dnsLabel } from '../schema/field-types';
import { workloadConfigurationFields, workloadFields, type WorkloadReferences } from './workload';

const jobConfigurationSchema = z.strictObject({
  ...workloadConfigurationFields,
  image: workloadConfigurationFields.image.optional(),
  schedule: z
    .string()
    .regex(
      /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|(\S+ +){4}\S+)$/,
      'not a schedule: write five fields, such as 0 3 * * *, or @daily',
    )
    .optional()
    .describe('when it runs, in the fields of cron; @default once'),
});

/** Work that ends: once, or again and again. */
export const jobSchema = jobConfigurationSchema.extend({
  kind: z.literal('job'),
  ...workloadFields,
  image: workloadConfigurationFields.image,
  run: dnsLabel
    .optional()
    .describe('name of this run: what ran cannot be changed, so write another one to run it again'),
  timeZone: z.string().min(1).default('Etc/UTC').describe('zone that the schedule means'),
  overlap: z
    .enum(['allow', 'forbid', 'replace'])
    .default('forbid')
    .describe('when a run is due before the last one ended'),
  completions: z.int().min(1).default(1).describe('pods that must succeed'),
  parallelism: z.int().min(1).default(1).describe('pods that run at once'),
  retries: z.int().min(0).default(6).describe('failures before it is given up'),
  deadlineSeconds: z.int().min(1).optional().describe('time after which it is stopped; @default none'),
  lateSeconds: z.int().min(10).default(300).describe('how late a run of a schedule may still start'),
  history: z.int().min(0).default(3).describe('ended runs of a schedule that are kept'),
  perEnvironment: recordByName(jobConfigurationSchema)
    .optional()
    .describe('configuration that differs, by environment'),
  patch: patchSchema.optional(),
});

type JobData = z.input<typeof jobSchema>;

/** What may differ between environments, as a person writes it. */
export type JobConfigurationInput = Readonly<z.input<typeof jobConfigurationSchema>>;

/** A job as a person writes it; names are checked by `definePlatform`. */
export interface JobInput<Calls extends string = string, E extends string = string, C extends string = string>
  extends
    Omit<Readonly<JobData>, 'calls' | 'clusters' | 'perEnvironment' | 'patch'>,
    WorkloadReferences<Calls, E, C, JobConfigurationInput> {
  /** Fields of the objects that are made of it, by their kind: laid over what Plinth writes. */
  readonly patch?: Patch | undefined;
}

type JobFactoryOptions<Calls extends string | EgressTargetInput, E extends string, C extends string> = Omit<
  JobInput<never, E, C>,
  'kind' | 'calls'
> & {
  // In the shape of a condition, so that names infer as written and hosts are checked for words that they do not have.
  readonly calls?: readonly (Calls extends string ? Calls : EgressTargetInput)[] | undefined;
};

/**
 * Makes the data of a job that runs once. Another `run` runs it again.
 * @example
 * job({ image: 'registry.acme.example/shop/migrate:2.0.0', run: 'v2', calls: ['db'] })
 */
export function job<
  const Calls extends string | EgressTargetInput = never,
  const E extends string = never,
  const C extends string = never,
>(
  options: Omit<JobFactoryOptions<Calls, E, C>, 'schedule'>,
): JobInput<NoInfer<Extract<Calls, string>>, NoInfer<E>, NoInfer<C>> {
  return { ...options, kind: 'job' } as JobInput<Extract<Calls, string>, E, C>;
}

/**
 * Makes the data of a job that runs by a schedule.
 * @example
 * cronJob({ image: 'registry.acme.example/shop/report:1.0.0', schedule: '0 3 * * *', calls: ['api'] })
 */
export function cronJob<
  const Calls extends string | EgressTargetInput = never,
  const E extends string = never,
  const C extends string = never,
>(
  options: Omit<JobFactoryOptions<Calls, E, C>, 'run' | 'schedule'> & { readonly schedule: string },
): JobInput<NoInfer<Extract<Calls, string>>, NoInfer<E>, NoInfer<C>> {
  return { ...options, kind: 'job' } as JobInput<Extract<Calls, string>, E, C>;
}

/** A job with its defaults filled. */
export type JobOptions = Readonly<z.output<typeof jobSchema>>;
