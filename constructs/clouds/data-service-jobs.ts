import type { CronJob, Job, JobSpec } from 'kubernetes-types/batch/v1';
import type { PodSpec } from 'kubernetes-types/core/v1';
import type { Construct } from 'constructs';
import type { NetworkRule } from '../../src/kinds/network-rules';
import type { Release } from '../../src/kinds/release';
import { digest } from '../digest';
import { addObject } from '../kubernetes/object';

/** What the pods of the jobs of a cloud run. */
export type DataServicePod = Pick<PodSpec, 'initContainers' | 'containers' | 'volumes'>;

/** Service account of the jobs of a component. */
export const provisionerServiceAccount = 'provisioner';

/** User of the containers: their images need no certain one. */
const userId = 65532;

/** Properties of the jobs that create the users of a data service for a tenant, such as a database server. */
export interface DataServiceJobsProps {
  /** Namespace of the component. */
  readonly namespace: string;
  readonly tenant: string;
  readonly pod: DataServicePod;
}

/**
 * Adds the Job that creates the users of a data service for a tenant, and a CronJob that repeats it: a password that was
 * rotated, or a server that was restored, is set again.
 */
export function addDataServiceJobs(scope: Construct, { namespace, tenant, pod }: DataServiceJobsProps): void {
  const podSpec: PodSpec = {
    serviceAccountName: provisionerServiceAccount,
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

/**
 * Returns the namespace of the jobs of a component, with their service account and what they may connect to.
 * @param egress connections in addition to those to the APIs of the cloud, which have public addresses
 */
export function provisionerRelease(name: string, egress: readonly NetworkRule[]): Release {
  return {
    name,
    namespace: name,
    podSecurity: 'restricted',
    isolatePods: true,
    networkRules: { provisioner: { egress: [...egress, { peer: 'outside-cluster', ports: [443] }] } },
    objects: {
      'objects.yaml': (scope) => {
        addObject(scope, 'service-account', {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: provisionerServiceAccount, namespace: name },
          automountServiceAccountToken: false,
        });
      },
    },
  };
}
