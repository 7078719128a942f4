import type { CronJob, Job, JobSpec } from 'kubernetes-types/batch/v1';
import type { PodSpec } from 'kubernetes-types/core/v1';
import type { Construct } from 'constructs';
import { digest } from '../digest';
import { addObject } from '../kubernetes/object';

/** What the pods of the jobs of a cloud run. */
export type DataServicePod = Pick<PodSpec, 'initContainers' | 'containers' | 'volumes'>;

/** User of the containers: their images need no certain one. */
const userId = 65532;

/** Properties of the jobs that create the users of a data service for a tenant, such as a database server. */
export interface DataServiceJobsProps {
  /** Namespace of the component. */
  readonly namespace: string;
  readonly tenant: string;
  /** Name of the service account of the jobs. */
  readonly serviceAccount: string;
  readonly pod: DataServicePod;
}

/**
 * Adds the Job that creates the users of a data service for a tenant, and a CronJob that repeats it: a password that was
 * rotated, or a server that was restored, is set again.
 */
export function addDataServiceJobs(
  scope: Construct,
  { namespace, tenant, serviceAccount, pod }: DataServiceJobsProps,
): void {
  const podSpec: PodSpec = {
    serviceAccountName: serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      fsGroup: userId,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...pod,
  };
  const spec: JobSpec = {
    backoffLimit: 10,
    activeDeadlineSeconds: 3600,
    template: { metadata: { labels: { 'app.kubernetes.io/name': 'provisioner' } }, spec: podSpec },
  };
  addObject<Job>(scope, 'provision', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    // The template of a Job is immutable: another template is another Job.
    metadata: { name: `${tenant.slice(0, 40)}-${digest([tenant, spec]).slice(0, 10)}`, namespace },
    spec,
  });
  addObject<CronJob>(scope, 'reconcile', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: `${tenant.slice(0, 40)}-${digest([tenant]).slice(0, 6)}`, namespace },
    spec: {
      schedule: '7,37 * * * *',
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec },
    },
  });
}
