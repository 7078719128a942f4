import {
  calico,
  elasticsearch,
  externalSecrets,
  flannel,
  kibana,
  loki,
  metallb,
  metricsServer,
  ory,
  prometheus,
} from '../../../../constructs/components';
import { clusterInfo } from '../../../../src/kinds/cluster-info';
import type { Release } from '../../../../src/kinds/release';
import { getObject } from '../../../support/rendered';
import { getObjects, getValue } from '../../../support/releases';

const cluster = clusterInfo({ capabilities: prometheus.endpoints({}) });
const addresses = ['10.0.9.0/24'];
const bgpPeers = [{ address: '10.0.0.1', asn: 64512, localAsn: 64513 }];

/** Lists the names of the alerts in the monitoring release of a component. */
const alertNames = (releases: readonly Release[], name: string) => {
  const { groups } = getObject(getObjects(releases, `${name}-monitoring`), 'PrometheusRule').spec as {
    groups: { rules: { alert: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
};

test.each([
  ['calico', calico.releases({}, cluster), ['NetworkNodeDown', 'NetworkRulesNotWritten', 'NetworkTyphaDown']],
  ['flannel', flannel.releases({}, cluster), ['NetworkNodeDown', 'NetworkPoliciesDown', 'NetworkPoliciesOverloaded']],
  [
    'metallb',
    metallb.releases({ addresses, bgpPeers }, cluster),
    [
      'LoadBalancerDown',
      'LoadBalancerConfigurationRefused',
      'LoadBalancerAddressesNearlyGone',
      'LoadBalancerAddressesGone',
      'LoadBalancerSessionDown',
    ],
  ],
  [
    'external-secrets',
    externalSecrets.releases({}, cluster),
    ['SecretsDown', 'SecretStoreNotReady', 'SecretNotBrought'],
  ],
  ['ory', ory.releases({}, cluster), ['IdentityDown']],
  ['metrics-server', metricsServer.releases({}, cluster), ['ResourceMetricsDown', 'ResourceMetricsMissing']],
  [
    'elasticsearch',
    elasticsearch.releases({}, cluster),
    ['ElasticsearchRed', 'ElasticsearchYellow', 'ElasticsearchDiskNearlyFull'],
  ],
  ['elasticsearch-operator', elasticsearch.releases({}, cluster), ['ElasticOperatorDown']],
  ['kibana', kibana.releases({}, cluster), ['KibanaDown']],
  ['loki-alloy', loki.releases({}, cluster), ['AlloyDropsLines', 'AlloyCannotSend']],
])('%s has alerts', (name, releases, alerts) => {
  expect(alertNames(releases, name)).toEqual(alerts);
});

describe('MetalLB', () => {
  test('disables the alerting rules of its chart, which have no runbooks', () => {
    const releases = metallb.releases({ addresses }, cluster);
    expect(getValue(releases, 'metallb', 'prometheus', 'prometheusRule', 'enabled')).toBe(false);
  });

  test('has an alert on BGP sessions only with BGP peers', () => {
    expect(alertNames(metallb.releases({ addresses }, cluster), 'metallb')).not.toContain('LoadBalancerSessionDown');
  });
});

describe('the health of Elasticsearch', () => {
  const stateMetrics = (capabilities: object) =>
    getValue(prometheus.releases({}, clusterInfo({ capabilities })), 'prometheus', 'kube-state-metrics');

  test('is exported by kube-state-metrics from the resources of its operator, only if Elasticsearch is installed', () => {
    expect(stateMetrics(elasticsearch.endpoints({}))).toMatchObject({
      rbac: { extraRules: [{ resources: ['elasticsearches'], verbs: ['list', 'watch'] }, { resources: ['kibanas'] }] },
      customResourceState: {
        enabled: true,
        config: {
          spec: {
            resources: [
              { metricNamePrefix: 'eck', metrics: [{ name: 'elasticsearch_health' }] },
              { metricNamePrefix: 'eck', metrics: [{ name: 'kibana_health' }] },
            ],
          },
        },
      },
    });
    expect(stateMetrics(loki.endpoints({}))).not.toHaveProperty('customResourceState');
  });

  test('has no alert on status yellow with one node, because that status is permanent', () => {
    expect(alertNames(elasticsearch.releases({ nodes: 1 }, cluster), 'elasticsearch')).not.toContain(
      'ElasticsearchYellow',
    );
  });
});

describe('a network plugin', () => {
  const podMonitorSpec = (releases: readonly Release[], name: string, monitor: string) =>
    getObject(getObjects(releases, `${name}-monitoring`), 'PodMonitor', monitor).spec;

  test('Calico is scraped on its host ports, which are open only if the cluster provides `metrics`', () => {
    const releases = calico.releases({}, cluster);
    for (const workload of ['node', 'typha']) {
      const port = getValue(releases, 'calico', 'installation', `${workload}MetricsPort`);
      expect(podMonitorSpec(releases, 'calico', `calico-${workload}`)).toMatchObject({
        namespaceSelector: { matchNames: ['calico-system'] },
        selector: { matchLabels: { 'k8s-app': `calico-${workload}` } },
        podMetricsEndpoints: [
          {
            relabelings: [
              { action: 'keep', regex: `calico-${workload}` },
              { targetLabel: '__address__', replacement: `$1:${String(port)}` },
            ],
          },
        ],
      });
    }
    const releasesWithoutMetrics = calico.releases({}, clusterInfo());
    expect(getValue(releasesWithoutMetrics, 'calico', 'installation', 'nodeMetricsPort')).toBeUndefined();
  });

  test('with IPv6 is scraped at addresses in brackets', () => {
    const ipv6Cluster = clusterInfo({ capabilities: prometheus.endpoints({}), podCidr: 'fd00:1::/48' });
    expect(
      JSON.stringify(podMonitorSpec(flannel.releases({}, ipv6Cluster), 'flannel', 'kube-network-policies')),
    ).toContain('"[$1]:9080"');
  });

  test('flannel without NetworkPolicies has no monitor and no alerts of the enforcer', () => {
    const releases = flannel.releases({ networkPolicy: false }, cluster);
    expect(alertNames(releases, 'flannel')).toEqual(['NetworkNodeDown']);
    expect(getObjects(releases, 'flannel-monitoring').map(({ kind }) => kind)).toEqual(['PrometheusRule']);
  });
});

test('no component has a monitoring release without `metrics` and `dashboards`', () => {
  const releases = [
    ...metallb.releases({ addresses }, clusterInfo()),
    ...externalSecrets.releases({}, clusterInfo()),
    ...metricsServer.releases({}, clusterInfo()),
    ...loki.releases({}, clusterInfo()),
    ...elasticsearch.releases({}, clusterInfo()),
    ...kibana.releases({}, clusterInfo()),
    ...calico.releases({}, clusterInfo()),
    ...flannel.releases({}, clusterInfo()),
  ];
  expect(releases.filter(({ name }) => name.endsWith('-monitoring'))).toEqual([]);
});
