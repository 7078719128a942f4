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

/**
 * Fluentd, which collects container logs on every node and delivers them to Elasticsearch, in one index per tenant and
 * day: `logs.<tenant>.<date>`. It reads its credentials from the Secret `logs` in namespace `log-collector` (keys
 * `username`, `password`).
 * @see https://docs.fluentd.org/
 * @example
 * const [release] = fluentd.releases({}, clusterInfo({ capabilities: elasticsearch.endpoints({}) }));
 */
export const fluentd = componentKind({
  kind: 'fluentd',
  summary: 'Collects container logs with Fluentd, for Elasticsearch.',
  schema: z.strictObject({
    memoryLimit: quantity.default('768Mi').describe('memory limit of the pod on each node'),
    values: helmValues.optional(),
  }),
  requires: () => ['logs'],
  secrets: ({ name }, cluster) =>
    tryGetEndpoint(cluster, 'logs')?.api === 'elasticsearch'
      ? listLogWriterSecrets({
          namespace: collectorNamespace,
          requiredFor: 'fluentd() with elasticsearch()',
          rotation: { restarts: [{ kind: 'DaemonSet', name }] },
        })
      : [],
  provides: () => ({ 'log-collection': { endpoint: { namespace: collectorNamespace } } }),
  exclusiveResources: () => containerLogsResource,
  validate: (_, cluster) => {
    const logs = tryGetEndpoint(cluster, 'logs');
    if (logs === undefined || logs.api === 'elasticsearch') return [];
    return [
      error(
        [],
        undefined,
        `fluentd writes to Elasticsearch, but the log store of this cluster has the API '${logs.api ?? 'unknown'}'`,
        'use fluentBit(), or elasticsearch() as the log store',
      ),
    ];
  },
  releases: ({ name, memoryLimit, values }, cluster) => [
    {
      name,
      namespace: collectorNamespace,
      podSecurity: 'privileged',
      chart: charts.fluentd,
      networkRules: {
        logs: {
          podLabels: { 'app.kubernetes.io/instance': name },
          ingress: [{ peer: { capability: 'metrics' }, ports: [24231] }],
          egress: [{ peer: { capability: 'logs' }, ports: [9200] }, { peer: 'api-server' }],
        },
      },
      values: mergeHelmValues(
        {
          fullnameOverride: name,
          variant: 'elasticsearch8',
          image: { repository: resolveImage(cluster, 'fluent/fluentd-kubernetes-daemonset') },
          securityContext: hostLogReaderSecurityContext,
          resources: containerResources({ cpuRequest: '100m', memoryRequest: '256Mi', memoryLimit }),
          tolerations: [{ operator: 'Exists' }],
          env: logsCredentialEnv,
          mountDockerContainersDirectory: false,
          dashboards: { enabled: '' },
          metrics: { serviceMonitor: { enabled: 'metrics' in cluster.capabilities } },
          fileConfigs: renderConfiguration(cluster),
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
            name: 'FluentdCannotSend',
            expr: 'increase(fluentd_output_status_num_errors[15m]) > 10',
            forMinutes: 15,
            severity: 'warning',
            summary: 'Fluentd on {{ $labels.instance }} cannot send log lines; they are buffered on the node.',
            runbook:
              'kubectl -n log-collector logs ds/fluentd: for status 401, check the Secret logs; for 429 or a refused connection, check that Elasticsearch is green and has free disk space.',
          },
        ],
      },
      cluster,
    ),
  ],
});

/** Returns the configuration files of Fluentd by file name; Fluentd reads them in the order of their names. */
function renderConfiguration(cluster: ClusterInfo): Readonly<Record<string, string>> {
  const { url = '' } = tryGetEndpoint(cluster, 'logs') ?? {};
  const { hostname, port, protocol } = new URL(url === '' ? 'https://elasticsearch:9200' : url);
  // Older versions of the metadata filter replace dots in label keys by underscores.
  const renderLabelLookup = (field: 'labels' | 'namespace_labels', labelKey: string) =>
    [labelKey, labelKey.replace('plinth.dev', 'plinth_dev')]
      .map((key) => `record.dig("kubernetes", "${field}", "${key}")`)
      .join(' || ');
  return {
    '01_sources.conf': `<source>
  @type tail
  @id containers
  @label @PARTS
  path /var/log/containers/*.log
  # Its own log is excluded: a message about a line would be a new line.
  exclude_path ["/var/log/containers/*_${collectorNamespace}_*.log"]
  pos_file /var/log/fluentd-containers.log.pos
  tag kubernetes.*
  read_from_head true
  <parse>
    @type regexp
    expression /^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>[FP]) (?<log>.*)$/
    time_format %Y-%m-%dT%H:%M:%S.%N%:z
  </parse>
</source>
<source>
  @type prometheus
  bind 0.0.0.0
  port 24231
  metrics_path /metrics
</source>
<source>
  @type prometheus_output_monitor
</source>
`,
    '02_filters.conf': `<label @PARTS>
  # The container runtime splits lines longer than 16 KiB; all parts except the last are marked P.
  <filter kubernetes.**>
    @type concat
    key log
    separator ""
    partial_key logtag
    partial_value P
    stream_identity_key stream
    use_first_timestamp true
    flush_interval 5
    timeout_label @KUBERNETES
  </filter>
  <match kubernetes.**>
    @type relabel
    @label @KUBERNETES
  </match>
</label>
<label @KUBERNETES>
  <filter kubernetes.**>
    @type kubernetes_metadata
    skip_master_url true
  </filter>
  <filter kubernetes.**>
    @type record_transformer
    enable_ruby true
    # Labels would become fields, and a field cannot be both a string and an object: app and app.kubernetes.io/name.
    remove_keys $.kubernetes.labels,$.kubernetes.namespace_labels,logtag
    <record>
      logs \${${renderLabelLookup('labels', logsLabel)} || "lines"}
      target_index \${"logs." + (${renderLabelLookup('namespace_labels', tenantLabel)} || "${platformTenant}") + "." + time.strftime("%Y.%m.%d")}
    </record>
  </filter>
  <match kubernetes.**>
    @type rewrite_tag_filter
    @label @ENTRIES
    <rule>
      key logs
      pattern /^(lines|json|multi-line)$/
      tag $1.\${tag}
    </rule>
  </match>
</label>
<label @ENTRIES>
  <filter multi-line.**>
    @type concat
    key log
    stream_identity_key stream
    multiline_start_regexp /${multilineStartPattern}/
    use_first_timestamp true
    flush_interval 5
    timeout_label @LINES
  </filter>
  <filter json.**>
    @type parser
    key_name log
    hash_value_field parsed
    reserve_data true
    reserve_time true
    emit_invalid_record_to_error false
    <parse>
      @type json
    </parse>
  </filter>
  <filter json.**>
    @type record_transformer
    enable_ruby true
    remove_keys parsed
    # Only fields that all applications have, as strings: other fields can have different types in different applications.
    <record>
      level \${record.dig("parsed", "level")&.to_s}
      message \${record.dig("parsed", "message")&.to_s}
    </record>
  </filter>
  <match **>
    @type relabel
    @label @LINES
  </match>
</label>
<label @LINES>
  <filter **>
    @type record_transformer
    remove_keys logs
  </filter>
  <match **>
    @type relabel
    @label @DISPATCH
  </match>
</label>
`,
    '03_dispatch.conf': `<label @DISPATCH>
  <match **>
    @type relabel
    @label @OUTPUT
  </match>
</label>
`,
    '04_outputs.conf': `<label @OUTPUT>
  <match **>
    @type elasticsearch
    @id elasticsearch
    host ${hostname}
    port ${port}
    scheme ${protocol.replace(':', '')}
    # The certificate of Elasticsearch is self-signed, and its CA is a Secret in another namespace.
    ssl_verify false
    user "#{ENV['LOGS_USERNAME']}"
    password "#{ENV['LOGS_PASSWORD']}"
    target_index_key target_index
    index_name logs.${platformTenant}
    include_timestamp true
    suppress_type_name true
    verify_es_version_at_startup false
    default_elasticsearch_version 8
    reconnect_on_error true
    reload_on_failure true
    reload_connections false
    <buffer>
      @type file
      path /var/log/fluentd-buffers
      total_limit_size 1GB
      chunk_limit_size 8MB
      flush_interval 5s
      retry_max_interval 30s
      retry_forever true
      overflow_action block
    </buffer>
  </match>
</label>
`,
  };
}
