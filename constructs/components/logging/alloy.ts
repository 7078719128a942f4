import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { logsLabel, tenantLabel } from '../../../src/kinds/labels';
import type { ChartRelease, Release } from '../../../src/kinds/release';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { collectorNamespace, multilineStartPattern, platformTenant } from './log-collection';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/**
 * Returns the releases of Alloy, which collects container logs on every node and pushes them to Loki.
 * @param lokiUrl base URL of Loki inside the cluster, such as `http://loki.loki.svc:3100`
 */
export function alloyReleases(
  loki: { readonly name: string; readonly collectorValues?: Readonly<Record<string, unknown>> | undefined },
  lokiUrl: string,
  cluster: ClusterInfo,
): readonly Release[] {
  const name = `${loki.name}-alloy`;
  const release: ChartRelease = {
    name,
    namespace: collectorNamespace,
    podSecurity: 'privileged',
    chart: charts.alloy,
    networkRules: {
      logs: {
        podLabels: { 'app.kubernetes.io/instance': name },
        ingress: [{ peer: { capability: 'metrics' }, ports: [12345] }],
        egress: [{ peer: { capability: 'logs' }, ports: [3100] }, { peer: 'api-server' }],
      },
    },
    values: mergeHelmValues(renderValues(name, lokiUrl, cluster), loki.collectorValues),
  };
  return [release, ...monitoringReleases({ name, namespace: collectorNamespace, alerts: alerts(name) }, cluster)];
}

/** @see https://grafana.com/docs/alloy/latest/reference/components/loki/loki.write/#debug-metrics */
function alerts(name: string): readonly AlertRule[] {
  return [
    {
      name: 'AlloyDropsLines',
      expr: 'sum by (pod, reason) (increase(loki_write_dropped_entries_total[15m])) > 0',
      forMinutes: 5,
      severity: 'warning',
      summary: '{{ $labels.pod }} dropped {{ $value | printf "%.0f" }} log lines in 15 minutes: {{ $labels.reason }}.',
      runbook:
        'ingester_error: Loki did not accept the lines in time, check that it is up. rate_limited and stream_limited: a tenant logs too much. line_too_long: the application must write shorter lines.',
    },
    {
      name: 'AlloyCannotSend',
      expr: 'sum by (pod) (increase(loki_write_batch_retries_total[15m])) > 10',
      forMinutes: 15,
      severity: 'warning',
      summary: '{{ $labels.pod }} cannot send log lines; they are buffered on the node.',
      runbook: `kubectl -n ${collectorNamespace} logs ds/${name}: if the connection is refused, check that Loki is up and has free disk space.`,
    },
  ];
}

function renderValues(name: string, lokiUrl: string, cluster: ClusterInfo) {
  const positionsDirectory = '/var/lib/alloy';
  const readVerbs = ['get', 'list', 'watch'];
  return {
    fullnameOverride: name,
    ...(cluster.registryMirror === undefined ? {} : { global: { image: { registry: cluster.registryMirror } } }),
    crds: { create: false },
    alloy: {
      configMap: { content: renderAlloyConfiguration(lokiUrl) },
      enableReporting: false,
      storagePath: positionsDirectory,
      mounts: { varlog: true, extra: [{ name: 'positions', mountPath: positionsDirectory }] },
      // Root owns the log files; reading them needs no capability.
      securityContext: {
        runAsUser: 0,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
    },
    configReloader: {
      resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '64Mi' }),
    },
    controller: {
      // The read positions must survive the pod; otherwise a new pod sends all lines again.
      volumes: { extra: [{ name: 'positions', hostPath: { path: positionsDirectory, type: 'DirectoryOrCreate' } }] },
      tolerations: [{ operator: 'Exists' }],
    },
    // The chart's default rules grant access to all Secrets.
    rbac: {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: readVerbs }],
      clusterRules: [{ apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: readVerbs }],
    },
    serviceMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
  };
}

/**
 * Returns the configuration of Alloy in Alloy's configuration syntax. Alloy discovers the containers of its node, reads
 * their log files and sends each line to Loki under the tenant that owns the namespace. The label `plinth.dev/logs` of
 * a pod selects the log format.
 * @param lokiUrl base URL of Loki, without `/loki/api/v1/push`
 * @see https://grafana.com/docs/alloy/latest/reference/components/
 */
export function renderAlloyConfiguration(lokiUrl: string): string {
  const [tenantMetaLabel, logsMetaLabel] = [tenantLabel, logsLabel].map((label) => label.replace(/[^a-z]/g, '_'));
  const renderRelabelRule = (source: string, target: string) =>
    `  rule {\n    source_labels = ["__meta_kubernetes_${source}"]\n    target_label  = "${target}"\n  }`;
  return `discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("K8S_NODE_NAME")
  }
  attach_metadata {
    namespace = true
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
${renderRelabelRule('namespace', 'namespace')}
${renderRelabelRule('pod_name', 'pod')}
${renderRelabelRule('pod_container_name', 'container')}
${renderRelabelRule('pod_node_name', 'node')}
${renderRelabelRule('pod_label_app_kubernetes_io_name', 'app')}
${renderRelabelRule(`pod_label_${logsMetaLabel}`, 'logs')}
  rule {
    source_labels = ["logs"]
    regex         = "none"
    action        = "drop"
  }
  rule {
    target_label = "tenant"
    replacement  = "${platformTenant}"
  }
  rule {
    source_labels = ["__meta_kubernetes_namespace_label_${tenantMetaLabel}"]
    regex         = "(.+)"
    target_label  = "tenant"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "__path__"
    replacement   = "/var/log/pods/*$1/*.log"
  }
}

local.file_match "pods" {
  path_targets = discovery.relabel.pods.output
}

loki.source.file "pods" {
  targets    = local.file_match.pods.targets
  forward_to = [loki.process.pods.receiver]
}

loki.process "pods" {
  stage.cri {}
  stage.match {
    selector = "{logs=\\"multi-line\\"}"
    stage.multiline {
      firstline = ${JSON.stringify(multilineStartPattern)}
    }
  }
  stage.match {
    selector = "{logs=\\"json\\"}"
    stage.json {
      expressions = { level = "level" }
    }
    stage.labels {
      values = { level = "level" }
    }
  }
  stage.tenant {
    label = "tenant"
  }
  stage.label_drop {
    values = ["filename", "logs", "tenant"]
  }
  forward_to = [loki.write.logs.receiver]
}

loki.write "logs" {
  endpoint {
    url = "${lokiUrl}/loki/api/v1/push"
  }
}
`;
}
