import type { Construct } from 'constructs';
import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { warning } from '../../../src/schema/problem';
import type { ChartRelease } from '../../../src/kinds/release';
import { helmValues, quantity } from '../../../src/schema/field-types';
import { charts, elasticVersion } from './charts';
import { images } from '../../images';
import type { AlertRule } from '../../monitoring/alert-rules';
import { elasticHealthMetrics } from './elastic-health';
import { addRetentionCronJob } from './elasticsearch-retention';
import { elasticNamespace, elasticUsers, listElasticUserSecrets } from './elasticsearch-secrets';
import { warnIfLogsNotCollected } from './log-collection';
import { logUserProvisionerName, logUserProvisionerRelease } from './log-user-provisioner';
import { hasTenantLogUsers, provideLogs } from './tenant-log-users';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { addObject } from '../../kubernetes/object';

/** Pod security context of Elasticsearch and Kibana, with the user ID of their images. */
export const elasticPodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: 1000,
  fsGroup: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};

const operatorNamespace = 'elastic-system';

const nodeSetsSchema = z.array(z.looseObject({ name: z.string() }));

const schema = z.strictObject({
  nodes: z.int().min(1).default(3).describe('number of Elasticsearch nodes; with 3, the loss of one is tolerated'),
  retentionDays: z.int().min(1).default(30).describe('number of days before logs are deleted'),
  storageGiB: z.number().positive().default(100).describe('size of the volume of each node, in GiB'),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volumes; @default the default StorageClass'),
  memory: quantity
    .default('4Gi')
    .describe('memory request and limit of each node: half is for the Java heap, the rest for the file system cache'),
  spec: helmValues
    .refine(({ nodeSets = [] }) => nodeSetsSchema.safeParse(nodeSets).success, {
      path: ['nodeSets'],
      error: 'must be a list of objects with a `name`',
    })
    .optional()
    .describe(
      'spec of the Elasticsearch object, merged last; the entry of nodeSets named `default` is merged with the node set of Plinth; secureSettings (the credentials of a snapshot bucket) also allow egress to the bucket',
    ),
  values: helmValues.optional().describe('Helm values of the ECK operator, merged last'),
});

type Options = OptionsOf<typeof schema>;

/**
 * Elasticsearch as log store, run by the ECK operator. Where the cluster provides `secrets`, each tenant has a role and a
 * user that read its own logs only.
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s
 * @example
 * const releases = elasticsearch.releases({ nodes: 3, retentionDays: 14 }, clusterInfo());
 */
export const elasticsearch = componentKind({
  kind: 'elasticsearch',
  summary: 'Log storage and search with Elasticsearch, run by the ECK operator.',
  schema,
  requires: () => ['storage'],
  secrets: listElasticUserSecrets,
  provides: ({ name }) => ({
    logs: provideLogs({
      api: 'elasticsearch',
      url: `https://${name}-es-http.${elasticNamespace}.svc:9200`,
      namespace: elasticNamespace,
      podLabels: { 'elasticsearch.k8s.elastic.co/cluster-name': name },
      tenantUsers: true,
    }),
  }),
  validate: ({ nodes }, cluster) => [
    ...(nodes === 2
      ? [warning(['nodes'], nodes, 'two nodes do not tolerate the loss of one of them', 'write 1 or 3')]
      : []),
    ...warnIfLogsNotCollected(cluster),
  ],
  releases: (options, cluster) => [
    operatorRelease(options, cluster),
    {
      name: options.name,
      namespace: elasticNamespace,
      podSecurity: 'restricted',
      after: [`${options.name}-operator`],
      images: [`docker.elastic.co/elasticsearch/elasticsearch:${elasticVersion}`, images.curl],
      networkRules: {
        logs: {
          ingress: [
            { peer: { capability: 'log-collection' }, ports: [9200] },
            { peer: { namespace: operatorNamespace }, ports: [9200] },
            { peer: { capability: 'dashboards' }, ports: [9200] },
            { peer: { capability: 'tenant-dashboards' }, ports: [9200] },
          ],
          egress: options.spec?.secureSettings === undefined ? [] : [{ peer: 'outside-cluster' }, { peer: 'pods' }],
        },
      },
      objects: {
        'elasticsearch.yaml': (scope) => {
          addElasticsearch(scope, options);
        },
        'retention.yaml': (scope) => {
          const image = resolveImage(cluster, images.curl);
          addRetentionCronJob(scope, { ...options, namespace: elasticNamespace, image });
        },
      },
    },
    ...(hasTenantLogUsers(cluster) ? [logUserProvisionerRelease(options.name, cluster)] : []),
    ...monitoringReleases(
      {
        name: options.name,
        namespace: elasticNamespace,
        alerts: [...alerts(options), ...(hasTenantLogUsers(cluster) ? [provisionerAlert(options.name)] : [])],
      },
      cluster,
    ),
    ...monitoringReleases(
      { name: `${options.name}-operator`, namespace: operatorNamespace, alerts: operatorAlerts },
      cluster,
    ),
  ],
});

function alerts({ name, nodes }: Options): readonly AlertRule[] {
  const healthQuery = (pattern: string) =>
    `${elasticHealthMetrics.elasticsearch}{name="${name}", health=~"${pattern}"} == 1`;
  const volumeSelector = `{namespace="${elasticNamespace}", persistentvolumeclaim=~"elasticsearch-data-${name}-es-.+"}`;
  const statusCommand = `kubectl -n ${elasticNamespace} get elasticsearch,pods,pvc`;
  return [
    {
      name: 'ElasticsearchRed',
      expr: healthQuery('red|unknown'),
      forMinutes: 10,
      severity: 'critical',
      summary: `Elasticsearch ${name} is {{ $labels.health }}: some logs are unavailable, and collectors buffer new ones.`,
      runbook: `${statusCommand}: repair the missing pods, then query _cluster/allocation/explain for the reason of unassigned shards.`,
    },
    // A single node cannot hold replicas, so its health is always yellow.
    ...(nodes === 1
      ? []
      : [
          {
            name: 'ElasticsearchYellow',
            expr: healthQuery('yellow'),
            forMinutes: 60,
            severity: 'warning' as const,
            summary: `Elasticsearch ${name} has no replicas of some logs: the loss of another node would lose them.`,
            runbook: `${statusCommand}: a pod is missing, or a volume is more than 85 % full and accepts no more replicas.`,
          },
        ]),
    {
      name: 'ElasticsearchDiskNearlyFull',
      expr: `1 - kubelet_volume_stats_available_bytes${volumeSelector} / kubelet_volume_stats_capacity_bytes${volumeSelector} > 0.8`,
      forMinutes: 30,
      severity: 'warning',
      summary: 'Volume {{ $labels.persistentvolumeclaim }} is {{ $value | humanizePercentage }} full.',
      runbook:
        'Reduce retentionDays or enlarge the volumes: above 85 % a node accepts no more shards, above 95 % Elasticsearch accepts no more log lines.',
    },
  ];
}

function provisionerAlert(elasticsearch: string): AlertRule {
  const deployment = logUserProvisionerName(elasticsearch);
  return {
    name: 'ElasticsearchUsersDown',
    expr: `kube_deployment_status_replicas_available{namespace="${elasticNamespace}", deployment="${deployment}"} == 0`,
    forMinutes: 15,
    severity: 'warning',
    summary: 'Users of new tenants and new passwords are not created in Elasticsearch; existing ones are not affected.',
    runbook: `kubectl -n ${elasticNamespace} logs deploy/${deployment}.`,
  };
}

const operatorAlerts: readonly AlertRule[] = [
  {
    name: 'ElasticOperatorDown',
    expr: `absent(up{namespace="${operatorNamespace}"} == 1)`,
    forMinutes: 15,
    severity: 'warning',
    summary: 'The ECK operator is down: Elasticsearch and Kibana are not repaired, and their health is not reported.',
    runbook: `kubectl -n ${operatorNamespace} get pods, then read the log of its pod; Elasticsearch itself keeps running.`,
  },
];

function operatorRelease({ name, values }: Options, cluster: ClusterInfo): ChartRelease {
  const releaseName = `${name}-operator`;
  const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
  return {
    name: releaseName,
    namespace: operatorNamespace,
    podSecurity: 'restricted',
    chart: charts.eckOperator,
    networkRules: {
      elastic: {
        ingress: [{ peer: { capability: 'metrics' }, ports: [9400] }],
        egress: [{ peer: 'api-server' }, { peer: { namespace: elasticNamespace }, ports: [9200, 5601] }],
      },
    },
    values: mergeHelmValues(
      {
        fullnameOverride: releaseName,
        image: { repository: resolveImage(cluster, 'docker.elastic.co/eck/eck-operator') },
        managedNamespaces: [elasticNamespace],
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        resources: containerResources({ cpuRequest: '100m', memoryRequest: '200Mi', memoryLimit: '1Gi' }),
        // The webhook would need its own certificate. The operator rejects invalid objects without it, only later.
        webhook: { enabled: false },
        telemetry: { disabled: true },
        config: {
          ...(cluster.registryMirror === undefined ? {} : { containerRegistry: cluster.registryMirror }),
          metrics: { port: hasMetrics ? '9400' : '0' },
        },
        podMonitor: { enabled: hasMetrics },
        serviceMonitor: { enabled: false },
      },
      values,
    ),
  };
}

function addElasticsearch(scope: Construct, options: Options): void {
  const { name } = options;
  // The roles are not confidential, but the operator reads them only from a Secret.
  addObject(scope, 'Roles', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${name}-roles`, namespace: elasticNamespace },
    stringData: { 'roles.yml': rolesFile },
  });
  addObject(scope, 'Default', {
    apiVersion: 'elasticsearch.k8s.elastic.co/v1',
    kind: 'Elasticsearch',
    metadata: { name, namespace: elasticNamespace },
    spec: renderSpec(options),
  });
}

/** Returns the spec of the Elasticsearch object, with the option `spec` merged last. */
function renderSpec(options: Options): Readonly<Record<string, unknown>> {
  const defaults = {
    version: elasticVersion,
    auth: {
      roles: [{ secretName: `${options.name}-roles` }],
      fileRealm: Object.keys(elasticUsers).map((secretName) => ({ secretName })),
    },
    // The logs must survive when the release is removed, or moved between Terraform and Argo CD.
    volumeClaimDeletePolicy: 'DeleteOnScaledownOnly',
  };
  const { nodeSets = [{ name: 'default' }], ...spec } = options.spec ?? {};
  return {
    ...mergeHelmValues(defaults, spec),
    nodeSets: nodeSetsSchema
      .parse(nodeSets)
      .map((nodeSet) => (nodeSet.name === 'default' ? mergeHelmValues(renderNodeSet(options), nodeSet) : nodeSet)),
  };
}

function renderNodeSet({ nodes, storageGiB, storageClass, memory }: Options) {
  return {
    name: 'default',
    count: nodes,
    // Memory maps need the sysctl vm.max_map_count, which a pod cannot set under the `restricted` Pod Security
    // Standard.
    config: { 'node.store.allow_mmap': false },
    podTemplate: {
      spec: {
        securityContext: elasticPodSecurityContext,
        containers: [
          {
            name: 'elasticsearch',
            resources: containerResources({ cpuRequest: '500m', memoryRequest: memory, memoryLimit: memory }),
          },
        ],
        initContainers: ['elastic-internal-init-filesystem', 'elastic-internal-suspend'].map((initContainer) => ({
          name: initContainer,
          resources: containerResources({ cpuRequest: '100m', memoryRequest: '64Mi', memoryLimit: '64Mi' }),
        })),
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: 'elasticsearch-data' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
          resources: { requests: { storage: `${storageGiB}Gi` } },
        },
      },
    ],
  };
}

const rolesFile = `log_writer:
  cluster: [monitor]
  indices:
    - names: ['logs.*']
      privileges: [auto_configure, create_index, create_doc, index]
log_reader:
  cluster: [monitor]
  indices:
    - names: ['logs.*']
      privileges: [read, view_index_metadata]
`;
