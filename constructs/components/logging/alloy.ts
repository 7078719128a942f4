import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { logsLabel, tenantLabel } from '../../../src/kinds/labels';
import type { ChartRelease, Release } from '../../../src/kinds/release';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { collectorNamespace, multilineStartPattern, platformTenant } from './log-collection';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/** The releases of Alloy that brings what containers print to a Loki at an address inside the cluster. */
export function alloyReleases(
  loki: { readonly name: string; readonly collectorValues?: Readonly<Record<string, unknown>> | undefined },
  url: string,
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
    values: mergeHelmValues(renderValues(name, url, cluster), loki.collectorValues),
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
      summary:
        '{{ $labels.pod }} lost {{ $value | printf "%.0f" }} lines in a quarter of an hour: {{ $labels.reason }}.',
      runbook:
        'ingester_error: Loki did not take them in time, see whether it is up. rate_limited and stream_limited: a tenant prints too much. line_too_long is the application to be mended.',
    },
    {
      name: 'AlloyCannotSend',
      expr: 'sum by (pod) (increase(loki_write_batch_retries_total[15m])) > 10',
      forMinutes: 15,
      severity: 'warning',
      summary: '{{ $labels.pod }} cannot hand its lines on; they wait on the node.',
      runbook: `kubectl -n ${collectorNamespace} logs ds/${name}: a refused connection is Loki itself, see whether it is up and has room.`,
    },
  ];
}

function renderValues(name: string, url: string, cluster: ClusterInfo) {
  const positions = '/var/lib/alloy';
  const read = ['get', 'list', 'watch'];
  return {
    fullnameOverride: name,
    ...(cluster.registryMirror === undefined ? {} : { global: { image: { registry: cluster.registryMirror } } }),
    crds: { create: false },
    alloy: {
      configMap: { content: renderAlloyConfiguration(url) },
      enableReporting: false,
      storagePath: positions,
      mounts: { varlog: true, extra: [{ name: 'positions', mountPath: positions }] },
      // The files belong to root; it needs no capability to read them.
      securityContext: {
        runAsUser: 0,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      resources: containerResources('50m', '128Mi', '512Mi'),
    },
    configReloader: { resources: containerResources('10m', '32Mi', '64Mi') },
    controller: {
      // Where it stopped reading outlives the pod, so that no line is sent twice.
      volumes: { extra: [{ name: 'positions', hostPath: { path: positions, type: 'DirectoryOrCreate' } }] },
      tolerations: [{ operator: 'Exists' }],
    },
    // The chart's own rules would let it read every Secret.
    rbac: {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: read }],
      clusterRules: [{ apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: read }],
    },
    serviceMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
  };
}

/**
 * What Alloy does, in its own language: it finds the containers of its node, reads their files, and sends each line in
 * the name of the tenant that owns the namespace. The label of its pod says how it is to be read.
 * @see https://grafana.com/docs/alloy/latest/reference/components/
 */
export function renderAlloyConfiguration(url: string): string {
  const [tenant, logs] = [tenantLabel, logsLabel].map((label) => label.replace(/[^a-z]/g, '_'));
  const rule = (source: string, target: string) =>
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
${rule('namespace', 'namespace')}
${rule('pod_name', 'pod')}
${rule('pod_container_name', 'container')}
${rule('pod_node_name', 'node')}
${rule('pod_label_app_kubernetes_io_name', 'app')}
${rule(`pod_label_${logs}`, 'logs')}
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
    source_labels = ["__meta_kubernetes_namespace_label_${tenant}"]
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
    url = "${url}/loki/api/v1/push"
  }
}
`;
}
