import { ApiObject } from 'cdk8s';
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
import { warnIfLogsNotCollected } from './log-collection';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/** Namespace of Elasticsearch and Kibana, which their operator manages and no other. */
export const elasticNamespace = 'elasticsearch';

/** Whom the pods of Elasticsearch and Kibana run as: the user of their images. */
export const elasticPodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: 1000,
  fsGroup: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};

const operatorNamespace = 'elastic-system';

const nodeSetsSchema = z.array(z.looseObject({ name: z.string() }));

const schema = z.strictObject({
  nodes: z.int().min(1).default(3).describe('of Elasticsearch: 3 outlive one'),
  retentionDays: z.int().min(1).default(30).describe('how long logs are kept'),
  storageGiB: z.number().positive().default(100).describe('volume of each node'),
  storageClass: z.string().optional().describe("class of the volumes; @default the cluster's"),
  memory: quantity
    .default('4Gi')
    .describe('memory of each node, asked for and not exceeded: half of it is for Java, the rest for files'),
  spec: helmValues
    .refine(({ nodeSets = [] }) => nodeSetsSchema.safeParse(nodeSets).success, {
      path: ['nodeSets'],
      error: 'not a list of mappings that have a name each',
    })
    .optional()
    .describe(
      'fields of the spec of the Elasticsearch object, merged last; of nodeSets the one named default is merged with that of Plinth, and secureSettings, the keys of a bucket for snapshots, open the way out to it',
    ),
  values: helmValues.optional().describe('Helm values of its operator, merged last'),
});

type Options = OptionsOf<typeof schema>;

/**
 * Logs kept and searched by Elasticsearch, run by Elastic's operator. In namespace `elasticsearch` two Secrets say who
 * may in (keys `username`, `password`, `roles`): `elasticsearch-collector` with role `log_writer` and
 * `elasticsearch-grafana` with role `log_reader`. The same names and passwords stand in a Secret `logs` of the
 * namespaces `log-collector` and `grafana`.
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s
 * @example
 * const releases = elasticsearch.releases({ nodes: 3, retentionDays: 14 }, clusterInfo());
 */
export const elasticsearch = componentKind({
  kind: 'elasticsearch',
  summary: "Logs kept by Elasticsearch, run by Elastic's operator.",
  schema,
  requires: () => ['storage'],
  provides: ({ name }) => ({
    logs: {
      api: 'elasticsearch',
      url: `https://${name}-es-http.${elasticNamespace}.svc:9200`,
      namespace: elasticNamespace,
      podLabels: { 'elasticsearch.k8s.elastic.co/cluster-name': name },
    },
  }),
  validate: ({ nodes }, cluster) => [
    ...(nodes === 2 ? [warning(['nodes'], nodes, 'two nodes do not outlive one of them', 'write 1 or 3')] : []),
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
          ],
          egress: options.spec?.secureSettings === undefined ? [] : [{ peer: 'world' }, { peer: 'pods' }],
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
    ...monitoringReleases({ name: options.name, namespace: elasticNamespace, alerts: alerts(options) }, cluster),
    ...monitoringReleases(
      { name: `${options.name}-operator`, namespace: operatorNamespace, alerts: operatorAlerts },
      cluster,
    ),
  ],
});

function alerts({ name, nodes }: Options): readonly AlertRule[] {
  const health = (is: string) => `${elasticHealthMetrics.elasticsearch}{name="${name}", health=~"${is}"} == 1`;
  const volumes = `{namespace="${elasticNamespace}", persistentvolumeclaim=~"elasticsearch-data-${name}-es-.+"}`;
  const look = `kubectl -n ${elasticNamespace} get elasticsearch,pods,pvc`;
  return [
    {
      name: 'ElasticsearchRed',
      expr: health('red|unknown'),
      forMinutes: 10,
      severity: 'critical',
      summary: `Elasticsearch ${name} is {{ $labels.health }}: logs are missing, and collectors wait with new ones.`,
      runbook: `${look}: bring back the pods that are missing, then ask _cluster/allocation/explain why a shard has no place.`,
    },
    // One node has nowhere to put a second copy, and stays yellow.
    ...(nodes === 1
      ? []
      : [
          {
            name: 'ElasticsearchYellow',
            expr: health('yellow'),
            forMinutes: 60,
            severity: 'warning' as const,
            summary: `Elasticsearch ${name} keeps logs in one copy only: they are lost with the next node.`,
            runbook: `${look}: a pod is missing, or a volume is more than 85 % full and takes no copies any more.`,
          },
        ]),
    {
      name: 'ElasticsearchDiskNearlyFull',
      expr: `1 - kubelet_volume_stats_available_bytes${volumes} / kubelet_volume_stats_capacity_bytes${volumes} > 0.8`,
      forMinutes: 30,
      severity: 'warning',
      summary: 'Volume {{ $labels.persistentvolumeclaim }} is {{ $value | humanizePercentage }} full.',
      runbook:
        'Shorten retentionDays or enlarge the volumes: above 85 % a node takes no further shards, above 95 % Elasticsearch takes no lines.',
    },
  ];
}

const operatorAlerts: readonly AlertRule[] = [
  {
    name: 'ElasticOperatorDown',
    expr: `absent(up{namespace="${operatorNamespace}"} == 1)`,
    forMinutes: 15,
    severity: 'warning',
    summary: "Elastic's operator does not answer: nothing mends Elasticsearch and Kibana, nor tells how they are.",
    runbook: `kubectl -n ${operatorNamespace} get pods, then its log; Elasticsearch itself goes on without it.`,
  },
];

function operatorRelease({ name, values }: Options, cluster: ClusterInfo): ChartRelease {
  const called = `${name}-operator`;
  const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
  return {
    name: called,
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
        fullnameOverride: called,
        image: { repository: resolveImage(cluster, 'docker.elastic.co/eck/eck-operator') },
        managedNamespaces: [elasticNamespace],
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        resources: containerResources('100m', '200Mi', '1Gi'),
        // It would make a certificate of its own; the operator itself refuses what is wrong, a little later.
        webhook: { enabled: false },
        telemetry: { disabled: true },
        config: {
          ...(cluster.registryMirror === undefined ? {} : { containerRegistry: cluster.registryMirror }),
          metrics: { port: metrics ? '9400' : '0' },
        },
        podMonitor: { enabled: metrics },
        serviceMonitor: { enabled: false },
      },
      values,
    ),
  };
}

function addElasticsearch(scope: Construct, options: Options): void {
  const { name } = options;
  const metadata = (of: string) => ({ name: of, namespace: elasticNamespace });
  // Which rights there are is no secret; the operator reads them from this kind all the same.
  new ApiObject(scope, 'Roles', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata(`${name}-roles`),
    stringData: { 'roles.yml': roles },
  });
  new ApiObject(scope, 'Default', {
    apiVersion: 'elasticsearch.k8s.elastic.co/v1',
    kind: 'Elasticsearch',
    metadata: metadata(name),
    spec: renderSpec(options),
  });
}

/** What its operator is told, with a person's own laid over it. */
function renderSpec(options: Options): Readonly<Record<string, unknown>> {
  const ours = {
    version: elasticVersion,
    auth: {
      roles: [{ secretName: `${options.name}-roles` }],
      fileRealm: ['elasticsearch-collector', 'elasticsearch-grafana'].map((secretName) => ({ secretName })),
    },
    // Taking it away, or moving it to another carrier, must not take the logs away.
    volumeClaimDeletePolicy: 'DeleteOnScaledownOnly',
  };
  const { nodeSets = [{ name: 'default' }], ...spec } = options.spec ?? {};
  return {
    ...mergeHelmValues(ours, spec),
    nodeSets: nodeSetsSchema
      .parse(nodeSets)
      .map((set) => (set.name === 'default' ? mergeHelmValues(renderNodeSet(options), set) : set)),
  };
}

function renderNodeSet({ nodes, storageGiB, storageClass, memory }: Options) {
  return {
    name: 'default',
    count: nodes,
    // Memory maps need a setting of the host that no restricted pod can make.
    config: { 'node.store.allow_mmap': false },
    podTemplate: {
      spec: {
        securityContext: elasticPodSecurityContext,
        containers: [{ name: 'elasticsearch', resources: containerResources('500m', memory, memory) }],
        initContainers: ['elastic-internal-init-filesystem', 'elastic-internal-suspend'].map((init) => ({
          name: init,
          resources: containerResources('100m', '64Mi', '64Mi'),
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

const roles = `log_writer:
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
