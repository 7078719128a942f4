import { Construct } from 'constructs';
import type { CronJob, Job as KubernetesJob, JobSpec } from 'kubernetes-types/batch/v1';
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import type { JobPlan } from '../../src/kinds/cluster-plan';
import { clusterInfo, type ClusterInfo } from '../../src/kinds/cluster-info';
import { addAdditions } from './additions';
import { addBindingSecrets } from './binding-secrets';
import { addWorkloadNetworkPolicies } from './network-policies';
import { addPatchedObject, useRegistryMirror, workloadMetadata, workloadPodLabels } from './metadata';
import { renderPodSpec } from './pod';
import { addExternalSecret } from './external-secret';
import { addVolumeClaims } from './volumes';

/** Properties of a `Job`. */
export interface JobProps {
  /** The job as planned for the cluster; outside of a platform, `planJob` returns it. */
  readonly plan: JobPlan;
  /** @default a cluster without capabilities */
  readonly cluster?: ClusterInfo;
}

/**
 * A job on a cluster: a Job, or a CronJob if it has a schedule, with its ServiceAccount and NetworkPolicy.
 * @example
 * new Job(chart, 'report', {
 *   plan: planJob('shop', 'report', { image: 'registry.acme.example/shop/report:1.0.0', schedule: '0 3 * * *' }),
 * });
 */
export class Job extends Construct {
  constructor(scope: Construct, id: string, { plan, cluster = clusterInfo() }: JobProps) {
    super(scope, id);
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
    addExternalSecret(this, plan);
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
