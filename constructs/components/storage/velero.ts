import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { dnsLabel, helmValues, quantity } from '../../../src/schema/field-types';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { unprivilegedSecurityContext } from '../../kubernetes/security-context';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { metricsPanel, type DashboardProps } from '../../monitoring/dashboard';
import { charts } from './charts';

const s3Schema = z.strictObject({
  bucket: z
    .string()
    .min(1)
    .meta({ examples: ['acme-data'] })
    .describe('name of the bucket'),
  endpoint: z
    .string()
    .regex(
      /^https?:\/\/[^/\s]+$/,
      'must be a URL without path: write one such as https://s3.eu-central-1.amazonaws.com',
    )
    .meta({ examples: ['https://s3.acme.example'] })
    .describe('URL of the S3 service, outside the cluster'),
  region: z
    .string()
    .min(1)
    .default('us-east-1')
    .meta({ examples: ['eu-north-1'] })
    .describe('region of the bucket; services other than AWS accept any'),
  prefix: z
    .string()
    .min(1)
    .optional()
    .meta({ examples: ['dc1'] })
    .describe('prefix of the names of the objects; @default the name of the cluster'),
  secret: dnsLabel
    .default('velero-bucket')
    .describe('Secret in the namespace of the component with the credentials of the bucket in the key `cloud`'),
});

const schema = z.strictObject({
  s3: s3Schema
    .meta({ examples: [{ bucket: 'acme-backups', endpoint: 'https://s3.acme.example' }] })
    .describe('bucket of the backups'),
  schedule: z
    .string()
    .regex(/^(\S+ ){4}\S+$/, 'must have the five fields of cron: write a schedule such as 0 3 * * *')
    .default('0 3 * * *')
    .describe('times of the backups, in cron format and UTC'),
  retentionDays: z.int().min(1).default(30).describe('number of days before a backup is deleted'),
  volumes: z
    .boolean()
    .default(true)
    .describe('copy the files of all volumes of pods, with a privileged pod on every node; `false` saves objects only'),
  memory: quantity.default('256Mi').describe('memory request of the server, and of the pods that copy files'),
  memoryLimit: quantity.default('1Gi').describe('memory limit of the server, and of the pods that copy files'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/** User and group of the image, as numbers: kubelet cannot verify that a user name is not root. */
const imageUser = { runAsUser: 1002, runAsGroup: 1000 };

/**
 * Velero: scheduled backups of the objects of the cluster and the files of its volumes, to a bucket of any S3 service, and
 * their restore. It may read and write everything in the cluster.
 * @see https://velero.io/docs/v1.18/
 * @example
 * velero({ s3: { bucket: 'backups', endpoint: 'https://s3.acme.example' } })
 */
export const velero = componentKind({
  kind: 'velero',
  summary: 'Scheduled backups of objects and volumes to a bucket, with Velero.',
  schema,
  requires: () => ['network'],
  secrets: ({ name, s3, volumes }) => [
    {
      namespace: name,
      name: s3.secret,
      requiredFor: 'velero({ s3 })',
      values: {
        accessKey: { from: 'provided', description: 'ID of an access key of the bucket' },
        secretKey: { from: 'provided', description: 'access key of the bucket' },
      },
      keys: { cloud: '[default]\naws_access_key_id={{ .accessKey }}\naws_secret_access_key={{ .secretKey }}\n' },
      rotation: {
        restarts: [
          { kind: 'Deployment', name },
          ...(volumes ? [{ kind: 'DaemonSet', name: 'node-agent' } as const] : []),
        ],
      },
    },
  ],
  exclusiveResources: () => ({ 'the CustomResourceDefinitions of Velero': 'remove one' }),
  releases: (options, cluster) => {
    const { name, volumes, values } = options;
    return [
      { name: `${name}-crds`, namespace: name, podSecurity: 'restricted', crdChart: charts.velero, crds: true },
      {
        name,
        namespace: name,
        // Pods that copy files read the volumes of other pods in folders of the node, as root.
        podSecurity: volumes ? 'privileged' : 'restricted',
        chart: charts.velero,
        networkRules: {
          backups: {
            ingress: [{ peer: { capability: 'metrics' }, ports: [8085] }],
            egress: [{ peer: 'api-server' }, { peer: 'outside-cluster' }],
          },
        },
        values: mergeHelmValues(renderValues(options, cluster), values),
      },
      ...monitoringReleases({ name, namespace: name, alerts, dashboard: renderDashboard(name) }, cluster),
    ];
  },
});

function renderValues(
  { name, s3, schedule, retentionDays, volumes, memory, memoryLimit }: Options,
  cluster: ClusterInfo,
) {
  const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
  const [, pluginImage] = charts.velero.images;
  const ttl = `${retentionDays * 24}h0m0s`;
  const resources = containerResources({ cpuRequest: '100m', memoryRequest: memory, memoryLimit });
  return {
    fullnameOverride: name,
    image: { repository: resolveImage(cluster, 'docker.io/velero/velero') },
    resources,
    podSecurityContext: {
      ...imageUser,
      runAsNonRoot: true,
      fsGroup: imageUser.runAsGroup,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containerSecurityContext: unprivilegedSecurityContext,
    initContainers: [
      {
        name: 'plugin-for-s3',
        image: resolveImage(cluster, pluginImage),
        volumeMounts: [{ mountPath: '/target', name: 'plugins' }],
        resources: containerResources({ cpuRequest: '10m', memoryRequest: '16Mi', memoryLimit: '64Mi' }),
        securityContext: unprivilegedSecurityContext,
      },
    ],
    credentials: { useSecret: true, existingSecret: s3.secret },
    configuration: {
      backupStorageLocation: [
        {
          name: 'default',
          provider: 'aws',
          default: true,
          bucket: s3.bucket,
          prefix: s3.prefix ?? cluster.cluster,
          config: {
            region: s3.region,
            s3Url: s3.endpoint,
            s3ForcePathStyle: 'true',
            // Checksums in trailers are not supported by every S3 service.
            checksumAlgorithm: '',
          },
        },
      ],
      volumeSnapshotLocation: [],
      uploaderType: 'kopia',
      defaultVolumesToFsBackup: volumes,
      defaultBackupTTL: ttl,
    },
    // Snapshots need a CSI driver with snapshots, and stay in the same storage.
    snapshotsEnabled: false,
    deployNodeAgent: volumes,
    nodeAgent: { resources },
    schedules: { scheduled: { schedule, useOwnerReferencesInBackup: false, template: { ttl } } },
    // The CRDs are a release of their own.
    upgradeCRDs: false,
    metrics: {
      podAnnotations: {},
      serviceMonitor: { enabled: hasMetrics, autodetect: false },
      nodeAgentPodMonitor: { enabled: hasMetrics && volumes, autodetect: false },
      prometheusRule: { enabled: false, autodetect: false },
    },
  };
}

const alerts: readonly AlertRule[] = [
  {
    name: 'VeleroBackupFailed',
    expr: 'max by (schedule) (velero_backup_last_status{schedule!=""}) == 0',
    forMinutes: 30,
    severity: 'critical',
    summary: 'The last backup of the schedule {{ $labels.schedule }} has failed, or is incomplete.',
    runbook: 'kubectl -n velero get backups,podvolumebackups, then describe the failed one; its log is in the bucket.',
  },
  {
    name: 'VeleroBackupMissing',
    expr: 'time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""}) > 691200',
    forMinutes: 60,
    severity: 'critical',
    summary: 'The schedule {{ $labels.schedule }} has had no successful backup for more than a week.',
    runbook: 'kubectl -n velero get backups,schedules,backupstoragelocations: the location must be Available.',
  },
];

/** @see https://github.com/vmware-tanzu/velero/blob/main/pkg/metrics/metrics.go */
function renderDashboard(name: string): DashboardProps {
  const scheduled = '{schedule!=""}';
  return {
    uid: `platform-${name}`,
    title: 'Velero',
    tags: ['platform', 'backups'],
    panels: [
      metricsPanel('Age of the last successful backup', 's', {
        '{{schedule}}': `time() - max by (schedule) (velero_backup_last_successful_timestamp${scheduled})`,
      }),
      metricsPanel('Backups in a day', 'short', {
        'successful {{schedule}}': `sum by (schedule) (increase(velero_backup_success_total${scheduled}[1d]))`,
        'incomplete {{schedule}}': `sum by (schedule) (increase(velero_backup_partial_failure_total${scheduled}[1d]))`,
        'failed {{schedule}}': `sum by (schedule) (increase(velero_backup_failure_total${scheduled}[1d]))`,
      }),
      metricsPanel('Size of the archive of objects', 'bytes', {
        '{{schedule}}': `max by (schedule) (velero_backup_tarball_size_bytes${scheduled})`,
      }),
      metricsPanel('Objects of the last backup', 'short', {
        'all {{schedule}}': `max by (schedule) (velero_backup_items_total${scheduled})`,
        'with errors {{schedule}}': `max by (schedule) (velero_backup_items_errors${scheduled})`,
      }),
      metricsPanel('Restores in a day', 'short', {
        successful: 'sum(increase(velero_restore_success_total[1d]))',
        failed: 'sum(increase(velero_restore_failed_total[1d]))',
      }),
    ],
  };
}
