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
import { objectStoreLabels, provideRookBuckets } from './rook-buckets';
import { objectStorePort, renderBlockPool, renderFileSystem, renderObjectStore } from './rook-pools';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/**
 * Ceph, operated by Rook: replicated volumes on whole disks of the nodes. Volumes are ReadWriteOnce; `sharedVolumes`
 * adds a StorageClass for ReadWriteMany. Ceph uses disks that have neither partitions nor a file system. At most one
 * per cluster.
 * @see https://rook.io/docs/rook/latest-release/
 * @example
 * rook({ devices: '^nvme[1-9]n1$', sharedVolumes: true })
 */
export const rook = componentKind({
  kind: 'rook',
  summary: 'Replicated volumes on whole disks of the nodes, by Rook and Ceph.',
  schema: rookOptions,
  validate: validateOptions,
  requires: () => ['network'],
  provides: ({ name, defaultClass, sharedVolumes, buckets, bucketSizeGiB }) => ({
    ...(buckets ? { bucket: provideRookBuckets(name, bucketSizeGiB) } : {}),
    storage: {
      endpoint: {
        namespace: name,
        classes: {
          [name]: { default: defaultClass },
          ...(sharedVolumes ? { [`${name}-shared`]: { shared: true } } : {}),
        },
      },
    },
  }),
  exclusiveResources: () => ({ 'the CustomResourceDefinitions of Rook': 'remove one' }),
  releases: (options, cluster) => {
    const { name } = options;
    return [
      rookOperatorRelease(options, cluster),
      rookDriversRelease(options),
      cephClusterRelease(options, cluster),
      ...monitoringReleases({ name, namespace: name, alerts, dashboard }, cluster),
    ];
  },
});

function validateOptions(
  { replicas, monitors, nodes, buckets }: RookOptions,
  cluster: ClusterInfo,
): readonly Problem[] {
  const schedulableMachines = tryGetSchedulableMachines(cluster);
  const durabilityWarnings =
    replicas < 3
      ? [warning(['replicas'], replicas, 'losing a disk while another node is down loses volumes', 'write 3')]
      : [];
  return [
    ...validateNodeNames(nodes, cluster),
    // Not a requirement: the store of External Secrets may have its volumes from Rook.
    ...(buckets && tryGetEndpoint(cluster, 'secrets') === undefined
      ? [
          error(
            ['buckets'],
            buckets,
            'requires External Secrets, for the Secrets of uses',
            "add a component of kind 'external-secrets'",
          ),
        ]
      : []),
    ...validateNodeCount('replicas', replicas, nodes ?? schedulableMachines),
    ...validateNodeCount('monitors', monitors, schedulableMachines),
    ...durabilityWarnings,
  ];
}

function validateNodeNames(nodes: readonly string[] = [], { machines }: ClusterInfo): readonly Problem[] {
  const machineNames = machines.map(({ name }) => name);
  if (machineNames.length === 0) return [];
  return nodes.flatMap((node, index) =>
    machineNames.includes(node)
      ? []
      : [error(['nodes', index], node, 'is not a machine of this cluster', suggest(node, machineNames))],
  );
}

function validateNodeCount(
  option: 'replicas' | 'monitors',
  count: number,
  nodes: readonly unknown[] | undefined,
): readonly Problem[] {
  if (nodes === undefined || count <= nodes.length) return [];
  const message = `exceeds the number of nodes (${nodes.length}): each must run on a different node`;
  return [error([option], count, message, `write ${nodes.length} or less, or add nodes`)];
}

function cephClusterRelease(options: RookOptions, cluster: ClusterInfo): ChartRelease {
  const { name, monitors, nodes, devices, path, encryptDisks, encryptNetwork, memory, values } = options;
  return {
    name,
    namespace: name,
    // The OSDs access the disks of the nodes.
    podSecurity: 'privileged',
    chart: charts.rookCephCluster,
    after: [`${name}-operator`, `${name}-drivers`],
    networkRules: {
      // The kernels of the nodes mount volumes.
      daemons: {
        ingress: [
          { peer: 'nodes', ports: [3300, 6789, { port: 6800, endPort: 7568, protocol: 'TCP' }] },
          { peer: { capability: 'metrics' }, ports: [9283, 9926] },
        ],
      },
      ...(options.buckets
        ? {
            buckets: {
              podLabels: objectStoreLabels(name),
              ingress: [
                { peer: 'tenants', ports: [objectStorePort] },
                { peer: 'components', ports: [objectStorePort] },
              ],
            },
          }
        : {}),
    },
    values: mergeHelmValues(
      {
        operatorNamespace: name,
        clusterName: name,
        // Deleting the CephCluster makes every volume unusable, so it is left to an administrator.
        cephClusterMetadata: { annotations: { 'helm.sh/resource-policy': 'keep' } },
        monitoring: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
        cephImage: { repository: resolveImage(cluster, 'quay.io/ceph/ceph') },
        cephClusterSpec: {
          dataDirHostPath: path,
          mon: { count: monitors },
          mgr: { count: monitors > 1 ? 2 : 1 },
          // It generates a password, and Grafana shows the same metrics.
          dashboard: { enabled: false },
          network: { connections: { encryption: { enabled: encryptNetwork }, requireMsgr2: encryptNetwork } },
          resources: {
            osd: containerResources({ cpuRequest: '1', memoryRequest: memory, memoryLimit: memory }),
            prepareosd: containerResources({ cpuRequest: '500m', memoryRequest: '50Mi', memoryLimit: '2Gi' }),
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
        cephObjectStores: options.buckets ? [renderObjectStore(options)] : [],
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
    summary: 'Ceph reports HEALTH_ERR: volumes are at risk or unavailable.',
    runbook:
      'kubectl -n {{ $labels.namespace }} describe cephcluster shows the reasons; repair the nodes and disks in them before anything else.',
  },
  {
    name: 'CephMonitorDown',
    expr: 'ceph_mon_quorum_status == 0',
    forMinutes: 15,
    severity: 'warning',
    summary: 'Monitor {{ $labels.ceph_daemon }} is down: if another one fails, every volume becomes unavailable.',
    runbook: 'Check the node of its pod. Rook starts a replacement on another node if one is available.',
  },
  {
    name: 'CephDiskDown',
    expr: 'ceph_osd_up == 0',
    forMinutes: 15,
    severity: 'warning',
    summary: 'The disk of {{ $labels.ceph_daemon }} is down; Ceph restores its copies on other disks.',
    runbook:
      'Check the pod and the node of the OSD. Remove a failed disk manually, as the documentation of Rook describes.',
  },
  {
    name: 'CephNearlyFull',
    expr: 'ceph_cluster_total_used_bytes / ceph_cluster_total_bytes > 0.75',
    forMinutes: 30,
    severity: 'warning',
    summary: 'The disks of Ceph are {{ $value | humanizePercentage }} full.',
    runbook: 'Delete unused volumes, or add disks; at 95 % Ceph rejects writes.',
  },
];

const dashboard: DashboardProps = {
  uid: 'platform-ceph',
  title: 'Ceph',
  tags: ['platform', 'storage'],
  panels: [
    metricsPanel('Used capacity', 'percentunit', { used: 'ceph_cluster_total_used_bytes / ceph_cluster_total_bytes' }),
    metricsPanel('Running daemons', 'short', {
      disks: 'sum(ceph_osd_up)',
      monitors: 'sum(ceph_mon_quorum_status)',
    }),
    metricsPanel('Reads and writes', 'iops', {
      reads: 'sum(rate(ceph_osd_op_r[5m]))',
      writes: 'sum(rate(ceph_osd_op_w[5m]))',
    }),
    metricsPanel('Degraded placement groups', 'short', { placements: 'sum(ceph_pg_degraded)' }),
  ],
};
