import { Construct } from 'constructs';
import type { CronJob, Job as KubernetesJob, JobSpec } from 'kubernetes-types/batch/v1';
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import type { JobPlan } from '../../src/kinds/workload-plan';
import { clusterInfo, type ClusterInfo } from '../../src/kinds/cluster-info';
import type { Problem } from '../../src/schema/problem';
import type { StandaloneJobProps } from '../../src/standalone/workload-props';
import { planStandaloneJob } from '../../src/standalone/workloads';
import { addAdditions } from './additions';
import { addBindingSecrets } from './binding-secrets';
import { addWorkloadNetworkPolicies } from './network-policies';
import { addPatchedObject, useRegistryMirror, workloadMetadata, workloadPodLabels } from './metadata';
import { renderPodSpec } from './pod';
import { addExternalSecret } from './external-secret';
import { addVolumeClaims } from './volumes';

/** Properties of a `Job`: its options, or a plan of it. */
export type JobProps = StandaloneJobProps | PlannedJobProps;

/** Properties of a `Job` of a platform. */
export interface PlannedJobProps {
  /** The job as planned for the cluster. */
  readonly plan: JobPlan;
  /**
   * Cluster that the job runs on.
   * @default a cluster without capabilities
   */
  readonly cluster?: ClusterInfo;
}

/**
 * A job on a cluster: a Job, or a CronJob if it has a schedule, with its ServiceAccount and NetworkPolicy.
 * @example
 * new Job(chart, 'report', { tenant: 'shop', image: 'registry.acme.example/shop/report:1.0.0', schedule: '0 3 * * *' });
 */
export class Job extends Construct {
  /** Warnings about the options; for a job of a platform, the plan of the platform has them. */
  readonly warnings: readonly Problem[];

  /** @throws DefinitionError with all errors of the options, as `plinth check` reports them */
  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id);
    const {
      plan,
      cluster = clusterInfo(),
      warnings = [],
    }: PlannedJobProps & { readonly warnings?: readonly Problem[] } = 'plan' in props
      ? props
      : planStandaloneJob(id, props);
    this.warnings = warnings;
    const { options, name } = plan;
    const metadata = workloadMetadata(plan);
    const spec = renderJobSpec(plan, cluster);
    const patch = useRegistryMirror(options.patch, cluster);
    if (options.schedule === undefined) {
      addPatchedObject<KubernetesJob>(this, 'Default', patch, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        // The template of a Job is immutable: each run is an object of its own.
        metadata: { ...metadata, name: options.run === undefined ? name : `${name}-${options.run}` },
        spec,
      });
    } else {
      addPatchedObject<CronJob>(this, 'Default', patch, {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata,
        spec: {
          schedule: options.schedule,
          timeZone: options.timeZone,
          concurrencyPolicy: concurrencyPolicies[options.overlap],
          startingDeadlineSeconds: options.lateSeconds,
          successfulJobsHistoryLimit: options.history,
          failedJobsHistoryLimit: options.history,
          jobTemplate: { metadata: { labels: { ...metadata.labels } }, spec },
        },
      });
    }
    addPatchedObject<ServiceAccount>(this, 'ServiceAccount', options.patch, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
      automountServiceAccountToken: false,
    });
    addVolumeClaims(this, plan);
    addExternalSecret(this, plan, cluster);
    addBindingSecrets(this, plan);
    addWorkloadNetworkPolicies(this, plan, cluster);
    addAdditions(this, plan.additions);
  }
}

const concurrencyPolicies = { allow: 'Allow', forbid: 'Forbid', replace: 'Replace' } as const;

function renderJobSpec(plan: JobPlan, cluster: ClusterInfo): JobSpec {
  const { completions, parallelism, retries, deadlineSeconds } = plan.options;
  return {
    completions,
    parallelism,
    backoffLimit: retries,
    ...(deadlineSeconds === undefined ? {} : { activeDeadlineSeconds: deadlineSeconds }),
    template: {
      metadata: { labels: workloadPodLabels(plan) },
      spec: renderPodSpec(plan, cluster, { restartPolicy: 'Never' }),
    },
  };
}
