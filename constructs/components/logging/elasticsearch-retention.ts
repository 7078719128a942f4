import type { Construct } from 'constructs';
import type { CronJob } from 'kubernetes-types/batch/v1';
import { addObject } from '../../kubernetes/object';
import { containerResources } from '../../kubernetes/container-resources';

/** Draws what deletes indices `logs.<tenant>.<date>` that are older than they should be, once a day. */
export function addRetentionCronJob(
  scope: Construct,
  props: Readonly<{ name: string; namespace: string; retentionDays: number; image: string }>,
): void {
  const { name, namespace, retentionDays, image } = props;
  const key = (secret: string, of: string) => ({ secretKeyRef: { name: secret, key: of } });
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
                    { name: 'PASSWORD', valueFrom: key(`${name}-es-elastic-user`, 'elastic') },
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

/** The password goes to curl by standard input, since anybody on the host can read arguments. */
export const retentionScript = `limit=$(date -u -d "@$(($(date +%s) - DAYS * 86400))" +%Y%m%d)
ask() { printf 'user = "elastic:%s"' "$PASSWORD" | curl -sSf --cacert /certificates/ca.crt -K - "$@"; }
for index in $(ask "$URL/_cat/indices/logs.*?h=index"); do
  day=$(printf %s "$index" | sed -n 's/^logs\\..*\\.\\([0-9]\\{4\\}\\)\\.\\([0-9][0-9]\\)\\.\\([0-9][0-9]\\)$/\\1\\2\\3/p')
  if [ -n "$day" ] && [ "$day" -lt "$limit" ]; then
    echo "deleting $index"
    ask -X DELETE "$URL/$index"
  fi
done
`;
