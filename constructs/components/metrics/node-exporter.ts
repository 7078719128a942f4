import { z } from 'zod';
import { tryGetEndpoint } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { warning } from '../../../src/schema/problem';
import { helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/**
 * Metrics of the machines for Prometheus: CPU, memory, disks, network. It sees the host's files and network, and
 * therefore has a namespace of its own.
 * @see https://github.com/prometheus/node_exporter
 * @example
 * const [release] = nodeExporter.releases({}, clusterInfo());
 */
export const nodeExporter = componentKind({
  kind: 'node-exporter',
  summary: 'Metrics of the machines, read by Prometheus.',
  schema: z.strictObject({ values: helmValues.optional() }),
  requires: () => ['metrics'],
  provides: () => ({ 'node-metrics': { api: 'prometheus' } }),
  validate: (_, cluster) => {
    const api = tryGetEndpoint(cluster, 'node-metrics')?.api;
    if (api === undefined || api === 'prometheus') return [];
    return [
      warning(
        [],
        undefined,
        `its rules and dashboards stay away, since the metrics of the machines are asked of ${api}`,
        'write it before the other component that provides node-metrics',
      ),
    ];
  },
  exclusiveResources: () => ({ 'port 9100 of every node': 'remove one' }),
  releases: ({ name, values }, cluster) => [
    {
      name,
      namespace: 'node-exporter',
      podSecurity: 'privileged',
      chart: charts.nodeExporter,
      networkRules: { scrapes: { ingress: [{ peer: { capability: 'metrics' }, ports: [9100] }] } },
      values: mergeHelmValues(
        {
          fullnameOverride: name,
          ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
          // The rules and dashboards of kube-prometheus-stack look for this job.
          podLabels: { jobLabel: 'node-exporter' },
          service: { labels: { jobLabel: 'node-exporter' } },
          prometheus: { monitor: { enabled: true, jobLabel: 'jobLabel' } },
          extraArgs: [
            '--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run/containerd/.+|var/lib/docker/.+|var/lib/kubelet/.+)($|/)',
            '--collector.filesystem.fs-types-exclude=^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs|erofs)$',
          ],
          resources: containerResources('50m', '32Mi', '128Mi'),
        },
        values,
      ),
    },
  ],
});
