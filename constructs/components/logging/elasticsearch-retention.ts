import type { Construct } from 'constructs';
import type { CronJob } from 'kubernetes-types/batch/v1';
import { addObject } from '../../kubernetes/object';
import { containerResources } from '../../kubernetes/container-resources';

/** Properties of {@link addRetentionCronJob}. */
export interface RetentionCronJobProps {
  /** Name of the Elasticsearch object. */
  readonly name: string;
  readonly namespace: string;
  readonly retentionDays: number;
  /** Image that contains a shell, `sed` and `curl`. */
  readonly image: string;
}

/** Adds a CronJob that deletes indices `logs.<tenant>.<date>` older than the retention period, once a day. */
export function addRetentionCronJob(
  scope: Construct,
  { name, namespace, retentionDays, image }: RetentionCronJobProps,
): void {
  addObject<CronJob>(scope, 'Retention', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: `${name}-retention`, namespace },
    spec: {
      schedule: '23 3 * * *',
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          template: {
            spec: {
              restartPolicy: 'Never',
              automountServiceAccountToken: false,
              securityContext: {
                runAsNonRoot: true,
                runAsUser: 65532,
                runAsGroup: 65532,
                seccompProfile: { type: 'RuntimeDefault' },
              },
              containers: [
                {
                  name: 'retention',
                  image,
                  command: ['/bin/sh', '-ec', retentionScript],
                  env: [
                    { name: 'DAYS', value: String(retentionDays) },
                    { name: 'URL', value: `https://${name}-es-http.${namespace}.svc:9200` },
                    {
                      name: 'PASSWORD',
                      valueFrom: { secretKeyRef: { name: `${name}-es-elastic-user`, key: 'elastic' } },
                    },
                  ],
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ['ALL'] },
                  },
                  resources: containerResources({ cpuRequest: '10m', memoryRequest: '16Mi', memoryLimit: '64Mi' }),
                  volumeMounts: [{ name: 'certificates', mountPath: '/certificates', readOnly: true }],
                },
              ],
              volumes: [{ name: 'certificates', secret: { secretName: `${name}-es-http-certs-public` } }],
            },
          },
        },
      },
    },
  });
}

/**
 * Shell script of the CronJob. It passes the password to curl through stdin, because every user of the host can read
 * arguments.
 */
const retentionScript = `limit=$(date -u -d "@$(($(date +%s) - DAYS * 86400))" +%Y%m%d)
request() { printf 'user = "elastic:%s"' "$PASSWORD" | curl -sSf --cacert /certificates/ca.crt -K - "$@"; }
for index in $(request "$URL/_cat/indices/logs.*?h=index"); do
  day=$(printf %s "$index" | sed -n 's/^logs\\..*\\.\\([0-9]\\{4\\}\\)\\.\\([0-9][0-9]\\)\\.\\([0-9][0-9]\\)$/\\1\\2\\3/p')
  if [ -n "$day" ] && [ "$day" -lt "$limit" ]; then
    echo "deleting $index"
    request -X DELETE "$URL/$index"
  fi
done
`;
