import {
  resolveImage,
  tryGetEndpoint,
  tryGetSchedulableMachines,
  type ClusterInfo,
} from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { suggest } from '../../../src/schema/suggestions';
import { error, warning, type Problem } from '../../../src/schema/problem';
import type { ChartRelease } from '../../../src/kinds/release';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { metricsPanel, type DashboardProps } from '../../monitoring/dashboard';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { rookDriversRelease, rookOperatorRelease } from './rook-operator';
import { rookOptions, type RookOptions } from './rook-options';
import { renderBlockPool, renderFileSystem } from './rook-pools';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/**
 * Volumes kept by Ceph on whole disks of the nodes, run by Rook: one writer each, and with `sharedVolumes` many. It
 * takes disks that have neither partitions nor a file system. One on each cluster.
 * @see https://rook.io/docs/rook/latest-release/
 * @example
 * rook({ devices: '^nvme[1-9]n1$', sharedVolumes: true })
 */
export const rook = componentKind({
  kind: 'rook',
  summary: 'Volumes kept by Ceph on disks of the nodes, for one writer or for many.',
  schema: rookOptions,
  validate: validateOptions,
  requires: () => ['network'],
  provides: ({ name, defaultClass, sharedVolumes }) => ({
    storage: {
      namespace: name,
      classes: {
        [name]: { default: defaultClass },
        ...(sharedVolumes ? { [`${name}-shared`]: { shared: true } } : {}),
      },
    },
  }),
  exclusiveResources: () => ({ "Rook's definitions": 'remove one' }),
  releases: (options, cluster) => {
    const { name } = options;
    return [
      rookOperatorRelease(options, cluster),
      rookDriversRelease(options),
      clusterRelease(options, cluster),
      ...monitoringReleases({ name, namespace: name, alerts, dashboard }, cluster),
    ];
  },
});

function validateOptions({ replicas, monitors, nodes }: RookOptions, cluster: ClusterInfo): readonly Problem[] {
  const machines = cluster.machines.map(({ name }) => name);
  const there = tryGetSchedulableMachines(cluster);
  const strangers = (nodes ?? []).flatMap((node, index) =>
    machines.length === 0 || machines.includes(node)
      ? []
      : [error(['nodes', index], node, 'is no machine of this cluster', suggest(node, machines))],
  );
  const few = (option: string, count: number, among: readonly unknown[] | undefined) =>
    among === undefined || count <= among.length
      ? []
      : [
          error(
            [option],
            count,
            `is more than the nodes, ${among.length}, and no node counts twice`,
            `write ${among.length} or less, or add nodes`,
          ),
        ];
  const risky =
    replicas < 3
      ? [warning(['replicas'], replicas, 'a disk that dies while a node is away takes volumes with it', 'write 3')]
      : [];
  return [...strangers, ...few('replicas', replicas, nodes ?? there), ...few('monitors', monitors, there), ...risky];
}

function clusterRelease(options: RookOptions, cluster: ClusterInfo): ChartRelease {
  const { name, monitors, nodes, devices, path, encryptDisks, encryptNetwork, memory, values } = options;
  return {
    name,
    namespace: name,
    // Its daemons own disks of the nodes.
    podSecurity: 'privileged',
    chart: charts.rookCephCluster,
    after: [`${name}-operator`, `${name}-drivers`],
    networkRules: {
      // Whoever mounts a volume is the kernel of a node.
      daemons: {
        ingress: [
          { peer: 'nodes', ports: [3300, 6789, { port: 6800, endPort: 7568, protocol: 'TCP' }] },
          { peer: { capability: 'metrics' }, ports: [9283, 9926] },
        ],
      },
    },
    values: mergeHelmValues(
      {
        operatorNamespace: name,
        clusterName: name,
        // Without it every volume stands still: a person who means that deletes it by hand.
        cephClusterMetadata: { annotations: { 'helm.sh/resource-policy': 'keep' } },
        monitoring: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
        cephImage: { repository: resolveImage(cluster, 'quay.io/ceph/ceph') },
        cephClusterSpec: {
          dataDirHostPath: path,
          mon: { count: monitors },
          mgr: { count: monitors > 1 ? 2 : 1 },
          // It would make up a password; Grafana shows the same.
          dashboard: { enabled: false },
          network: { connections: { encryption: { enabled: encryptNetwork }, requireMsgr2: encryptNetwork } },
          resources: {
            osd: containerResources('1', memory, memory),
            prepareosd: containerResources('500m', '50Mi', '2Gi'),
          },
          storage: {
            useAllNodes: nodes === undefined,
            useAllDevices: devices === undefined,
            ...(nodes === undefined ? {} : { nodes: nodes.map((node) => ({ name: node })) }),
            ...(devices === undefined ? {} : { deviceFilter: devices }),
            ...(encryptDisks ? { config: { encryptedDevice: 'true' } } : {}),
          },
        },
        cephBlockPools: [renderBlockPool(options)],
        cephFileSystems: options.sharedVolumes ? [renderFileSystem(options)] : [],
        cephObjectStores: [],
      },
      values,
    ),
  };
}

const alerts: readonly AlertRule[] = [
  {
    name: 'CephUnhealthy',
    expr: 'ceph_health_status == 2',
    forMinutes: 5,
    severity: 'critical',
    summary: 'Ceph says that volumes are at risk or cannot be used.',
    runbook:
      'kubectl -n {{ $labels.namespace }} describe cephcluster names the reasons; mend the nodes and disks that they name before anything else.',
  },
  {
    name: 'CephMonitorDown',
    expr: 'ceph_mon_quorum_status == 0',
    forMinutes: 15,
    severity: 'warning',
    summary: 'Monitor {{ $labels.ceph_daemon }} is away: with one more gone, every volume stands still.',
    runbook: 'Look at the node of its pod. Rook makes another one elsewhere where a node is free.',
  },
  {
    name: 'CephDiskDown',
    expr: 'ceph_osd_up == 0',
    forMinutes: 15,
    severity: 'warning',
    summary: 'The disk of {{ $labels.ceph_daemon }} is away; Ceph makes its copies anew elsewhere.',
    runbook: 'Look at the pod and the node of the OSD. A dead disk is taken out by hand, as the docs of Rook say.',
  },
  {
    name: 'CephNearlyFull',
    expr: 'ceph_cluster_total_used_bytes / ceph_cluster_total_bytes > 0.75',
    forMinutes: 30,
    severity: 'warning',
    summary: 'The disks of Ceph are {{ $value | humanizePercentage }} full.',
    runbook: 'Delete volumes that nobody needs, or add disks; at 95 % Ceph refuses to write.',
  },
];

const dashboard: DashboardProps = {
  uid: 'platform-ceph',
  title: 'Ceph',
  tags: ['platform', 'storage'],
  panels: [
    metricsPanel('Full', 'percentunit', { used: 'ceph_cluster_total_used_bytes / ceph_cluster_total_bytes' }),
    metricsPanel('Daemons that are there', 'short', {
      disks: 'sum(ceph_osd_up)',
      monitors: 'sum(ceph_mon_quorum_status)',
    }),
    metricsPanel('Reads and writes', 'iops', {
      reads: 'sum(rate(ceph_osd_op_r[5m]))',
      writes: 'sum(rate(ceph_osd_op_w[5m]))',
    }),
    metricsPanel('Copies that are missing', 'short', { placements: 'sum(ceph_pg_degraded)' }),
  ],
};
