import { z } from 'zod';
import { tryGetEndpoint } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { warning } from '../../../src/schema/problem';
import { helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { hostAlerts, hostMetricsFolder } from './host-alerts';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'node-exporter';

/**
 * node-exporter: CPU, memory, disk and network metrics of the nodes for Prometheus. It accesses file system and network
 * of the host, so it has a separate namespace with Pod Security level privileged.
 * @see https://github.com/prometheus/node_exporter
 * @example
 * const [release] = nodeExporter.releases({}, clusterInfo());
 */
export const nodeExporter = componentKind({
  kind: 'node-exporter',
  summary: 'Metrics of the nodes for Prometheus, by node-exporter.',
  schema: z.strictObject({ values: helmValues.optional() }),
  requires: () => ['metrics'],
  provides: () => ({ 'node-metrics': { endpoint: { api: 'prometheus' } } }),
  validate: (_, cluster) => {
    const api = tryGetEndpoint(cluster, 'node-metrics')?.api;
    if (api === undefined || api === 'prometheus') return [];
    return [
      warning(
        [],
        undefined,
        `its rules and dashboards are not installed, because the first provider of 'node-metrics' has API '${api}'`,
        "write it before the other component that provides 'node-metrics'",
      ),
    ];
  },
  exclusiveResources: () => ({ 'port 9100 of every node': 'remove one' }),
  releases: ({ name, values }, cluster) => [
    {
      name,
      namespace,
      podSecurity: 'privileged',
      chart: charts.nodeExporter,
      networkRules: { scrapes: { ingress: [{ peer: { capability: 'metrics' }, ports: [9100] }] } },
      values: mergeHelmValues(
        {
          fullnameOverride: name,
          ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
          // The rules and dashboards of kube-prometheus-stack select this job.
          podLabels: { jobLabel: 'node-exporter' },
          service: { labels: { jobLabel: 'node-exporter' } },
          prometheus: { monitor: { enabled: true, jobLabel: 'jobLabel' } },
          extraArgs: [
            '--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run/containerd/.+|var/lib/docker/.+|var/lib/kubelet/.+)($|/)',
            // The folder exists only on hosts that Plinth prepares; the chart mounts the root of the host there.
            ...(cluster.machines.length > 0 ? [`--collector.textfile.directory=/host/root${hostMetricsFolder}`] : []),
            '--collector.filesystem.fs-types-exclude=^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs|erofs)$',
          ],
          resources: containerResources({ cpuRequest: '50m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
        },
        values,
      ),
    },
    ...(cluster.machines.length > 0 ? monitoringReleases({ name, namespace, alerts: hostAlerts }, cluster) : []),
  ],
});
