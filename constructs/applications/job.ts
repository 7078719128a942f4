import { Construct } from 'constructs';
import type { CronJob, Job as KubernetesJob, JobSpec } from 'kubernetes-types/batch/v1';
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import type { JobPlan } from '../../src/model/cluster-plan';
import { clusterFacts, type ClusterFacts } from '../../src/model/facts';
import { drawAccess } from './access';
import { drawPatched, metadataOf, podLabels } from './metadata';
import { podSpec } from './pod';
import { drawStoredSecret } from './stored-secret';
import { drawClaims } from './volumes';

/** What a job is made from. */
export interface JobProps {
  /** What was decided for it: `planJob` makes it where there is no platform. */
  readonly plan: JobPlan;
  /**
   * What is known of the cluster.
   * @default facts of a cluster that offers nothing
   */
  readonly facts?: ClusterFacts;
}

/**
 * Work that ends, on a cluster: a Job, or a CronJob where it has a schedule, with its ServiceAccount and NetworkPolicy.
 * @example
 * new Job(chart, 'report', {
 *   plan: planJob('shop', 'report', { image: 'registry.acme.example/shop/report:1.0.0', schedule: '0 3 * * *' }),
 * });
 */
export class Job extends Construct {
  constructor(scope: Construct, id: string, { plan, facts = clusterFacts() }: JobProps) {
    super(scope, id);
    const { options, name } = plan;
    const metadata = metadataOf(plan);
    const spec = jobSpec(plan, facts);
    if (options.schedule === undefined) {
      drawPatched<KubernetesJob>(this, 'Default', options.patch, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        // What ran cannot be changed: another run is another object.
        metadata: { ...metadata, name: options.run === undefined ? name : `${name}-${options.run}` },
        spec,
      });
    } else {
      drawPatched<CronJob>(this, 'Default', options.patch, {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata,
        spec: {
          schedule: options.schedule,
          timeZone: options.timeZone,
          concurrencyPolicy: policies[options.overlap],
          startingDeadlineSeconds: options.lateSeconds,
          successfulJobsHistoryLimit: options.history,
          failedJobsHistoryLimit: options.history,
          jobTemplate: { metadata: { labels: { ...metadata.labels } }, spec },
        },
      });
    }
    drawPatched<ServiceAccount>(this, 'ServiceAccount', options.patch, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
      automountServiceAccountToken: false,
    });
    drawClaims(this, plan);
    drawStoredSecret(this, plan);
    drawAccess(this, plan, facts);
  }
}

const policies = { allow: 'Allow', forbid: 'Forbid', replace: 'Replace' } as const;

function jobSpec(plan: JobPlan, facts: ClusterFacts): JobSpec {
  const { completions, parallelism, retries, deadlineSeconds } = plan.options;
  return {
    completions,
    parallelism,
    backoffLimit: retries,
    ...(deadlineSeconds === undefined ? {} : { activeDeadlineSeconds: deadlineSeconds }),
    template: {
      metadata: { labels: podLabels(plan) },
      spec: podSpec(plan, facts, {}, { restartPolicy: 'Never' }),
    },
  };
}
