import { join } from 'node:path';
import type { CronJob } from 'kubernetes-types/batch/v1';
import { z } from 'zod';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import type { ObjectRelease } from '../../../src/kinds/release';
import { dnsLabel } from '../../../src/schema/field-types';
import { images } from '../../images';
import { addObject } from '../../kubernetes/object';
import { readPodScript, renderScriptPod } from '../../kubernetes/script-pod';
import { addScript, scriptPodLabels } from '../../kubernetes/script-server';
import type { AlertRule } from '../../monitoring/alert-rules';

/** Schema of the bucket with the snapshots of OpenBao. */
export const snapshotsSchema = z.strictObject({
  bucket: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'must be the name of a bucket: write 3 to 63 lower-case letters, digits, hyphens and dots',
    )
    .meta({ examples: ['secret-snapshots'] })
    .describe('S3 bucket outside of the cluster; snapshots are in its folder <cluster>/<component>/'),
  endpoint: z
    .url({ protocol: /^https?$/, hostname: z.regexes.hostname })
    .meta({ examples: ['https://s3.acme.example'] })
    .describe('URL of the S3 API, such as https://s3.acme.example'),
  region: z.string().min(1).default('us-east-1').describe('region of the bucket'),
  credentials: dnsLabel
    .default('openbao-snapshots')
    .describe('Secret in the namespace of the component with the keys `accessKey` and `secretKey`'),
  hour: z.int().min(0).max(23).default(1).describe('hour of the daily snapshot, in UTC'),
});

type SnapshotOptions = z.output<typeof snapshotsSchema>;

const script = readPodScript(join(__dirname, 'scripts/save-snapshot.mjs'));

/** Returns the name of the CronJob, and of its ServiceAccount. The role of OpenBao has the name `snapshots`. */
export function snapshotsName(name: string): string {
  return `${name}-snapshots`;
}

/** Returns the Secret with the credentials of the bucket. */
export function snapshotsSecret(namespace: string, { credentials }: SnapshotOptions): ComponentSecret {
  const provided = (description: string) => ({ from: 'provided' as const, description });
  return {
    namespace,
    name: credentials,
    requiredFor: 'openBao({ snapshots })',
    values: { accessKey: provided('access key of the bucket'), secretKey: provided('secret key of the bucket') },
    // The snapshots must go on when the store is sealed, and External Secrets cannot read it.
    beforeStore: true,
    rotation: { reloads: 'the next snapshot uses the new keys' },
  };
}

/**
 * Returns the release of the CronJob that saves a snapshot each day.
 * @param certificates Secret with the certificate authority of the servers
 */
export function snapshotsRelease(
  name: string,
  options: SnapshotOptions,
  certificates: string,
  cluster: ClusterInfo,
): ObjectRelease {
  const jobName = snapshotsName(name);
  const { bucket, endpoint, region, hour } = options;
  const credential = (variable: string, key: string) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name: options.credentials, key } },
  });
  const pod = renderScriptPod(
    {
      ...{ name: jobName, container: 'snapshot', script },
      env: {
        BAO_ADDR: `https://${name}-active.${name}.svc:8200`,
        BAO_CACERT: '/tls/ca.crt',
        BAO_ROLE: 'snapshots',
        S3_URL: `${endpoint.replace(/\/$/, '')}/${bucket}/${cluster.cluster}/${name}`,
        S3_REGION: region,
      },
      volumes: [
        { name: 'tls', secret: { secretName: certificates, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { name: 'tmp', emptyDir: {} },
      ],
      volumeMounts: [
        { name: 'tls', mountPath: '/tls', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    },
    cluster,
  );
  return {
    name: jobName,
    namespace: name,
    podSecurity: 'restricted',
    images: [images.node],
    networkRules: {
      snapshots: {
        podLabels: scriptPodLabels(jobName),
        egress: [{ peer: 'pods', ports: [8200] }, { peer: 'outside-cluster' }],
      },
    },
    objects: {
      'objects.yaml': (scope) => {
        const metadata = { name: jobName, namespace: name };
        addScript(scope, metadata, script);
        addObject<CronJob>(scope, 'Snapshots', {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          metadata,
          spec: {
            schedule: `0 ${hour} * * *`,
            timeZone: 'Etc/UTC',
            concurrencyPolicy: 'Forbid',
            successfulJobsHistoryLimit: 1,
            failedJobsHistoryLimit: 1,
            jobTemplate: {
              spec: {
                backoffLimit: 3,
                activeDeadlineSeconds: 3600,
                template: {
                  metadata: { labels: scriptPodLabels(jobName) },
                  spec: {
                    ...pod,
                    restartPolicy: 'Never',
                    containers: pod.containers.map((container) => ({
                      ...container,
                      env: [
                        ...(container.env ?? []),
                        credential('ACCESS_KEY', 'accessKey'),
                        credential('SECRET_KEY', 'secretKey'),
                      ],
                    })),
                  },
                },
              },
            },
          },
        });
      },
    },
  };
}

/** Returns the alert of a snapshot that is too old. */
export function snapshotsAlert(name: string): AlertRule {
  const job = snapshotsName(name);
  return {
    name: 'SecretStoreNotBackedUp',
    expr: `time() - kube_cronjob_status_last_successful_time{namespace="${name}", cronjob="${job}"} > 36 * 3600 or kube_cronjob_info{namespace="${name}", cronjob="${job}"} unless on (namespace, cronjob) kube_cronjob_status_last_successful_time`,
    forMinutes: 60,
    severity: 'critical',
    summary: 'OpenBao has had no snapshot for more than 36 hours: after a loss of its volumes, newer secrets are lost.',
    runbook: `kubectl -n ${name} logs -l app.kubernetes.io/name=${job}: 400 or 403 of OpenBao means that the role 'snapshots' is missing, other responses come from the bucket.`,
  };
}
