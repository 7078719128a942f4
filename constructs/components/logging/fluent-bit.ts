import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { logsLabel, tenantLabel } from '../../../src/kinds/labels';
import { error } from '../../../src/schema/problem';
import { helmValues, quantity } from '../../../src/schema/field-types';
import { charts } from './charts';
import { containerLogs } from './exclusive-resources';
import {
  collectorNamespace,
  multilineStartPattern,
  logsCredentialEnv,
  platformTenant,
  hostLogReaderSecurityContext,
} from './log-collection';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const positionsFolder = '/var/lib/fluent-bit';

/**
 * Brings what containers print to Elasticsearch or Loki, whichever keeps the logs, apart by tenant; smaller than
 * Fluentd. To Elasticsearch it writes as the user in Secret `logs` of namespace `log-collector` (keys `username`,
 * `password`).
 * @see https://docs.fluentbit.io/
 * @example
 * const [release] = fluentBit.releases({}, clusterInfo({ capabilities: loki.provides({ collector: false }) }));
 */
export const fluentBit = componentKind({
  kind: 'fluent-bit',
  summary: 'Brings what containers print to Elasticsearch or Loki.',
  schema: z.strictObject({
    memoryLimit: quantity.default('256Mi').describe('memory at which it is stopped, on each node'),
    values: helmValues.optional(),
  }),
  requires: () => ['logs'],
  provides: () => ({ 'log-collection': { namespace: collectorNamespace } }),
  exclusiveResources: () => containerLogs,
  validate: (_, cluster) => {
    const logs = tryGetEndpoint(cluster, 'logs');
    if (logs === undefined || ['elasticsearch', 'loki'].includes(logs.api ?? '')) return [];
    return [
      error(
        [],
        undefined,
        `fluent-bit writes to Elasticsearch or Loki, and the logs of this cluster speak ${logs.api ?? 'nothing known'}`,
        'use loki() or elasticsearch() for the logs',
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
          resources: containerResources('50m', '64Mi', memoryLimit),
          tolerations: [{ operator: 'Exists' }],
          env: tryGetEndpoint(cluster, 'logs')?.api === 'elasticsearch' ? logsCredentialEnv : [],
          serviceMonitor: { enabled: 'metrics' in cluster.capabilities },
          // Where it stopped reading outlives the pod, so that no line is sent twice.
          daemonSetVolumes: [
            { name: 'varlog', hostPath: { path: '/var/log' } },
            { name: 'positions', hostPath: { path: positionsFolder, type: 'DirectoryOrCreate' } },
          ],
          daemonSetVolumeMounts: [
            { name: 'varlog', mountPath: '/var/log', readOnly: true },
            { name: 'positions', mountPath: positionsFolder },
          ],
          luaScripts: { 'lines.lua': linesScript },
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
            summary: 'Fluent Bit on {{ $labels.pod }} cannot hand its lines on.',
            runbook:
              'kubectl -n log-collector logs ds/fluent-bit: 401 is the Secret logs, a refused connection is the store of logs itself.',
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
    DB ${positionsFolder}/containers.db
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
 * Says whose a line is, reads it as its pod says, and drops labels: as fields, one can be both a text and a parent (app,
 * app.kubernetes.io/name). Of JSON it takes what every application has, as text, since other fields of one name may differ.
 */
const linesScript = `function line(tag, timestamp, record)
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
    // Elasticsearch signs for itself, in a namespace whose certificate this one cannot read.
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
