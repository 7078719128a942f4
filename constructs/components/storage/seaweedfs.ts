import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { describeSecret, resolveSecretOrigin } from '../../../src/kinds/component-secret';
import { listProvidedUses, usePath, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import type { ChartRelease } from '../../../src/kinds/release';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { helmValues, quantity } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { nonRootPodSecurityContext, unprivilegedSecurityContext } from '../../kubernetes/security-context';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { metricsPanel, type DashboardProps } from '../../monitoring/dashboard';
import { addBindingSecret, addBindingStore } from '../secrets/binding-secret';
import { addPlatformSecrets } from '../secrets/component-secrets';
import {
  bucketKeys,
  bucketName,
  bucketRegion,
  bucketSizeField,
  claimName,
  listClaims,
  renderClaimSecret,
  resolveBucketSize,
  validateBuckets,
} from './bucket-claims';
import { provisionerRelease, seaweedPorts } from './bucket-provisioner';
import { charts } from './charts';

const schema = z.strictObject({
  storageGiB: z.number().positive().default(100).describe('size of the volume with all buckets, in GiB'),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['replicated'] })
    .describe('StorageClass of the volume, which must replicate it; @default the default StorageClass'),
  bucketSizeGiB: bucketSizeField,
  memory: quantity.default('512Mi').describe('memory request'),
  memoryLimit: quantity.default('2Gi').describe('memory limit'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/** User and group of the image. */
const seaweedUser = 1000;

const configurationSecret = 'seaweedfs-s3';

/**
 * SeaweedFS: S3-compatible buckets for workloads with `uses: { bucket: {} }`, in one server with one volume. Each use has
 * keys of its own, which give access to its bucket only. Rook provides buckets on several servers.
 * @see https://github.com/seaweedfs/seaweedfs/wiki
 * @example
 * seaweedFs({ storageGiB: 500 })
 */
export const seaweedFs = componentKind({
  kind: 'seaweedfs',
  summary: 'Buckets on request, with SeaweedFS.',
  schema,
  requires: () => ['network', 'storage', 'secrets'],
  provides: (options) => ({ bucket: provideBuckets(options) }),
  secrets: ({ name }) => [
    {
      namespace: name,
      name: configurationSecret,
      requiredFor: 'seaweedFs()',
      length: 40,
      values: { secretKey: { from: 'generated' } },
      // Without a user, everybody who reaches the server could read and write all buckets.
      keys: {
        seaweedfs_s3_config:
          '{"identities":[{"name":"administrator","credentials":[{"accessKey":"administrator","secretKey":"{{ .secretKey }}"}],"actions":["Admin"]}]}',
      },
      rotation: { restarts: [{ kind: 'Deployment', name: `${name}-all-in-one` }] },
    },
  ],
  releases: (options, cluster) => [
    serverRelease(options, cluster),
    provisionerRelease(options.name, cluster),
    ...monitoringReleases(
      {
        name: options.name,
        namespace: options.name,
        alerts: listAlertRules(options.name),
        dashboard: renderDashboard(options.name),
      },
      cluster,
    ),
  ],
});

function serverLabels(name: string) {
  return { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/component': 'seaweedfs-all-in-one' };
}

function provideBuckets({ name, storageGiB, bucketSizeGiB }: Options): ProvidedCapability {
  const host = `${name}-all-in-one.${name}.svc`;
  return {
    endpoint: {
      api: 's3',
      bucketClaims: 'secret',
      url: `http://${host}:${seaweedPorts.s3}`,
      namespace: name,
      podLabels: serverLabels(name),
      bindingKeys: bucketKeys,
    },
    validateTenant: (tenant) => [...validateBuckets(tenant), ...validateSizes(tenant, storageGiB)],
    forTenant: (tenant, { cluster }) => {
      const provided = listProvidedUses(tenant, 'bucket');
      if (provided.length === 0) return {};
      const secrets = provided.map((use) =>
        renderClaimSecret(name, use, resolveBucketSize(use, provided, bucketSizeGiB)),
      );
      return {
        secrets: secrets.map((secret) => describeSecret(secret, resolveSecretOrigin(secret, cluster), cluster)),
        objects: (scope) => {
          addPlatformSecrets(scope, secrets, cluster);
          for (const namespace of new Set(provided.map(({ workload }) => workload.namespace)))
            addBindingStore(scope, {
              capability: 'bucket',
              namespace,
              source: name,
              secrets: provided.filter(({ workload }) => workload.namespace === namespace).map(claimName),
            });
        },
      };
    },
    forWorkload: (workload, { uses }) => {
      const claims = listClaims(workload, uses);
      if (claims.length === 0) return {};
      return {
        objects: (scope) => {
          for (const claim of claims) addBindingSecret(scope, claim, renderBinding(claim, host));
        },
      };
    },
  };
}

/** Checks that no bucket may fill the volume of all buckets. */
function validateSizes(tenant: TenantPlan, storageGiB: number): readonly Problem[] {
  return listProvidedUses(tenant, 'bucket').flatMap((provided) => {
    const { sizeGiB = 0 } = provided.use.options;
    if (sizeGiB < storageGiB) return [];
    return [
      error(
        [...usePath(provided), 'sizeGiB'],
        sizeGiB,
        `is not less than the ${storageGiB} GiB of the volume of all buckets`,
        'write less, or increase storageGiB of seaweedFs()',
      ),
    ];
  });
}

/** Returns the content of the Secret of a use. */
function renderBinding(claim: ProvidedUse, host: string) {
  const secret = claimName(claim);
  const bucket = bucketName(claim);
  return {
    sources: {
      accessKey: { secret, key: 'accessKey' },
      secretKey: { secret, key: 'secretKey' },
    },
    template: {
      type: 's3',
      provider: 'seaweedfs',
      host,
      port: String(seaweedPorts.s3),
      bucket,
      region: bucketRegion,
      username: '{{ .accessKey }}',
      password: '{{ .secretKey }}',
      uri: `http://${host}:${seaweedPorts.s3}/${bucket}`,
    },
  };
}

function serverRelease(options: Options, cluster: ClusterInfo): ChartRelease {
  const { name, storageGiB, storageClass, memory, memoryLimit, values } = options;
  const disabled = { enabled: false };
  const { seccompProfile, ...user } = nonRootPodSecurityContext(seaweedUser);
  return {
    name,
    namespace: name,
    podSecurity: 'restricted',
    chart: charts.seaweedFs,
    networkRules: {
      // Only S3 checks the keys of clients: the other ports are for the provisioner, in the same namespace.
      buckets: {
        podLabels: serverLabels(name),
        ingress: [
          { peer: 'tenants', ports: [seaweedPorts.s3] },
          { peer: 'components', ports: [seaweedPorts.s3] },
          { peer: { capability: 'metrics' }, ports: [seaweedPorts.metrics] },
        ],
      },
    },
    values: mergeHelmValues(
      {
        fullnameOverride: name,
        global: {
          ...(cluster.registryMirror === undefined ? {} : { imageRegistry: cluster.registryMirror }),
          seaweedfs: {
            createClusterRole: false,
            automountServiceAccountToken: false,
            monitoring: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
          },
        },
        master: {
          enabled: false,
          // Each bucket takes seven volumes at first.
          volumeSizeLimitMB: 128,
        },
        volume: disabled,
        filer: disabled,
        allInOne: {
          enabled: true,
          metricsPort: seaweedPorts.metrics,
          s3: { enabled: true, enableAuth: true, existingConfigSecret: configurationSecret },
          data: {
            type: 'persistentVolumeClaim',
            size: `${storageGiB}Gi`,
            ...(storageClass === undefined ? {} : { storageClass }),
            annotations: { 'helm.sh/resource-policy': 'keep' },
          },
          resources: containerResources({ cpuRequest: '200m', memoryRequest: memory, memoryLimit }),
          podSecurityContext: { enabled: true, ...user, fsGroup: seaweedUser, seccompProfile },
          containerSecurityContext: { enabled: true, ...unprivilegedSecurityContext },
        },
      },
      values,
    ),
  };
}

/** Returns the matcher of the metrics of the volume with all buckets. */
function volumeMatcher(name: string): string {
  return `{namespace="${name}", persistentvolumeclaim="${name}-all-in-one-data"}`;
}

/** @see https://github.com/seaweedfs/seaweedfs/blob/master/weed/stats/metrics.go */
function renderDashboard(name: string): DashboardProps {
  const volume = volumeMatcher(name);
  const select = `{namespace="${name}"}`;
  return {
    uid: `platform-${name}`,
    title: 'SeaweedFS',
    tags: ['platform', 'storage'],
    panels: [
      metricsPanel('Used capacity', 'percentunit', {
        used: `1 - kubelet_volume_stats_available_bytes${volume} / kubelet_volume_stats_capacity_bytes${volume}`,
      }),
      metricsPanel('Size of buckets', 'bytes', {
        '{{bucket}}': `sum by (bucket) (SeaweedFS_s3_bucket_size_bytes${select})`,
      }),
      metricsPanel('Requests per second', 'reqps', {
        '{{code}}': `sum by (code) (rate(SeaweedFS_s3_request_total${select}[5m]))`,
      }),
      metricsPanel('Traffic per bucket', 'Bps', {
        'to {{bucket}}': `sum by (bucket) (rate(SeaweedFS_s3_bucket_traffic_received_bytes_total${select}[5m]))`,
        'from {{bucket}}': `sum by (bucket) (rate(SeaweedFS_s3_bucket_traffic_sent_bytes_total${select}[5m]))`,
      }),
    ],
  };
}

function listAlertRules(name: string): readonly AlertRule[] {
  const volume = volumeMatcher(name);
  return [
    {
      name: 'BucketsDown',
      expr: `kube_deployment_status_replicas_available{namespace="${name}", deployment="${name}-all-in-one"} == 0`,
      forMinutes: 5,
      severity: 'critical',
      summary: 'SeaweedFS is down: no bucket can be read or written.',
      runbook: `kubectl -n ${name} describe pod -l app.kubernetes.io/component=seaweedfs-all-in-one: it waits for its volume, or for the Secret ${configurationSecret}.`,
    },
    {
      name: 'BucketProvisionerDown',
      expr: `kube_deployment_status_replicas_available{namespace="${name}", deployment="${name}-provisioner"} == 0`,
      forMinutes: 15,
      severity: 'warning',
      summary: 'Buckets and keys of new uses are not created; existing ones are not affected.',
      runbook: `kubectl -n ${name} logs deploy/${name}-provisioner --all-containers.`,
    },
    {
      name: 'BucketsNearlyFull',
      expr: `1 - kubelet_volume_stats_available_bytes${volume} / kubelet_volume_stats_capacity_bytes${volume} > 0.8`,
      forMinutes: 30,
      severity: 'warning',
      summary: 'The volume of all buckets is {{ $value | humanizePercentage }} full.',
      runbook: 'Increase storageGiB, or delete objects: SeaweedFS accepts none when less than 1 % is free.',
    },
  ];
}
