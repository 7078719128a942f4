import { z } from 'zod';
import { tryGetEndpoint } from '../../src/model/facts';
import { componentKind } from '../../src/model/kind';
import { dnsLabel, helmValues } from '../../src/model/schema';
import { charts } from '../../src/model/versions';
import { sized } from './resources';
import { merged } from './values';

/**
 * Volumes on the disks of the nodes, each kept on several of them. Every node needs open-iscsi.
 * @see https://longhorn.io/docs/
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
  provides: ({ name }) => ({ storage: { namespace: name } }),
  releases: ({ name, replicas, path, defaultClass, keepVolumes, backupTarget, backupSecret, values }, facts) => {
    const metrics = tryGetEndpoint(facts, 'metrics') !== undefined;
    return [
      {
        name,
        namespace: name,
        // It mounts the disks of the nodes.
        podSecurity: 'privileged',
        chart: charts.longhorn,
        values: merged(
          {
            ...(facts.registryMirror === undefined ? {} : { global: { imageRegistry: facts.registryMirror } }),
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
            longhornManager: { resources: sized('100m', '256Mi', '1Gi') },
            // It asks the cluster about its own version before an upgrade, which Argo CD would run at each sync.
            preUpgradeChecker: { jobEnabled: facts.delivery === 'terraform' },
            metrics: { serviceMonitor: { enabled: metrics } },
          },
          values,
        ),
        traffic: {
          all: {
            from: [
              { peer: 'api-server', ports: [9501, 9502] },
              { peer: { capability: 'metrics' }, ports: [9500] },
            ],
            to: [{ peer: 'api-server' }, { peer: 'world' }],
          },
        },
      },
    ];
  },
});
