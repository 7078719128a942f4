/**
 * Names of the health metrics of Elasticsearch and Kibana. The series of the current health has the value 1; labels:
 * `namespace`, `name` and `health`.
 */
export const elasticHealthMetrics = { elasticsearch: 'eck_elasticsearch_health', kibana: 'eck_kibana_health' } as const;

const elasticResources = [
  { group: 'elasticsearch.k8s.elastic.co', kind: 'Elasticsearch', plural: 'elasticsearches' },
  { group: 'kibana.k8s.elastic.co', kind: 'Kibana', plural: 'kibanas' },
] as const;

/**
 * Values of kube-state-metrics that export {@link elasticHealthMetrics} from the status of the Elasticsearch and Kibana
 * objects. Elasticsearch itself has no Prometheus metrics without an additional exporter.
 * @see https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/extend/customresourcestate-metrics.md
 */
export const kubeStateMetricsElasticValues = {
  rbac: {
    extraRules: elasticResources.map(({ group, plural }) => ({
      apiGroups: [group],
      resources: [plural],
      verbs: ['list', 'watch'],
    })),
  },
  customResourceState: {
    enabled: true,
    config: {
      kind: 'CustomResourceStateMetrics',
      spec: {
        resources: elasticResources.map(({ group, kind }) => ({
          groupVersionKind: { group, version: 'v1', kind },
          metricNamePrefix: 'eck',
          labelsFromPath: { namespace: ['metadata', 'namespace'], name: ['metadata', 'name'] },
          metrics: [
            {
              name: `${kind.toLowerCase()}_health`,
              help: `Health of ${kind}, as reported by its operator.`,
              each: {
                type: 'StateSet',
                stateSet: {
                  labelName: 'health',
                  path: ['status', 'health'],
                  list: ['green', 'yellow', 'red', 'unknown'],
                },
              },
            },
          ],
        })),
      },
    },
  },
};
