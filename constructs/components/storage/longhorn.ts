import { z } from 'zod';
import { tryGetEndpoint, tryGetSchedulableMachines } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error, warning } from '../../../src/schema/problem';
import { dnsLabel, helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/**
 * Longhorn: replicated block volumes on the disks of the nodes. Every node needs open-iscsi.
 * @see https://longhorn.io/docs/1.12.1/references/networking/
 * @example
 * longhorn({ replicas: 2, path: '/srv/longhorn' })
 */
export const longhorn = componentKind({
  kind: 'longhorn',
  summary: 'Replicated volumes on the disks of the nodes, by Longhorn.',
  schema: z.strictObject({
    replicas: z.int().min(1).max(20).default(3).describe('replicas of each volume, each on a different node'),
    path: z
      .string()
      .startsWith('/')
      .default('/var/lib/longhorn')
      .describe('directory of each node that stores the replicas'),
    defaultClass: z.boolean().default(true).describe('make its StorageClass the default StorageClass of the cluster'),
    keepVolumes: z.boolean().default(false).describe('retain a volume when its PersistentVolumeClaim is deleted'),
    backupTarget: z
      .string()
      .regex(/^(s3|nfs|cifs|azblob):\/\//, 'is not a backup target: write one such as s3://bucket@region/')
      .optional()
      .meta({ examples: ['s3://backups@eu-north-1/'] })
      .describe('URL of the backup target; @default no backups'),
    backupSecret: dnsLabel
      .optional()
      .describe(
        'Secret in the namespace of the component with the credentials of the backup target; keys for S3: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`',
      ),
    values: helmValues.optional(),
  }),
  requires: () => ['network'],
  validate: ({ replicas, backupTarget, backupSecret }, cluster) => {
    const nodeCount = tryGetSchedulableMachines(cluster)?.length ?? replicas;
    return [
      ...(replicas > nodeCount
        ? [
            warning(
              ['replicas'],
              replicas,
              `exceeds the number of schedulable nodes (${nodeCount}): every volume stays degraded until nodes are added`,
              `write ${nodeCount} or less`,
            ),
          ]
        : []),
      ...(backupSecret !== undefined && backupTarget === undefined
        ? [
            error(
              ['backupSecret'],
              backupSecret,
              'requires `backupTarget`, which is not set',
              'write `backupTarget` or remove `backupSecret`',
            ),
          ]
        : []),
    ];
  },
  provides: ({ name, defaultClass }) => ({
    storage: { endpoint: { namespace: name, classes: { longhorn: { default: defaultClass, shared: true } } } },
  }),
  secrets: ({ name, backupSecret }) =>
    backupSecret === undefined
      ? []
      : [
          {
            namespace: name,
            name: backupSecret,
            requiredFor: 'longhorn({ backupSecret })',
            values: {
              AWS_ACCESS_KEY_ID: { from: 'provided', description: 'ID of an access key of the backup target' },
              AWS_SECRET_ACCESS_KEY: { from: 'provided', description: 'access key of the backup target' },
            },
            rotation: { reloads: 'Longhorn reads it again' },
          },
        ],
  exclusiveResources: () => ({ 'the CustomResourceDefinitions of Longhorn': 'remove one' }),
  releases: ({ name, replicas, path, defaultClass, keepVolumes, backupTarget, backupSecret, values }, cluster) => {
    const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    return [
      {
        name,
        namespace: name,
        // longhorn-manager and the instance managers mount the disks of the nodes.
        podSecurity: 'privileged',
        chart: charts.longhorn,
        values: mergeHelmValues(
          {
            ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
            persistence: {
              defaultClass,
              defaultClassReplicaCount: replicas,
              reclaimPolicy: keepVolumes ? 'Retain' : 'Delete',
            },
            defaultSettings: {
              defaultDataPath: path,
              defaultReplicaCount: JSON.stringify({ v1: String(replicas), v2: String(replicas) }),
              allowCollectingLonghornUsageMetrics: false,
              upgradeChecker: false,
            },
            ...(backupTarget === undefined
              ? {}
              : { defaultBackupStore: { backupTarget, backupTargetCredentialSecret: backupSecret ?? '' } }),
            longhornManager: {
              resources: containerResources({ cpuRequest: '100m', memoryRequest: '256Mi', memoryLimit: '1Gi' }),
            },
            // This Helm hook checks the installed version before an upgrade; Argo CD would run it at every sync.
            preUpgradeChecker: { jobEnabled: cluster.delivery === 'terraform' },
            metrics: { serviceMonitor: { enabled: hasMetrics } },
          },
          values,
        ),
        networkRules: {
          all: {
            ingress: [
              { peer: 'api-server', ports: [9501, 9502] },
              { peer: { capability: 'metrics' }, ports: [9500] },
            ],
            egress: [{ peer: 'api-server' }, { peer: 'outside-cluster' }],
          },
          // The kernels of the nodes mount volumes: by iSCSI, and ReadWriteMany volumes by NFS.
          disks: { podLabels: componentLabels('instance-manager'), ingress: [{ peer: 'nodes', ports: [3260] }] },
          shares: { podLabels: componentLabels('share-manager'), ingress: [{ peer: 'nodes', ports: [2049] }] },
        },
      },
      ...monitoringReleases({ name, namespace: name, alerts }, cluster),
    ];
  },
});

/** Returns the label of the pods that Longhorn starts for volumes. */
function componentLabels(component: 'instance-manager' | 'share-manager') {
  return { 'longhorn.io/component': component };
}

const alerts: readonly AlertRule[] = [
  {
    name: 'StorageNodeDown',
    expr: 'min by (node) (longhorn_node_status{condition="ready"}) == 0',
    forMinutes: 10,
    severity: 'critical',
    summary: 'Longhorn cannot reach the disks of node {{ $labels.node }}.',
    runbook:
      'Volumes with a replica there continue with one replica less: check the node, then the longhorn-manager pod on it.',
  },
  {
    name: 'StorageDiskFull',
    expr: 'longhorn_disk_usage_bytes / longhorn_disk_capacity_bytes > 0.85',
    forMinutes: 30,
    severity: 'warning',
    summary: 'A disk of node {{ $labels.node }} is {{ $value | humanizePercentage }} full.',
    runbook: 'Delete unused snapshots and volumes, or add a disk; when a disk is full, volumes become read-only.',
  },
];
