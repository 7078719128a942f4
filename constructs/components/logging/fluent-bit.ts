import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { logsLabel, tenantLabel } from '../../../src/kinds/labels';
import { error } from '../../../src/schema/problem';
import { helmValues, quantity } from '../../../src/schema/field-types';
import { charts } from './charts';
import { listLogWriterSecrets } from './elasticsearch-secrets';
import {
  collectorNamespace,
  containerLogsResource,
  hostLogReaderSecurityContext,
  logsCredentialEnv,
  multilineStartPattern,
  platformTenant,
} from './log-collection';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const positionsDirectory = '/var/lib/fluent-bit';

/**
 * Fluent Bit, which collects container logs on every node and delivers them to the log store of the cluster
 * (Elasticsearch or Loki), separated by tenant. Needs less memory than Fluentd. For Elasticsearch it reads its
 * credentials from the Secret `logs` in namespace `log-collector` (keys `username`, `password`).
 * @see https://docs.fluentbit.io/
 * @example
 * const [release] = fluentBit.releases({}, clusterInfo({ capabilities: loki.endpoints({ collector: false }) }));
 */
export const fluentBit = componentKind({
  kind: 'fluent-bit',
  summary: 'Collects container logs with Fluent Bit, for Elasticsearch or Loki.',
  schema: z.strictObject({
    memoryLimit: quantity.default('256Mi').describe('memory limit of the pod on each node'),
    values: helmValues.optional(),
  }),
  requires: () => ['logs'],
  secrets: ({ name }, cluster) =>
    tryGetEndpoint(cluster, 'logs')?.api === 'elasticsearch'
      ? listLogWriterSecrets({
          namespace: collectorNamespace,
          requiredFor: 'fluentBit() with elasticsearch()',
          rotation: { restarts: [{ kind: 'DaemonSet', name }] },
        })
      : [],
  provides: () => ({ 'log-collection': { endpoint: { namespace: collectorNamespace } } }),
  exclusiveResources: () => containerLogsResource,
  validate: (_, cluster) => {
    const logs = tryGetEndpoint(cluster, 'logs');
    if (logs === undefined || ['elasticsearch', 'loki'].includes(logs.api ?? '')) return [];
    return [
      error(
        [],
        undefined,
        `fluent-bit writes to Elasticsearch or Loki, but the log store of this cluster has the API '${logs.api ?? 'unknown'}'`,
        'use loki() or elasticsearch() as the log store',
      ),
    ];
  },
  releases: ({ name, memoryLimit, values }, cluster) => [
    {
      name,
      namespace: collectorNamespace,
      podSecurity: 'privileged',
      chart: charts.fluentBit,
      networkRules: {
        logs: {
          podLabels: { 'app.kubernetes.io/instance': name },
          ingress: [{ peer: { capability: 'metrics' }, ports: [2020] }],
          egress: [{ peer: { capability: 'logs' }, ports: [3100, 9200] }, { peer: 'api-server' }],
        },
      },
      values: mergeHelmValues(
        {
          fullnameOverride: name,
          image: { repository: resolveImage(cluster, 'cr.fluentbit.io/fluent/fluent-bit') },
          testFramework: { enabled: false },
          securityContext: { ...hostLogReaderSecurityContext, readOnlyRootFilesystem: true },
          resources: containerResources({ cpuRequest: '50m', memoryRequest: '64Mi', memoryLimit }),
          tolerations: [{ operator: 'Exists' }],
          env: tryGetEndpoint(cluster, 'logs')?.api === 'elasticsearch' ? logsCredentialEnv : [],
          serviceMonitor: { enabled: 'metrics' in cluster.capabilities },
          // The read positions must survive the pod; otherwise a new pod sends all lines again.
          daemonSetVolumes: [
            { name: 'varlog', hostPath: { path: '/var/log' } },
            { name: 'positions', hostPath: { path: positionsDirectory, type: 'DirectoryOrCreate' } },
          ],
          daemonSetVolumeMounts: [
            { name: 'varlog', mountPath: '/var/log', readOnly: true },
            { name: 'positions', mountPath: positionsDirectory },
          ],
          luaScripts: { 'lines.lua': lineFilterScript },
          config: { inputs, filters, outputs: renderOutputs(cluster), customParsers },
        },
        values,
      ),
    },
    ...monitoringReleases(
      {
        name,
        namespace: collectorNamespace,
        alerts: [
          {
            name: 'FluentBitCannotSend',
            expr: 'increase(fluentbit_output_retries_failed_total[15m]) > 0 or increase(fluentbit_output_errors_total[15m]) > 10',
            forMinutes: 15,
            severity: 'warning',
            summary: 'Fluent Bit in {{ $labels.pod }} cannot send log lines.',
            runbook:
              'kubectl -n log-collector logs ds/fluent-bit: for status 401, check the Secret logs; if the connection is refused, check the log store.',
          },
        ],
      },
      cluster,
    ),
  ],
});

const inputs = `[INPUT]
    Name tail
    Path /var/log/containers/*.log
    Exclude_Path /var/log/containers/*_${collectorNamespace}_*.log
    multiline.parser docker, cri
    Tag kube.*
    DB ${positionsDirectory}/containers.db
    Mem_Buf_Limit 16MB
    Skip_Long_Lines On
`;

const filters = `[FILTER]
    Name kubernetes
    Match kube.*
    Merge_Log On
    Merge_Log_Key parsed
    Keep_Log On
    Namespace_Labels On
    Annotations Off

[FILTER]
    Name rewrite_tag
    Match kube.*
    Rule $kubernetes['labels']['${logsLabel}'] ^multi-line$ entries.$TAG false

[FILTER]
    Name multiline
    Match entries.*
    multiline.key_content log
    multiline.parser entries

[FILTER]
    Name lua
    Match *
    Script /fluent-bit/scripts/lines.lua
    Call line
`;

const customParsers = `[MULTILINE_PARSER]
    Name entries
    Type regex
    Flush_Timeout 2000
    Rule "start_state" "/${multilineStartPattern}/" "more"
    Rule "more" "/^(?!${multilineStartPattern.slice(1)})/" "more"
`;

/**
 * Lua filter that sets tenant and index of a record and reads the line in the log format of its pod. It drops the
 * labels, because Elasticsearch cannot map a field both as a string and as an object (`app`, `app.kubernetes.io/name`).
 * Of JSON lines it keeps `level` and `message`, as strings: other fields can have different types in different
 * applications.
 */
const lineFilterScript = `function line(tag, timestamp, record)
  local pod = record["kubernetes"] or {}
  local logs = (pod["labels"] or {})["${logsLabel}"]
  if logs == "none" then
    return -1, timestamp, record
  end
  local parsed = record["parsed"]
  record["parsed"] = nil
  if logs == "json" and type(parsed) == "table" then
    for _, field in ipairs({ "level", "message" }) do
      if parsed[field] ~= nil then
        record[field] = tostring(parsed[field])
      end
    end
  end
  local namespace = record["kubernetes_namespace"] or {}
  local labels = namespace["labels"] or {}
  record["tenant"] = labels["${tenantLabel}"] or "${platformTenant}"
  record["index"] = "logs." .. record["tenant"]
  record["kubernetes_namespace"] = nil
  if record["kubernetes"] then
    record["kubernetes"]["labels"] = nil
  end
  return 2, timestamp, record
end
`;

function renderOutputs(cluster: ClusterInfo): string {
  const logs = tryGetEndpoint(cluster, 'logs');
  const { hostname, port } = new URL(logs?.url ?? 'http://logs:3100');
  if (logs?.api === 'elasticsearch') {
    // The certificate of Elasticsearch is self-signed, and its CA is a Secret in another namespace.
    return `[OUTPUT]
    Name es
    Match *
    Host ${hostname}
    Port ${port}
    HTTP_User \${LOGS_USERNAME}
    HTTP_Passwd \${LOGS_PASSWORD}
    tls On
    tls.verify Off
    Logstash_Format On
    Logstash_Prefix logs.${platformTenant}
    Logstash_Prefix_Key index
    Logstash_Prefix_Separator .
    Logstash_DateFormat %Y.%m.%d
    Suppress_Type_Name On
    Retry_Limit False
`;
  }
  return `[OUTPUT]
    Name loki
    Match *
    Host ${hostname}
    Port ${port}
    tenant_id_key tenant
    labels namespace=$kubernetes['namespace_name'], pod=$kubernetes['pod_name'], container=$kubernetes['container_name'], node=$kubernetes['host']
    remove_keys tenant,index
    Retry_Limit False
`;
}
