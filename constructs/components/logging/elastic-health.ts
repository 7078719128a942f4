/** Metrics of what Elastic's operator says in the status of its objects, 1 for the health that is: `{ name, health }`. */
export const elasticHealthMetrics = { elasticsearch: 'eck_elasticsearch_health', kibana: 'eck_kibana_health' } as const;

const elasticResources = [
  { group: 'elasticsearch.k8s.elastic.co', kind: 'Elasticsearch', plural: 'elasticsearches' },
  { group: 'kibana.k8s.elastic.co', kind: 'Kibana', plural: 'kibanas' },
] as const;

/**
 * Values of kube-state-metrics with which it tells of that health: Elasticsearch has no metrics for Prometheus without a
 * further program, and its operator asks it all the same.
 * @see https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/extend/customresourcestate-metrics.md
 */
export const elasticHealthValues = {
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
              help: `Health of ${kind}, as its operator sees it.`,
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
