import { certificateAnnotations, ingressClass } from '../../kubernetes/ingress';
import type { Construct } from 'constructs';
import type { Ingress } from 'kubernetes-types/networking/v1';
import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { error } from '../../../src/schema/problem';
import { helmValues, hostname, quantity } from '../../../src/schema/field-types';
import { elasticVersion } from './charts';
import { addObject } from '../../kubernetes/object';
import type { AlertRule } from '../../monitoring/alert-rules';
import { elasticHealthMetrics } from './elastic-health';
import { elasticPodSecurityContext } from './elasticsearch';
import { elasticNamespace } from './elasticsearch-secrets';
import { elasticsearchName, provideLogSearch } from './tenant-log-users';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const schema = z.strictObject({
  host: hostname
    .optional()
    .describe('host name of the Ingress; @default no Ingress, access with kubectl port-forward only'),
  replicas: z.int().min(1).default(1).describe('number of pods; with 2, the loss of a node is tolerated'),
  memory: quantity.default('1Gi').describe('memory request and limit of each pod'),
  spec: helmValues.optional().describe('spec of the Kibana object, merged last'),
});

type Options = OptionsOf<typeof schema>;

/**
 * Kibana, the user interface for searching the logs in Elasticsearch. Users log in with their Elasticsearch user: the
 * platform team with `elastic`, a tenant with its own user, which reads its own logs only and has a space of its own.
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/kibana-configuration
 * @example
 * const [release] = kibana.releases({ host: 'logs.acme.example' }, clusterInfo({ capabilities: elasticsearch.endpoints({}) }));
 */
export const kibana = componentKind({
  kind: 'kibana',
  summary: 'Log search with Kibana, on Elasticsearch.',
  schema,
  hosts: ({ host }) => (host === undefined ? [] : [host]),
  requires: ({ host }) => ['logs', ...(host === undefined ? [] : ['ingress'])],
  provides: ({ name, host }) => ({
    'log-search': provideLogSearch(
      {
        api: 'kibana',
        url: `http://${name}-kb-http.${elasticNamespace}.svc:5601`,
        namespace: elasticNamespace,
        podLabels: kibanaLabels(name),
      },
      host,
    ),
  }),
  validate: (_, cluster) => {
    const logs = tryGetEndpoint(cluster, 'logs');
    return logs === undefined || logs.api === 'elasticsearch'
      ? []
      : [
          error(
            [],
            undefined,
            'kibana searches Elasticsearch only',
            'use elasticsearch() as the log store, or grafana() for the search',
          ),
        ];
  },
  releases: (options, cluster) => [
    {
      name: options.name,
      namespace: elasticNamespace,
      podSecurity: 'restricted',
      images: [`docker.elastic.co/kibana/kibana:${elasticVersion}`],
      networkRules: {
        pages: {
          podLabels: kibanaLabels(options.name),
          ingress: [
            { peer: { capability: 'ingress' }, ports: [5601] },
            { peer: { namespace: 'elastic-system' }, ports: [5601] },
          ],
        },
      },
      objects: {
        'kibana.yaml': (scope) => {
          addKibana(scope, options, cluster);
        },
      },
    },
    ...monitoringReleases({ name: options.name, namespace: elasticNamespace, alerts: alerts(options.name) }, cluster),
  ],
});

function kibanaLabels(name: string) {
  return { 'kibana.k8s.elastic.co/name': name };
}

function alerts(name: string): readonly AlertRule[] {
  return [
    {
      name: 'KibanaDown',
      expr: `${elasticHealthMetrics.kibana}{name="${name}", health="red"} == 1`,
      forMinutes: 15,
      severity: 'warning',
      summary: `No pod of Kibana ${name} is available.`,
      runbook: `kubectl -n ${elasticNamespace} get kibana,pods, then read the log of a pod. Kibana waits for Elasticsearch, so check Elasticsearch first.`,
    },
  ];
}

function addKibana(scope: Construct, { name, host, replicas, memory, spec }: Options, cluster: ClusterInfo): void {
  const metadata = { name, namespace: elasticNamespace };
  addObject(scope, 'Default', {
    apiVersion: 'kibana.k8s.elastic.co/v1',
    kind: 'Kibana',
    metadata,
    spec: mergeHelmValues(
      {
        version: elasticVersion,
        count: replicas,
        elasticsearchRef: { name: elasticsearchName(cluster) },
        // The ingress controller terminates TLS and forwards plain HTTP.
        http: { tls: { selfSignedCertificate: { disabled: true } } },
        config: {
          'telemetry.optIn': false,
          ...(host === undefined ? {} : { 'server.publicBaseUrl': `https://${host}` }),
        },
        podTemplate: {
          spec: {
            securityContext: elasticPodSecurityContext,
            containers: [
              {
                name: 'kibana',
                resources: containerResources({ cpuRequest: '200m', memoryRequest: memory, memoryLimit: memory }),
              },
            ],
          },
        },
      },
      spec,
    ),
  });
  if (host === undefined) return;
  const hasCertificates = tryGetEndpoint(cluster, 'certificates') !== undefined;
  addObject<Ingress>(scope, 'Ingress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, ...(hasCertificates ? { annotations: certificateAnnotations(cluster) } : {}) },
    spec: {
      ingressClassName: ingressClass,
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: `${name}-kb-http`, port: { number: 5601 } } },
              },
            ],
          },
        },
      ],
      ...(hasCertificates ? { tls: [{ hosts: [host], secretName: `${name}-tls` }] } : {}),
    },
  });
}
