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
 * Volumes on the disks of the nodes, each kept on several of them. Every node needs open-iscsi.
 * @see https://longhorn.io/docs/1.12.1/references/networking/
 * @example
 * longhorn({ replicas: 2, path: '/srv/longhorn' })
 */
export const longhorn = componentKind({
  kind: 'longhorn',
  summary: 'Volumes on the disks of the nodes, each kept on several of them.',
  schema: z.strictObject({
    replicas: z.int().min(1).max(20).default(3).describe('nodes that keep each volume'),
    path: z
      .string()
      .startsWith('/')
      .default('/var/lib/longhorn')
      .describe('folder of the nodes that volumes are kept in'),
    defaultClass: z.boolean().default(true).describe('serve claims that name no class'),
    keepVolumes: z.boolean().default(false).describe('keep a volume when its claim is deleted'),
    backupTarget: z
      .string()
      .regex(/^(s3|nfs|cifs|azblob):\/\//, 'not a backup target: write one such as s3://bucket@region/')
      .optional()
      .describe('where backups go'),
    backupSecret: dnsLabel
      .optional()
      .describe(
        'Secret in its namespace with the keys that the target needs, for S3 `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`',
      ),
    values: helmValues.optional(),
  }),
  requires: () => ['network'],
  validate: ({ replicas, backupTarget, backupSecret }, cluster) => {
    const nodes = tryGetSchedulableMachines(cluster)?.length ?? replicas;
    return [
      ...(replicas > nodes
        ? [
            warning(
              ['replicas'],
              replicas,
              `is more than the nodes, ${nodes}: every volume lacks copies until there are more`,
              `write ${nodes} or less`,
            ),
          ]
        : []),
      ...(backupSecret !== undefined && backupTarget === undefined
        ? [
            error(
              ['backupSecret'],
              backupSecret,
              'opens a backup target, and there is none',
              'write `backupTarget` too',
            ),
          ]
        : []),
    ];
  },
  provides: ({ name, defaultClass }) => ({
    storage: { namespace: name, classes: { longhorn: { default: defaultClass, shared: true } } },
  }),
  exclusiveResources: () => ({ "Longhorn's definitions": 'remove one' }),
  releases: ({ name, replicas, path, defaultClass, keepVolumes, backupTarget, backupSecret, values }, cluster) => {
    const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    return [
      {
        name,
        namespace: name,
        // It mounts the disks of the nodes.
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
            longhornManager: { resources: containerResources('100m', '256Mi', '1Gi') },
            // It asks the cluster about its own version before an upgrade, which Argo CD would run at each sync.
            preUpgradeChecker: { jobEnabled: cluster.delivery === 'terraform' },
            metrics: { serviceMonitor: { enabled: metrics } },
          },
          values,
        ),
        networkRules: {
          all: {
            ingress: [
              { peer: 'api-server', ports: [9501, 9502] },
              { peer: { capability: 'metrics' }, ports: [9500] },
            ],
            egress: [{ peer: 'api-server' }, { peer: 'world' }],
          },
          // Whoever mounts a volume is the kernel of a node: by iSCSI, or by NFS where many pods write.
          disks: { podLabels: componentLabels('instance-manager'), ingress: [{ peer: 'nodes', ports: [3260] }] },
          shares: { podLabels: componentLabels('share-manager'), ingress: [{ peer: 'nodes', ports: [2049] }] },
        },
      },
      ...monitoringReleases({ name, namespace: name, alerts }, cluster),
    ];
  },
});

/** Label of the pods that Longhorn itself starts for volumes. */
function componentLabels(name: string) {
  return { 'longhorn.io/component': name };
}

const alerts: readonly AlertRule[] = [
  {
    name: 'StorageNodeDown',
    expr: 'min by (node) (longhorn_node_status{condition="ready"}) == 0',
    forMinutes: 10,
    severity: 'critical',
    summary: 'Longhorn does not reach the disks of node {{ $labels.node }}.',
    runbook: 'Volumes with a copy there go on with one less: look at the node, then at the longhorn-manager pod on it.',
  },
  {
    name: 'StorageDiskFull',
    expr: 'longhorn_disk_usage_bytes / longhorn_disk_capacity_bytes > 0.85',
    forMinutes: 30,
    severity: 'warning',
    summary: 'A disk of node {{ $labels.node }} is {{ $value | humanizePercentage }} full.',
    runbook: 'Delete snapshots and volumes that nobody needs, or add a disk; at the end volumes become read-only.',
  },
];
